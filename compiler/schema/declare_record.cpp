// SPDX-License-Identifier: Apache-2.0
//
// Records, and what a touchpoint makes of them: a field of a record is a field of the touchpoint by the name
// `address.city`, a list keeps the record for its items.
#include <map>

#include "compiler/schema/builder.h"
#include "compiler/schema/names.h"

namespace wend::schema {

void Builder::declare_records(const syntax::Schema& declared) {
  for (const syntax::SchemaItem& item : declared.items) {
    if (const auto* one = std::get_if<syntax::Record>(&item.kind)) record(*one);
  }
  // With all names known, so that a record in a record is named as such.
  for (const syntax::SchemaItem& item : declared.items) {
    const auto* one = std::get_if<syntax::Record>(&item.kind);
    const auto known = one == nullptr ? std::nullopt : record_named(one->name.text);
    if (!known || !(schema_.records[*known].span == one->name.span)) continue;
    schema_.records[*known].fields = fields(one->fields, one->name.text);
  }
}

void Builder::record(const syntax::Record& declared) {
  if (new_type_name(declared.name, "a record"))
    schema_.records.push_back({declared.name.text, {}, declared.name.span});
}

std::optional<std::uint32_t> Builder::record_named(const std::string& name) const {
  for (std::uint32_t i = 0; i < schema_.records.size(); ++i) {
    if (schema_.records[i].name == name) return i;
  }
  return std::nullopt;
}

bool Builder::report_only_in_touchpoint(const syntax::Field& field) {
  const bool is_list = field.type.word == syntax::TypeWord::ListOf;
  const bool is_record =
      field.type.word == syntax::TypeWord::Named && record_named(field.type.name.text);
  if (!is_list && !is_record) return false;
  diagnostics_
      .report(DiagnosticKind::OnlyInTouchpoint, field.type.span, {is_list ? "a list" : "a record"})
      .with_help("a customer, an action and a record have plain fields");
  return true;
}

void Builder::happening_fields(const std::vector<syntax::Field>& declared, SchemaTouchpoint& made) {
  std::map<std::string, Span> seen;
  for (const syntax::Field& field : declared) {
    if (!is_new_field(seen, field, made.name)) continue;
    const bool is_named = field.type.word == syntax::TypeWord::Named;
    const auto record = is_named ? record_named(field.type.name.text) : std::nullopt;
    if (field.type.word == syntax::TypeWord::ListOf) {
      add_list(field, made);
    } else if (record) {
      add_record(field, *record, made);
    } else {
      made.fields.push_back(
          {field.name.text, type(field.type), field.optional, field.personal, field.name.span});
    }
  }
}

void Builder::add_record(const syntax::Field& declared, std::uint32_t record,
                         SchemaTouchpoint& made) {
  for (const SchemaField& field : schema_.records[record].fields) {
    made.fields.push_back({declared.name.text + "." + field.name, field.type,
                           declared.optional || field.optional, declared.personal || field.personal,
                           declared.name.span});
  }
}

void Builder::add_list(const syntax::Field& declared, SchemaTouchpoint& made) {
  const syntax::Name& name = declared.type.name;
  const auto record = record_named(name.text);
  if (!record && !incomplete_) {
    diagnostics_.report(DiagnosticKind::ListOfWhat, name.span, {name.text})
        .with_help("declare the fields of its items with `record " + name.text + "`");
  }
  std::uint32_t most = kMostListItems;
  if (declared.type.number.empty()) {
    diagnostics_.report(DiagnosticKind::MissingItems, declared.type.span, {declared.name.text})
        .with_help("say it, as in `list of " + name.text + " up to 50`");
  } else {
    most = number(declared.type.number, 1, kMostListItems, DiagnosticKind::ItemsOutOfRange,
                  declared.type.span)
               .value_or(kMostListItems);
  }
  if (record)
    made.lists.push_back({declared.name.text, *record, most, declared.optional, declared.personal,
                          declared.name.span});
}

}  // namespace wend::schema
