// SPDX-License-Identifier: Apache-2.0
//
// The customer's fields, touchpoints and actions. Touchpoints and actions share one namespace (with
// the definitions of rule files: compiler/program sees to those).
#include "compiler/schema/builder.h"
#include "compiler/schema/names.h"

namespace wend::schema {
void Builder::declare_happenings(const syntax::Schema& declared) {
  for (const syntax::SchemaItem& item : declared.items) {
    if (const auto* profile = std::get_if<syntax::CustomerFields>(&item.kind)) {
      customer(*profile);
    } else if (const auto* happening = std::get_if<syntax::Touchpoint>(&item.kind)) {
      touchpoint(*happening);
    } else if (const auto* doing = std::get_if<syntax::Action>(&item.kind)) {
      action(*doing);
    } else if (const auto* elsewhere = std::get_if<syntax::PlaceItem>(&item.kind)) {
      place(*elsewhere);
    } else if (const auto* looked_up = std::get_if<syntax::Table>(&item.kind)) {
      table(*looked_up);
    }
  }
  for (const syntax::SchemaItem& item : declared.items) {
    if (const auto* above = std::get_if<syntax::Level>(&item.kind)) level(*above);
  }
}

void Builder::customer(const syntax::CustomerFields& declared) {
  if (!schema_.customer.empty()) return;  // a second block: reported already
  schema_.customer = fields(declared.fields, "customer");
  for (SchemaField& field : schema_.customer) {
    if (field.type.kind != ValueKind::Text || field.type.length != 0) continue;
    diagnostics_.report(DiagnosticKind::MissingLength, field.span, {field.name})
        .with_help("say how long it can be, as in `text up to 40 characters`");
    field.type = {ValueKind::Choice, 0, 0, kUndeclared};
  }
}

void Builder::place(const syntax::PlaceItem& declared) {
  for (const SchemaPlace& earlier : schema_.places) {
    if (earlier.name == declared.name.text)
      return report_taken(declared.name, "a place", earlier.span, diagnostics_);
  }
  schema_.places.push_back({declared.name.text, declared.name.span});
}

bool Builder::new_happening(const syntax::Name& name, const char* what) {
  if (!check_plain(name, what, diagnostics_)) return false;
  const auto [first, is_new] = happenings_.emplace(name.text, std::pair(what, name.span));
  if (!is_new) report_taken(name, first->second.first, first->second.second, diagnostics_);
  return is_new;
}

void Builder::touchpoint(const syntax::Touchpoint& declared) {
  if (!new_happening(declared.name, "a touchpoint")) return;
  SchemaTouchpoint made;
  made.name = declared.name.text;
  made.by_customer = !declared.by_company && !declared.about;
  made.span = declared.name.span;
  touchpoint_channels(declared, made);
  happening_fields(declared.fields, made);
  for (const syntax::Field& field : declared.fields) {
    if (field.name.text != "time" && field.name.text != "channel") continue;
    diagnostics_.report(DiagnosticKind::ReservedField, field.name.span, {field.name.text})
        .with_help("every touchpoint has a `time` and a `channel` of its own");
  }
  touchpoint_identities(declared, made);
  touchpoint_repeats(declared, made);
  schema_.touchpoints.push_back(std::move(made));
}

void Builder::touchpoint_channels(const syntax::Touchpoint& declared, SchemaTouchpoint& made) {
  for (const syntax::Name& name : declared.channels) {
    std::uint32_t at = 0;
    while (at < schema_.channels.size() && schema_.channels[at].name != name.text) ++at;
    if (at == schema_.channels.size()) {
      if (incomplete_) continue;
      Diagnostic& reported =
          diagnostics_.report(DiagnosticKind::UnknownChannel, name.span, {name.text});
      if (const auto near = nearest(name.text, schema_.choices[0].values)) {
        reported.with_help("did you mean `" + *near + "`?")
            .with_fix("write `" + *near + "`", name.span, *near);
      } else {
        reported.with_help("declare it with `channel " + name.text + "`");
      }
      continue;
    }
    bool repeated = false;
    for (const std::uint32_t earlier : made.channels) repeated = repeated || earlier == at;
    if (repeated) {
      diagnostics_.report(DiagnosticKind::NamedTwice, name.span, {name.text})
          .with_help("name it once");
    } else {
      made.channels.push_back(at);
    }
  }
}

void Builder::touchpoint_repeats(const syntax::Touchpoint& declared, SchemaTouchpoint& made) {
  if (!declared.without) return;
  made.without_repeats = declared.without->text == "repeats";
  if (made.without_repeats) return;
  diagnostics_.report(DiagnosticKind::WithoutWhat, declared.without->span, {declared.without->text})
      .with_help("`without repeats` says that its sources never send an event twice");
}

void Builder::action(const syntax::Action& declared) {
  if (!new_happening(declared.name, "an action")) return;
  SchemaAction made;
  made.name = declared.name.text;
  made.purpose = declared.purpose.text;
  made.span = declared.name.span;
  made.arguments = fields(declared.arguments, declared.name.text);
  schema_.actions.push_back(std::move(made));
}

std::vector<SchemaField> Builder::fields(const std::vector<syntax::Field>& declared,
                                         const std::string& owner) {
  std::vector<SchemaField> made;
  std::map<std::string, Span> seen;
  for (const syntax::Field& field : declared) {
    if (!is_new_field(seen, field, owner) || report_only_in_touchpoint(field)) continue;
    made.push_back(
        {field.name.text, type(field.type), field.optional, field.personal, field.name.span});
  }
  return made;
}

bool Builder::is_new_field(std::map<std::string, Span>& seen, const syntax::Field& field,
                           const std::string& owner) {
  const auto [first, is_new] = seen.emplace(field.name.text, field.name.span);
  if (is_new) return true;
  diagnostics_.report(DiagnosticKind::FieldTwice, field.name.span, {owner, field.name.text})
      .with_label(first->second, "declared first here")
      .with_help("choose another name");
  return false;
}

}  // namespace wend::schema
