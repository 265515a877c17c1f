// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "compiler/program/expressions.h"
#include "compiler/program/lists.h"
#include "compiler/program/patterns.h"
#include "compiler/schema/type_name.h"

namespace wend::program {
namespace {

constexpr std::size_t kMostAlternatives = 64;

// All that a pattern may name.
std::vector<std::string> names_of(const Pack& pack) {
  std::vector<std::string> names;
  for (const auto& entry : pack.touchpoints) names.push_back(entry.first);
  for (const auto& entry : pack.named) names.push_back(entry.first);
  return names;
}

class PatternCheck {
 public:
  PatternCheck(Pack& pack, const syntax::Tree& tree, const syntax::Pattern& pattern)
      : pack_(pack), tree_(tree), written_(pattern) {}

  std::optional<PatternId> check() {
    for (const syntax::Name& name : written_.touchpoints) alternative(name);
    for (const syntax::Name& name : written_.channels) channel(name);
    if (understood_) check_channels();
    if (written_.where) check_where();
    if (!understood_) return std::nullopt;
    made_.text = pack_.words_of(written_.span);
    pack_.program.patterns.push_back(std::move(made_));
    return PatternId{static_cast<std::uint32_t>(pack_.program.patterns.size() - 1)};
  }

  // Whoever names it may say channels of their own: those said here become a part of each test.
  std::optional<PatternId> check_to_name() {
    const auto made = check();
    if (!made) return made;
    Pattern& pattern = pack_.program.patterns[made->value];
    const std::vector<std::uint32_t> channels = std::exchange(pattern.channels, {});
    if (channels.empty()) return made;
    for (PatternAlternative& one : pattern.alternatives) {
      const ExprId test = is_on(channels);
      one.where = one.where ? both(test, *one.where) : test;
    }
    return made;
  }

 private:
  ExprId add(ExprKind kind, const Type& type, const std::string& text) {
    Expr made;
    made.kind = std::move(kind);
    made.type = type;
    made.span = written_.span;
    made.text = text;
    pack_.program.expressions.push_back(std::move(made));
    return ExprId{static_cast<std::uint32_t>(pack_.program.expressions.size() - 1)};
  }

  ExprId is_on(const std::vector<std::uint32_t>& channels) {
    const Type choice{Kind::Value, ValueType{ValueKind::Choice, 0, 0, 0}, false, false};
    OneOf made{add(OwnField{kMetaChannel}, choice, "channel"), {}};
    std::string words;
    for (const std::uint32_t channel : channels) {
      const std::string& name = pack_.schema().choices[0].values[channel];
      words += (words.empty() ? "" : " or ") + name;
      made.options.push_back(add(Constant{channel}, choice, name));
    }
    const std::string text = "channel is " + (channels.size() > 1 ? "(" + words + ")" : words);
    return add(std::move(made), {Kind::Value, plain(ValueKind::YesNo), false, false}, text);
  }

  void alternative(const syntax::Name& name) {
    if (name.text == "touchpoint") return every_touchpoint(name);
    const auto found = pack_.touchpoints.find(name.text);
    if (found != pack_.touchpoints.end()) return add(name, {found->second, std::nullopt});
    const auto named = pack_.named.find(name.text);
    if (named == pack_.named.end()) return unknown(name);
    named->second.used = true;
    understood_ = understood_ && named->second.pattern.has_value();
    if (!named->second.pattern) return;
    // A copy: checking what is behind `where` adds patterns.
    for (const PatternAlternative& one :
         std::vector(pack_.program[*named->second.pattern].alternatives))
      add(name, one);
  }

  void add(const syntax::Name& name, const PatternAlternative& one) {
    for (const PatternAlternative& earlier : made_.alternatives) {
      if (earlier.touchpoint == one.touchpoint)
        return twice(name, pack_.schema().touchpoints[one.touchpoint].name);
    }
    made_.alternatives.push_back(one);
  }

  // `touchpoint`: whatever the customer does.
  void every_touchpoint(const syntax::Name& name) {
    every_ = true;
    const auto& all = pack_.schema().touchpoints;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].by_customer)
        made_.alternatives.push_back({static_cast<std::uint32_t>(i), std::nullopt});
    }
    if (!made_.alternatives.empty()) return;
    understood_ = false;
    if (pack_.incomplete) return;
    pack_.report(DiagnosticKind::NoTouchpoint, name.span)
        .with_help("`touchpoint` means any that is declared `by customer`");
  }

  const SchemaTouchpoint* with_list(const std::string& name) const {
    for (const SchemaTouchpoint& one : pack_.schema().touchpoints)
      for (const SchemaList& list : one.lists)
        if (list.name == name) return &one;
    return nullptr;
  }

  void unknown(const syntax::Name& name) {
    understood_ = false;
    if (pack_.actions.contains(name.text)) {
      pack_.report(DiagnosticKind::UnknownTouchpoint, name.span, {name.text})
          .with_help("`" + name.text + "` is an action; a pattern names touchpoints");
    } else if (const SchemaTouchpoint* having = with_list(name.text)) {
      pack_.report(DiagnosticKind::UnknownTouchpoint, name.span, {name.text})
          .with_help("a list is named with its touchpoint: `" + having->name + "." + name.text +
                     "`");
    } else if (!pack_.incomplete) {
      offer_nearest(pack_, pack_.report(DiagnosticKind::UnknownTouchpoint, name.span, {name.text}),
                    name, names_of(pack_),
                    pack_.sources.file(name.span.file).of_library
                        ? "say which touchpoints count, as in `define " + name.text +
                              " as touchpoint (" + first_touchpoints() + ")`"
                        : "declare it in the schema with `touchpoint " + name.text + "`");
    }
  }

  void twice(const syntax::Name& name, const std::string& what) {
    pack_.report(DiagnosticKind::NamedTwice, name.span, {what}).with_help("name it once");
    understood_ = false;
  }

  void channel(const syntax::Name& name) {
    const std::vector<std::string>& names = pack_.schema().choices[0].values;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] != name.text) continue;
      const auto at = static_cast<std::uint32_t>(i);
      for (const std::uint32_t earlier : made_.channels) {
        if (earlier == at) return twice(name, name.text);
      }
      made_.channels.push_back(at);
      return;
    }
    understood_ = false;
    if (pack_.incomplete) return;
    offer_nearest(pack_, pack_.report(DiagnosticKind::UnknownChannel, name.span, {name.text}), name,
                  names, "channels are " + listed(names, "and"));
  }

  // Every channel is one of some alternative, every alternative comes on one of the channels.
  void check_channels() {
    const auto happens = [&](std::uint32_t touchpoint, std::uint32_t on) {
      const auto& allowed = pack_.schema().touchpoints[touchpoint].channels;
      return std::find(allowed.begin(), allowed.end(), on) != allowed.end();
    };
    for (std::size_t c = 0; c < made_.channels.size(); ++c) {
      bool ever = false;
      for (const PatternAlternative& one : made_.alternatives)
        ever = ever || happens(one.touchpoint, made_.channels[c]);
      if (!ever) never(made_.alternatives[0].touchpoint, written_.channels[c]);
    }
    if (!understood_ || made_.channels.empty() || every_) return;
    for (std::size_t a = 0; a < made_.alternatives.size(); ++a) {
      bool ever = false;
      for (const std::uint32_t on : made_.channels)
        ever = ever || happens(made_.alternatives[a].touchpoint, on);
      if (!ever) never(made_.alternatives[a].touchpoint, written_.channels[0]);
    }
  }

  void never(std::uint32_t touchpoint, const syntax::Name& channel) {
    const SchemaTouchpoint& declared = pack_.schema().touchpoints[touchpoint];
    std::vector<std::string> names;
    for (const std::uint32_t on : declared.channels)
      names.push_back(pack_.schema().channels[on].name);
    if (names.empty() && pack_.incomplete) return;
    Diagnostic& reported =
        pack_.report(DiagnosticKind::NeverOnChannel, channel.span, {declared.name, channel.text})
            .with_help("it is declared on " + listed(names, "and"));
    if (!every_) reported.with_label(declared.span, "declared here");
    understood_ = false;
  }

  // Once per alternative: the same words may mean fields of different types. What is needless for one
  // alternative may be needed by another, so a warning holds if it does for all.
  void check_where() {
    std::vector<Diagnostic> warnings;
    for (std::size_t i = 0; i < made_.alternatives.size(); ++i) {
      PatternAlternative& one = made_.alternatives[i];
      const std::size_t before = pack_.diagnostics.all().size();
      Scope scope{tree_, Place::Where, nullptr, one.touchpoint, &written_, {}};
      const MaybeExpr test = Expressions(pack_, scope).check_test(*written_.where);
      understood_ = understood_ && test.has_value();
      if (test) one.where = one.where ? both(*one.where, *test) : *test;
      std::vector<Diagnostic> here;
      for (Diagnostic& found : pack_.diagnostics.taken_after(before)) {
        if (row_of(found.kind).severity == Severity::Warning) {
          here.push_back(std::move(found));
        } else {
          pack_.diagnostics.add(std::move(found));
        }
      }
      warnings = i == 0 ? std::move(here) : shared(std::move(warnings), here);
    }
    for (Diagnostic& warning : warnings) pack_.diagnostics.add(std::move(warning));
  }

  // What the name asks, and what is asked here.
  ExprId both(ExprId a, ExprId b) {
    Expr made = pack_.program[a];
    made.text += " and " + pack_.program[b].text;
    made.kind = Binary{BinaryKind::And, a, b};
    pack_.program.expressions.push_back(std::move(made));
    return ExprId{static_cast<std::uint32_t>(pack_.program.expressions.size() - 1)};
  }

  // For an example.
  std::string first_touchpoints() const {
    std::string made;
    for (const SchemaTouchpoint& one : pack_.schema().touchpoints) {
      if (!one.by_customer) continue;
      made += (made.empty() ? "" : " or ") + one.name;
      if (made.find(" or ") != std::string::npos) break;
    }
    return made;
  }

  static std::vector<Diagnostic> shared(std::vector<Diagnostic> all,
                                        const std::vector<Diagnostic>& others) {
    std::erase_if(all, [&](const Diagnostic& one) {
      return std::none_of(others.begin(), others.end(), [&](const Diagnostic& other) {
        return other.kind == one.kind && other.span == one.span && other.arguments == one.arguments;
      });
    });
    return all;
  }

  Pack& pack_;
  const syntax::Tree& tree_;
  const syntax::Pattern& written_;
  Pattern made_;
  bool every_ = false;
  bool understood_ = true;
};

// One touchpoint's own field; nothing if it has none of this name.
std::optional<FieldOnAll> field_on(const SchemaTouchpoint& touchpoint, const std::string& name) {
  for (std::size_t i = 0; i < touchpoint.fields.size(); ++i) {
    const SchemaField& field = touchpoint.fields[i];
    if (field.name != name) continue;
    return FieldOnAll{{static_cast<std::uint32_t>(i)},
                      {Kind::Value, field.type, field.optional, field.personal}};
  }
  return std::nullopt;
}

void report_no_field(Pack& pack, const SchemaTouchpoint& touchpoint, const syntax::Name& name) {
  if (report_part_of_event(pack, touchpoint, name)) return;
  std::vector<std::string> names;
  for (const SchemaField& field : touchpoint.fields) names.push_back(field.name);
  offer_nearest(pack,
                pack.report(DiagnosticKind::UnknownField, name.span, {name.text, touchpoint.name}),
                name, names,
                names.empty() ? "it has no fields but `time` and `channel`"
                              : "its fields are " + listed(names, "and"));
}

}  // namespace

std::optional<PatternId> check_pattern(Pack& pack, const syntax::Tree& tree,
                                       const syntax::Pattern& pattern) {
  if (pattern.touchpoints.size() > kMostAlternatives) {
    pack.report(DiagnosticKind::TooManyAlternatives, pattern.span,
                {std::to_string(kMostAlternatives)})
        .with_help("split the rule");
    return std::nullopt;
  }
  return PatternCheck(pack, tree, pattern).check();
}

std::optional<PatternId> check_definition_of(Pack& pack, const syntax::Tree& tree,
                                             const syntax::Pattern& pattern) {
  for (const syntax::Name& name : pattern.touchpoints) {
    if (name.text != "touchpoint" && !pack.named.contains(name.text)) continue;
    pack.report(DiagnosticKind::NotOfNamedTouchpoints, name.span, {name.text})
        .with_help("name touchpoints of the schema");
    return std::nullopt;
  }
  return PatternCheck(pack, tree, pattern).check_to_name();
}

std::vector<std::uint32_t> touchpoints_of(const Pack& pack, PatternId pattern) {
  std::vector<std::uint32_t> made;
  for (const PatternAlternative& one : pack.program[pattern].alternatives)
    made.push_back(one.touchpoint);
  return made;
}

std::optional<FieldOnAll> field_on_all(Pack& pack, const std::vector<std::uint32_t>& touchpoints,
                                       const syntax::Name& name, bool quiet) {
  if (name.text == "time" || name.text == "channel") {
    const bool time = name.text == "time";
    const ValueType type = time ? plain(ValueKind::Instant) : ValueType{ValueKind::Choice, 0, 0, 0};
    return FieldOnAll{
        std::vector<std::uint32_t>(touchpoints.size(), time ? kMetaTime : kMetaChannel),
        {Kind::Value, type, false, false}};
  }
  std::optional<FieldOnAll> made;
  for (const std::uint32_t which : touchpoints) {
    const SchemaTouchpoint& touchpoint = pack.schema().touchpoints[which];
    const auto own = field_on(touchpoint, name.text);
    if (!own) {
      if (!quiet && !pack.incomplete) report_no_field(pack, touchpoint, name);
      return std::nullopt;
    }
    if (own->type.value.declared == kUndeclared) return std::nullopt;
    if (!made) {
      made = own;
      continue;
    }
    if (!(own->type.value == made->type.value)) {
      if (quiet) return std::nullopt;
      pack.report(DiagnosticKind::FieldTypesDiffer, name.span,
                  {name.text, said(pack.schema(), made->type.value),
                   pack.schema().touchpoints[touchpoints[0]].name,
                   said(pack.schema(), own->type.value), touchpoint.name})
          .with_help("a field of several touchpoints needs one type on all of them");
      return std::nullopt;
    }
    made->fields.push_back(own->fields[0]);
    made->type.optional = made->type.optional || own->type.optional;
    made->type.personal = made->type.personal || own->type.personal;
  }
  return made;
}

}  // namespace wend::program
