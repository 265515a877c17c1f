// SPDX-License-Identifier: Apache-2.0
#include "compiler/plan/tables.h"

#include <fmt/format.h>

#include "compiler/plan/expression_walk.h"
#include "compiler/schema/type_name.h"
#include "runtime/abi/fact_layout.h"

namespace wend::plan {

using namespace program;

namespace {

// A choice by its values: they are kept by their place.
std::string column_words(const Schema& schema, const SchemaField& field) {
  std::string text = field.name + ": " + type_name(schema, field.type);
  if (field.type.kind == ValueKind::Identifier)
    text += fmt::format(" up to {} characters", schema.identifiers[field.type.declared].length);
  if (field.type.kind == ValueKind::Money) text += " in " + schema.currency;
  if (field.type.kind == ValueKind::Choice || field.type.kind == ValueKind::SetOf)
    text += fmt::format(" ({})", fmt::join(schema.choices[field.type.declared].values, ", "));
  return text + (field.optional ? " optional" : "");
}

std::string meaning_of(const Schema& schema, const SchemaTable& table) {
  std::string text = fmt::format("table {} by {}, up to {} rows", table.name,
                                 column_words(schema, table.fields[0]), table.rows);
  for (std::size_t i = 1; i < table.fields.size(); ++i)
    text += (i == 1 ? ": " : "; ") + column_words(schema, table.fields[i]);
  return text;
}

class Search {
 public:
  explicit Search(const Program& program) : program_(program) {}

  std::set<std::uint32_t> found;

  void rule(const Rule& rule) {
    if (rule.trigger.move) journey(rule.trigger.move->journey);
    if (rule.trigger.stay) journey(rule.trigger.stay->journey);
    ExpressionWalk walk(program_);
    for (const ExprId root : roots_of(rule)) walk.walk(root, [&](const Expr& expr) { ask(expr); });
  }

 private:
  void ask(const Expr& expr) {
    if (const auto* lookup = std::get_if<Lookup>(&expr.kind)) found.insert(lookup->table);
    if (const auto* stage = std::get_if<StageValue>(&expr.kind)) journey(stage->journey);
    const auto* history = history_in(expr);
    if (history != nullptr && history->window.reach == Reach::Stage)
      journey(history->window.journey);
  }

  void journey(std::uint32_t number) {
    if (!journeys_.insert(number).second) return;
    for (const Rule& stage : program_.journeys[number].stages) rule(stage);
  }

  const Program& program_;
  std::set<std::uint32_t> journeys_;
};

}  // namespace

void describe_tables(const Schema& schema, Plan& plan) {
  for (const SchemaTable& table : schema.tables) {
    TableInfo made{table.name, {}, table.rows, meaning_of(schema, table)};
    for (const SchemaField& field : table.fields)
      made.fields.push_back({field.name, field.type, field.optional, field.personal});
    plan.tables.push_back(std::move(made));
  }
  for (const SchemaLevel& level : schema.levels) plan.levels.push_back({level.name, level.field});
}

std::uint64_t row_bytes(const Plan& plan, const TableInfo& table) {
  std::uint64_t bytes = kRowBytes;
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const ValueType& type = table.fields[i].type;
    const std::uint64_t text = is_bytes(type.kind) ? length_of(plan, type) : i == 0 ? 8 : 0;
    bytes += i == 0 ? 2 * text : kCellBytes + text;
  }
  return bytes;
}

std::set<std::uint32_t> tables_of(const Program& program, const Rule& rule) {
  if (program.schema.tables.empty()) return {};
  Search search(program);
  search.rule(rule);
  return std::move(search.found);
}

}  // namespace wend::plan
