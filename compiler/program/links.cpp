// SPDX-License-Identifier: Apache-2.0
//
// `link Flight by flight_booked.flight with booking ...`: which customers an event reaches that is about a flight.
// A touchpoint `about Flight` has the flight as its first field and what the link carries as its last.
#include "compiler/program/links.h"

#include <algorithm>
#include <map>

#include "compiler/program/units.h"
#include "compiler/schema/type_name.h"

namespace wend::program {
namespace {

constexpr ValueType kNotUnderstood{ValueKind::Choice, 0, 0, kUndeclared};

class LinkCheck {
 public:
  LinkCheck(Pack& pack, const std::vector<syntax::Tree>& trees)
      : pack_(pack), schema_(pack.program.schema), trees_(trees) {}

  void declare() {
    each<syntax::Link>([&](const syntax::Link& link, Span item) { declare(link, item); });
    each<syntax::Touchpoint>([&](const syntax::Touchpoint& one, Span) { extend(one); });
    for (const auto& [number, written] : written_) end(schema_.links[number], *written);
    for (const auto& [number, written] : written_) warn_if_unused(number, *written);
  }

 private:
  template <class Item, class Do>
  void each(Do act) {
    for (const syntax::Tree& tree : trees_) {
      for (const syntax::Declaration& declaration : tree.declarations) {
        const auto* schema = std::get_if<syntax::Schema>(&declaration.kind);
        if (schema == nullptr) continue;
        for (const syntax::SchemaItem& item : schema->items) {
          if (const auto* found = std::get_if<Item>(&item.kind)) act(*found, item.span);
        }
      }
    }
  }

  // ------------------------------------------------------------ a link
  void declare(const syntax::Link& written, Span item) {
    const auto kind = kind_of(written.kind);
    if (!kind) return;
    const auto [first, is_new] = links_.emplace(*kind, schema_.links.size());
    if (!is_new) {
      pack_.report(DiagnosticKind::SchemaPartTwice, item, {"link " + written.kind.text})
          .with_label(schema_.links[first->second].span, "stated first here")
          .with_help("name all touchpoints in one, as in `(viewed or asked).article`");
      return;
    }
    SchemaLink made;
    made.kind = *kind;
    made.span = item;
    made.fields.push_back(written.field.text);
    types_.push_back({identifier(*kind)});
    personal_.push_back({false});
    for (const syntax::Name& carried : written.carried) add_carried(carried, made);
    for (const syntax::Name& name : written.touchpoints) begin_by(name, written, made);
    bounds(written, made);
    if (const auto life = stretch_of(pack_, written.life)) made.life = *life;
    written_.emplace_back(schema_.links.size(), &written);
    schema_.links.push_back(std::move(made));
  }

  ValueType identifier(std::uint32_t kind) const {
    return {ValueKind::Identifier, 0, schema_.identifiers[kind].length, kind};
  }

  std::optional<std::uint32_t> kind_of(const syntax::Name& name) {
    std::vector<std::string> names;
    for (std::uint32_t kind = 0; kind < schema_.identifiers.size(); ++kind) {
      if (schema_.identifiers[kind].name == name.text) return kind;
      names.push_back(schema_.identifiers[kind].name);
    }
    if (!pack_.incomplete)
      offer_nearest(pack_, pack_.report(DiagnosticKind::AboutNoKind, name.span, {name.text}), name,
                    names, "declare it with `identifier " + name.text + " up to 20 characters`");
    return std::nullopt;
  }

  void add_carried(const syntax::Name& carried, SchemaLink& link) {
    if (std::find(link.fields.begin(), link.fields.end(), carried.text) != link.fields.end()) {
      pack_.report(DiagnosticKind::NamedTwice, carried.span, {carried.text})
          .with_help("name it once");
      return;
    }
    if (link.fields.size() > kMostCarried) {
      pack_.report(DiagnosticKind::LinkCarriesMore, carried.span, {std::to_string(kMostCarried)})
          .with_help("ask for the others with `last " + carried.text + "` of the linking event");
      return;
    }
    link.fields.push_back(carried.text);
    types_.back().push_back(kNotUnderstood);
    personal_.back().push_back(false);
  }

  std::optional<std::uint32_t> touchpoint_of(const syntax::Name& name) {
    if (const auto found = pack_.touchpoints.find(name.text); found != pack_.touchpoints.end())
      return found->second;
    if (pack_.incomplete) return std::nullopt;
    std::vector<std::string> names;
    for (const auto& [known, number] : pack_.touchpoints) names.push_back(known);
    offer_nearest(pack_, pack_.report(DiagnosticKind::UnknownTouchpoint, name.span, {name.text}),
                  name, names, "declare it in the schema with `touchpoint " + name.text + "`");
    return std::nullopt;
  }

  bool is_named_already(const std::vector<SchemaLinkEvent>& events, std::uint32_t touchpoint,
                        const syntax::Name& name) {
    const bool found = std::any_of(events.begin(), events.end(), [&](const SchemaLinkEvent& one) {
      return one.touchpoint == touchpoint;
    });
    if (found)
      pack_.report(DiagnosticKind::NamedTwice, name.span, {name.text}).with_help("name it once");
    return found;
  }

  // A touchpoint that links: it has every field of the link, in its kind.
  void begin_by(const syntax::Name& name, const syntax::Link& written, SchemaLink& link) {
    const auto touchpoint = touchpoint_of(name);
    if (!touchpoint || is_named_already(link.by, *touchpoint, name)) return;
    if (is_about(name.text)) {
      pack_.report(DiagnosticKind::LinkByNobody, name.span, {name.text})
          .with_help("link customers by what is known of them, as a booking or a wish is");
      return;
    }
    SchemaLinkEvent made{*touchpoint, {}};
    for (std::size_t i = 0; i < link.fields.size(); ++i) {
      const syntax::Name& field = i == 0 ? written.field : named(written.carried, link.fields[i]);
      made.fields.push_back(linking_field(*touchpoint, i, field));
    }
    link.by.push_back(std::move(made));
  }

  static const syntax::Name& named(const std::vector<syntax::Name>& names,
                                   const std::string& text) {
    return *std::find_if(names.begin(), names.end(),
                         [&](const syntax::Name& name) { return name.text == text; });
  }

  std::uint32_t linking_field(std::uint32_t touchpoint, std::size_t position,
                              const syntax::Name& name) {
    const SchemaTouchpoint& about = schema_.touchpoints[touchpoint];
    ValueType& wanted = types_.back()[position];
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < about.fields.size(); ++i) {
      const SchemaField& field = about.fields[i];
      names.push_back(field.name);
      if (field.name != name.text) continue;
      personal_.back()[position] = personal_.back()[position] || field.personal;
      if (wanted.declared == kUndeclared && field.type.kind == ValueKind::Identifier)
        wanted = field.type;
      const bool fits =
          field.type.kind == ValueKind::Identifier && field.type.declared == wanted.declared;
      if (!fits && field.type.declared != kUndeclared)
        report_other_kind(about, field, wanted, name);
      return i;
    }
    if (!pack_.incomplete)
      offer_nearest(pack_,
                    pack_.report(DiagnosticKind::UnknownField, name.span, {name.text, about.name}),
                    name, names, "a touchpoint that links has every field of the link");
    return SchemaLinkEvent::kNoField;
  }

  void report_other_kind(const SchemaTouchpoint& about, const SchemaField& field,
                         const ValueType& wanted, const syntax::Name& name) {
    pack_
        .report(DiagnosticKind::LinkOfOtherKind, name.span,
                {about.name + "." + field.name, said(schema_, field.type),
                 wanted.declared == kUndeclared ? "an identifier" : said(schema_, wanted)})
        .with_label(field.span, "declared here")
        .with_help("links are told apart by identifiers");
  }

  void bounds(const syntax::Link& written, SchemaLink& link) {
    if (written.value.text != written.field.text)
      pack_
          .report(DiagnosticKind::LinkBoundOfOther, written.value.span,
                  {written.field.text, written.value.text})
          .with_fix("write `" + written.field.text + "`", written.value.span, written.field.text);
    const Span all = written.bounds;
    const Span word = written.value.span;
    link.per_value =
        bound(written.per_value, {all.file, all.begin, word.begin}, kMostLinksPerValue);
    link.per_customer =
        bound(written.per_customer, {all.file, word.end, all.end}, kMostLinksPerCustomer);
  }

  std::uint32_t bound(const std::string& digits, Span place, std::uint32_t most) {
    if (const auto number = whole_of(digits, 1, most)) return *number;
    pack_.report(DiagnosticKind::LinkBoundOutOfRange, digits_in(pack_, place, digits), {digits})
        .with_help("any whole number from 1 to " + std::to_string(most));
    return 1;
  }

  // ------------------------------------------------------------ what ends it
  void end(SchemaLink& link, const syntax::Link& written) {
    for (const syntax::Name& name : written.until) {
      const auto touchpoint = touchpoint_of(name);
      if (!touchpoint || is_named_already(link.until, *touchpoint, name)) continue;
      SchemaLinkEvent made{*touchpoint, {}};
      const auto number = static_cast<std::size_t>(&link - schema_.links.data());
      bool has_some = false;
      for (std::size_t i = 0; i < link.fields.size(); ++i) {
        made.fields.push_back(ending_field(*touchpoint, link.fields[i], types_[number][i]));
        has_some = has_some || made.fields.back() != SchemaLinkEvent::kNoField;
      }
      if (!has_some)
        pack_.report(DiagnosticKind::LinkEndUnrelated, name.span, {name.text})
            .with_label(link.span, "the link")
            .with_help("what ends it has " + listed(link.fields));
      link.until.push_back(std::move(made));
    }
  }

  std::uint32_t ending_field(std::uint32_t touchpoint, const std::string& name,
                             const ValueType& type) const {
    const std::vector<SchemaField>& fields = schema_.touchpoints[touchpoint].fields;
    for (std::uint32_t i = 0; i < fields.size(); ++i) {
      if (fields[i].name == name && fields[i].type.kind == ValueKind::Identifier &&
          fields[i].type.declared == type.declared)
        return i;
    }
    return SchemaLinkEvent::kNoField;
  }

  // ------------------------------------------------------------ touchpoints about something else
  bool is_about(const std::string& touchpoint) {
    bool found = false;
    each<syntax::Touchpoint>([&](const syntax::Touchpoint& one, Span) {
      found = found || (one.about && one.name.text == touchpoint);
    });
    return found;
  }

  void extend(const syntax::Touchpoint& written) {
    if (!written.about) return;
    const auto kind = kind_of(*written.about);
    const auto touchpoint = pack_.touchpoints.find(written.name.text);
    if (!kind || touchpoint == pack_.touchpoints.end()) return;
    const auto link = links_.find(*kind);
    if (link == links_.end()) {
      if (pack_.incomplete) return;
      pack_
          .report(DiagnosticKind::AboutWithoutLink, written.about->span,
                  {written.name.text, written.about->text})
          .with_help("say which customers it reaches, with `link " + written.about->text +
                     " by ...`");
      return;
    }
    SchemaTouchpoint& made = schema_.touchpoints[touchpoint->second];
    if (made.about) return;  // a second of this name: reported
    if (!made.lists.empty()) {
      pack_.report(DiagnosticKind::ListAbout, written.about->span, {written.name.text})
          .with_help("leave out the list, or let customers' own events hold it");
    }
    made.about = static_cast<std::uint32_t>(link->second);
    add_fields(made, link->second, written.about->span);
  }

  void add_fields(SchemaTouchpoint& touchpoint, std::size_t link, Span place) {
    const std::vector<std::string>& names = schema_.links[link].fields;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto own =
          std::find_if(touchpoint.fields.begin(), touchpoint.fields.end(),
                       [&](const SchemaField& field) { return field.name == names[i]; });
      if (own != touchpoint.fields.end()) {
        pack_.report(DiagnosticKind::FieldTwice, own->span, {touchpoint.name, names[i]})
            .with_label(schema_.links[link].span, "it has this field by the link")
            .with_help("leave it out here");
        touchpoint.fields.erase(own);
      }
      SchemaField made{names[i], types_[link][i], false, personal_[link][i], place};
      touchpoint.fields.insert(i == 0 ? touchpoint.fields.begin() : touchpoint.fields.end(),
                               std::move(made));
    }
  }

  void warn_if_unused(std::size_t number, const syntax::Link& written) {
    const bool used = std::any_of(schema_.touchpoints.begin(), schema_.touchpoints.end(),
                                  [&](const SchemaTouchpoint& one) { return one.about == number; });
    if (used || pack_.incomplete) return;
    pack_.report(DiagnosticKind::UnusedLink, written.kind.span, {written.kind.text})
        .with_help("declare one, as in `touchpoint delayed on web about " + written.kind.text +
                   "`");
  }

  Pack& pack_;
  Schema& schema_;
  const std::vector<syntax::Tree>& trees_;
  std::map<std::uint32_t, std::size_t> links_;  // by kind
  std::vector<std::vector<ValueType>> types_;   // by link, of its fields
  std::vector<std::vector<bool>> personal_;     // likewise
  std::vector<std::pair<std::size_t, const syntax::Link*>> written_;
};

}  // namespace

void declare_links(Pack& pack, const std::vector<syntax::Tree>& trees) {
  LinkCheck(pack, trees).declare();
}

bool is_filled_by_link(const Schema& schema, std::uint32_t touchpoint, std::size_t field) {
  const SchemaTouchpoint& about = schema.touchpoints[touchpoint];
  if (!about.about) return false;
  return field + schema.links[*about.about].fields.size() > about.fields.size();
}

std::vector<SchemaField> given_fields(const Schema& schema, std::uint32_t touchpoint) {
  std::vector<SchemaField> given;
  const std::vector<SchemaField>& all = schema.touchpoints[touchpoint].fields;
  for (std::size_t field = 0; field < all.size(); ++field) {
    if (!is_filled_by_link(schema, touchpoint, field)) given.push_back(all[field]);
  }
  return given;
}

}  // namespace wend::program
