// SPDX-License-Identifier: Apache-2.0
//
// `Shop(order_placed.shop).region`: a cell of a table, in the row of a key. There may be no such row, so it may be missing; once
// the row is known, so are the columns that every row has.
#include <algorithm>

#include "compiler/program/expressions.h"
#include "compiler/schema/type_name.h"

namespace wend::program {

MaybeExpr Expressions::lookup(const Node& node, const syntax::Lookup& asked) {
  if (scope_.place == Place::Where) return outside_where(node.span, pack_.words_of(node.span));
  const auto found = pack_.tables.find(asked.table.text);
  if (found == pack_.tables.end()) {
    if (pack_.incomplete) return std::nullopt;
    std::vector<std::string> names;
    for (const auto& one : pack_.tables) names.push_back(one.first);
    offer_nearest(pack_,
                  pack_.report(DiagnosticKind::UnknownTable, asked.table.span, {asked.table.text}),
                  asked.table, names,
                  "declare it in the schema, as in `table " + asked.table.text +
                      " by product: Product up to 1000 rows`");
    return std::nullopt;
  }
  const SchemaTable& table = pack_.schema().tables[found->second];
  const MaybeExpr key = lookup_key(asked, table);
  const bool personal = key && type(*key).personal;
  if (asked.parts.empty()) {
    if (!key) return std::nullopt;
    return add(Lookup{found->second, std::nullopt, *key},
               {Kind::Value, plain(ValueKind::YesNo), true, personal}, node.span);
  }
  const auto column = column_of(table, asked.parts[0]);
  if (!key || !column) return std::nullopt;
  const SchemaField& field = table.fields[*column];
  if (field.type.declared == kUndeclared) return std::nullopt;
  const Span span{node.span.file, node.span.begin, asked.parts[0].span.end};
  const bool is_there = !field.optional && is_row_known(asked, table);
  const bool is_asked = scope_.known.contains(pack_.words_of(span));
  ExprId value =
      add(Lookup{found->second, *column, *key},
          {Kind::Value, field.type, !is_there && !is_asked, personal || field.personal}, span);
  for (std::size_t part = 1; part < asked.parts.size(); ++part) {
    const MaybeExpr next = this->part(value, asked.parts[part], node.span);
    if (!next) return std::nullopt;
    value = *next;
  }
  return value;
}

// One that may be missing finds no row.
MaybeExpr Expressions::lookup_key(const syntax::Lookup& asked, const SchemaTable& table) {
  const SchemaField& wanted = table.fields[0];
  Expect expect;
  if (wanted.type.declared != kUndeclared) expect.type = wanted.type;
  const MaybeExpr key = check(asked.key, expect);
  if (!key || !expect.type) return std::nullopt;
  const Type& given = type(*key);
  const bool fits =
      given.kind == Kind::Value && given.value.kind == wanted.type.kind &&
      (wanted.type.kind == ValueKind::Text || given.value.declared == wanted.type.declared);
  if (fits) return key;
  pack_
      .report(DiagnosticKind::KeyDiffers, at(asked.key).span,
              {table.name, said(pack_.schema(), wanted.type), said_type(*key)})
      .with_label(wanted.span, "declared here");
  return std::nullopt;
}

std::optional<std::uint32_t> Expressions::column_of(const SchemaTable& table,
                                                    const syntax::Name& name) {
  std::vector<std::string> names;
  for (std::uint32_t i = 1; i < table.fields.size(); ++i) {
    names.push_back(table.fields[i].name);
    if (names.back() == name.text) return i;
  }
  if (pack_.incomplete) return std::nullopt;
  const bool is_key = name.text == table.fields[0].name;
  offer_nearest(pack_,
                pack_.report(DiagnosticKind::UnknownField, name.span, {name.text, table.name}),
                name, is_key ? std::vector<std::string>{} : names,
                is_key          ? "`" + name.text + "` is its key, which stands in the parentheses"
                : names.empty() ? "it has no columns: ask whether there is a row, as in `" +
                                      table.name + "(...) is known`"
                                : "its columns are " + listed(names, "and"));
  return std::nullopt;
}

// It was asked about, or one of its columns was.
bool Expressions::is_row_known(const syntax::Lookup& asked, const SchemaTable& table) const {
  const Span key = at(asked.key).span;
  const std::string row = table.name + "(" + pack_.words_of(key) + ")";
  const auto known = scope_.known.lower_bound(row);
  return known != scope_.known.end() && (*known == row || known->starts_with(row + "."));
}

}  // namespace wend::program
