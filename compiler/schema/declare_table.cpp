// SPDX-License-Identifier: Apache-2.0
//
// Tables that are looked up, and levels above the customer. A table is named as a touchpoint is: a test gives rows as it says
// what happens.
#include "compiler/schema/builder.h"
#include "compiler/schema/names.h"
#include "compiler/schema/type_name.h"
#include "runtime/abi/row_key.h"

namespace wend::schema {
void Builder::table(const syntax::Table& declared) {
  if (!new_happening(declared.name, "a table")) return;
  if (schema_.tables.size() == kMostTables || declared.columns.size() > kMostColumns) {
    diagnostics_
        .report(DiagnosticKind::TooManyTables, declared.name.span,
                {std::to_string(kMostTables), std::to_string(kMostColumns)})
        .with_help("put what belongs together in one table, and leave out what no rule asks");
    return;
  }
  SchemaTable made;
  made.name = declared.name.text;
  made.span = declared.name.span;
  made.rows =
      number(declared.rows, 1, kMostRows, DiagnosticKind::RowsOutOfRange, declared.rows_span)
          .value_or(1);
  std::vector<syntax::Field> all = declared.columns;
  all.insert(all.begin(), declared.key);
  made.fields = fields(all, declared.name.text);
  if (made.fields.size() != all.size() || !is_table_key(made.fields[0], declared.key.span)) return;
  for (SchemaField& field : made.fields) {
    if (field.type.kind != ValueKind::Text || field.type.length != 0) continue;
    diagnostics_.report(DiagnosticKind::MissingLength, field.span, {field.name})
        .with_help("say how long it can be, as in `text up to 40 characters`");
    field.type = {ValueKind::Choice, 0, 0, kUndeclared};
  }
  schema_.tables.push_back(std::move(made));
}

bool Builder::is_table_key(const SchemaField& key, Span span) {
  if (key.type.declared == kUndeclared || (may_be_row_key(key.type.kind) && !key.optional))
    return true;
  diagnostics_
      .report(DiagnosticKind::TableKey, span,
              {key.name, key.optional ? "optional" : said(schema_, key.type)})
      .with_help(
          "a row is found by an identifier, a text, a choice or a whole number, which it always "
          "has");
  return false;
}

void Builder::level(const syntax::Level& declared) {
  for (const SchemaLevel& earlier : schema_.levels) {
    if (earlier.name == declared.name.text)
      return report_taken(declared.name, "a level", earlier.span, diagnostics_);
  }
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < schema_.customer.size(); ++i) {
    const SchemaField& field = schema_.customer[i];
    names.push_back(field.name);
    if (field.name != declared.field.text) continue;
    const bool fits =
        field.type.kind == ValueKind::Identifier || field.type.kind == ValueKind::Text;
    if (fits || field.type.declared == kUndeclared) {
      schema_.levels.push_back({declared.name.text, i, declared.name.span});
      return;
    }
    diagnostics_
        .report(DiagnosticKind::LevelOfWhat, declared.field.span,
                {declared.field.text, said(schema_, field.type)})
        .with_help("those belong together who have the same identifier or text there");
    return;
  }
  if (incomplete_) return;
  Diagnostic& reported = diagnostics_.report(DiagnosticKind::UnknownField, declared.field.span,
                                             {declared.field.text, "customer"});
  if (const auto near = nearest(declared.field.text, names)) {
    reported.with_help("did you mean `" + *near + "`?")
        .with_fix("write `" + *near + "`", declared.field.span, *near);
  } else {
    reported.with_help("declare it under `customer` in the schema");
  }
}

}  // namespace wend::schema
