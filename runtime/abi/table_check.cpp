// SPDX-License-Identifier: Apache-2.0
#include "runtime/abi/table_check.h"

#include <algorithm>

#include "runtime/abi/row_key.h"

namespace wend {
namespace {

bool is_sound_table(const TableInfo& table) {
  if (table.fields.empty() || table.fields.size() > kMostColumns + 1 || table.rows == 0 ||
      table.rows > kMostRows)
    return false;
  const FieldInfo& key = table.fields.front();
  const bool has_lengths =
      std::none_of(table.fields.begin(), table.fields.end(), [](const FieldInfo& field) {
        return field.type.kind == ValueKind::Text && field.type.length == 0;
      });
  return may_be_row_key(key.type.kind) && !key.optional && has_lengths;
}

bool is_sound_level(const Plan& plan, const LevelInfo& level) {
  return level.field < plan.customer_fields.size() && plan.lateness == 0;
}

// Whose ledger it is: without keys, and of a rule of the author.
bool is_sound_limit(const Plan& plan, const RuleInfo& rule) {
  if (rule.level == RuleInfo::kNoLevel) return true;
  return rule.level < plan.levels.size() && rule.ledger < plan.facts.size() &&
         plan.facts[rule.ledger].kind == FactKind::Ledger && plan.facts[rule.ledger].keys == 0 &&
         !rule.is_stage;
}

}  // namespace

std::string_view table_problem(const Plan& plan) {
  if (plan.tables.size() > kMostTables) return "there are too many tables";
  if (!std::all_of(plan.tables.begin(), plan.tables.end(), is_sound_table))
    return "a table cannot be kept";
  const auto is_sound = [&](const LevelInfo& level) { return is_sound_level(plan, level); };
  if (!std::all_of(plan.levels.begin(), plan.levels.end(), is_sound))
    return "a level is of no field";
  for (const RuleInfo& rule : plan.rules) {
    if (!is_sound_limit(plan, rule)) return "a limit is of no level";
  }
  return {};
}

bool is_cell(const Plan& plan, std::uint64_t imm) {
  const std::uint64_t table = imm & 0xFFFF;
  const std::uint64_t column = imm >> 16;
  if (table >= plan.tables.size()) return false;
  return column == 0xFFFF || (column > 0 && column < plan.tables[table].fields.size());
}

}  // namespace wend
