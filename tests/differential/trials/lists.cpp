// SPDX-License-Identifier: Apache-2.0
//
// Questions to the items of a list.
#include <algorithm>

#include <fmt/format.h>

#include "tests/differential/trials/author.h"

namespace wend::differential {

// `lines` where it is the event's own, else `viewed.lines`.
std::string Author::list_of(const Scope& scope) {
  const auto has_list = [&](std::uint32_t touchpoint) {
    return !schema_.touchpoints[touchpoint].lists.empty();
  };
  if (scope.in_item) return "";
  if (scope.in_where)
    return std::all_of(scope.own.begin(), scope.own.end(), has_list) ? "lines" : "";
  std::vector<std::string> lists;
  for (const Referable& step : scope.steps)
    if (!step.touchpoints.empty() &&
        std::all_of(step.touchpoints.begin(), step.touchpoints.end(), has_list))
      lists.push_back(step.name + ".lines");
  return lists.empty() ? "" : random_.pick(lists);
}

std::string Author::item_where() {
  Scope item;
  item.in_where = item.in_item = true;
  const std::string plain = random_.chance(40) ? plain_where(item) : "";
  return " where " + (plain.empty() ? test(item, 1) : plain);
}

std::string Author::list_test(const Scope& scope) {
  const std::string list = list_of(scope);
  if (list.empty()) return "";
  switch (random_.below(5)) {
    case 0: return fmt::format("(all {}{})", list, item_where());
    case 1: return fmt::format("(no {}{})", list, item_where());
    case 2:
      return fmt::format("(count of {}{} {} {})", list, random_.chance(70) ? item_where() : "",
                         order(), random_.between(0, 3));
    default: return fmt::format("(any {}{})", list, random_.chance(85) ? item_where() : "");
  }
}

// Empty if the items have no such field.
std::string Author::list_value(const ValueType& type, const Scope& scope) {
  const std::string list = list_of(scope);
  if (list.empty()) return "";
  if (type.kind == ValueKind::Whole && random_.chance(50))
    return fmt::format("(count of {}{})", list, random_.chance(70) ? item_where() : "");
  std::vector<std::string> fields;
  for (const SchemaField& field : schema_.records[0].fields)
    if (field.type.kind == type.kind && field.type.declared == type.declared)
      fields.push_back(field.name);
  const bool numeric = type.kind == ValueKind::Whole || type.kind == ValueKind::Decimal ||
                       type.kind == ValueKind::Money || type.kind == ValueKind::Percent ||
                       type.kind == ValueKind::Duration;
  const bool is_ordered = numeric || type.kind == ValueKind::Instant ||
                          type.kind == ValueKind::Date || type.kind == ValueKind::TimeOfDay ||
                          (type.kind == ValueKind::Choice && type.declared == 1);
  if (fields.empty() || !is_ordered) return "";
  const std::string what =
      list + "." + random_.pick(fields) + (random_.chance(60) ? item_where() : "");
  if (numeric && random_.chance(40)) return fmt::format("(sum of {})", what);
  const bool averages = numeric && type.kind != ValueKind::Whole && random_.chance(40);
  const std::string word = averages ? "average" : random_.chance(50) ? "largest" : "smallest";
  return fmt::format("({} of {} default {})", word, what, constant(type));
}

}  // namespace wend::differential
