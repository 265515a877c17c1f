// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "compiler/program/expressions.h"
#include "compiler/program/patterns.h"
#include "compiler/schema/type_name.h"

namespace wend::program {
namespace {

constexpr std::size_t kMostAlternatives = 64;

std::vector<std::string> names_of(
    const std::map<std::string, std::uint32_t, std::less<>>& declared) {
  std::vector<std::string> names;
  for (const auto& entry : declared) names.push_back(entry.first);
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

 private:
  void alternative(const syntax::Name& name) {
    if (name.text == "touchpoint") return every_touchpoint(name);
    const auto found = pack_.touchpoints.find(name.text);
    if (found == pack_.touchpoints.end()) return unknown(name);
    for (const PatternAlternative& earlier : made_.alternatives) {
      if (earlier.touchpoint == found->second) return twice(name);
    }
    made_.alternatives.push_back({found->second, std::nullopt});
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

  void unknown(const syntax::Name& name) {
    understood_ = false;
    if (pack_.actions.contains(name.text)) {
      pack_.report(DiagnosticKind::UnknownTouchpoint, name.span, {name.text})
          .with_help("`" + name.text + "` is an action; a pattern names touchpoints");
    } else if (!pack_.incomplete) {
      offer_nearest(pack_, pack_.report(DiagnosticKind::UnknownTouchpoint, name.span, {name.text}),
                    name, names_of(pack_.touchpoints),
                    "declare it in the schema with `touchpoint " + name.text + "`");
    }
  }

  void twice(const syntax::Name& name) {
    pack_.report(DiagnosticKind::NamedTwice, name.span, {name.text}).with_help("name it once");
    understood_ = false;
  }

  void channel(const syntax::Name& name) {
    const std::vector<std::string>& names = pack_.schema().choices[0].values;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] != name.text) continue;
      const auto at = static_cast<std::uint32_t>(i);
      for (const std::uint32_t earlier : made_.channels) {
        if (earlier == at) return twice(name);
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
      one.where = Expressions(pack_, scope).check_test(*written_.where);
      understood_ = understood_ && one.where.has_value();
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
