// SPDX-License-Identifier: Apache-2.0
//
// Yes/no questions.
#include <fmt/format.h>

#include "tests/differential/trials/author.h"

namespace wend::differential {
namespace {

const std::vector<std::string> kOrder = {"<", "<=", ">", ">="};

ValueType of(ValueKind kind) { return {kind, 0, 0, 0}; }

}  // namespace

std::string Author::order() { return random_.pick(kOrder); }

std::string Author::test(const Scope& scope, int depth) {
  if (depth > 0) {
    switch (random_.below(9)) {
      case 0: return fmt::format("({} and {})", test(scope, depth - 1), test(scope, depth - 1));
      case 1: return fmt::format("({} or {})", test(scope, depth - 1), test(scope, depth - 1));
      case 2: return fmt::format("(not {})", test(scope, depth - 1));
      default: break;
    }
  }
  if (random_.chance(12)) {
    const std::string of_list = list_test(scope);
    if (!of_list.empty()) return of_list;
  }
  if (!scope.in_where && random_.chance(6)) {
    const std::string of_row = row_test(scope);
    if (!of_row.empty()) return of_row;
  }
  if (!scope.in_where && random_.chance(25)) return history_test(scope);
  if (!scope.in_where && !conditions.empty() && random_.chance(8)) return random_.pick(conditions);
  return "(" + comparison(scope, depth) + ")";
}

std::string Author::comparison(const Scope& scope, int depth) {
  switch (random_.below(8)) {
    case 0: return choice_test(scope);
    case 1: return text_test(scope);
    case 2: return identifier_test(scope);
    case 3: return known_test(scope, depth);
    default: return ordered(scope, depth);
  }
}

// Two constants in order.
std::string Author::range(const ValueType& type) {
  switch (type.kind) {
    case ValueKind::Whole: return random_.chance(50) ? "1 to 5" : "2 to 3";
    case ValueKind::Decimal: return "0.5 to 3.14";
    case ValueKind::Money: return random_.chance(50) ? "0 EUR to 25 EUR" : "5 EUR to 10 EUR";
    case ValueKind::Percent: return "10% to 40%";
    case ValueKind::Instant: return "2024-03-31T01:00:00Z to 2024-11-01T00:00:00Z";
    case ValueKind::Date: return "2024-02-29 to 2025-01-01";
    case ValueKind::TimeOfDay: return "02:30 to 12:15:30";
    default: return "90 seconds to 2 hours";
  }
}

// A bound may only stand where the comparison does not give one: the other side must not be fixed.
std::string Author::not_fixed(const ValueType& type, const Scope& scope) {
  const auto all = paths(scope, [&](const ValueType& one) { return one.kind == type.kind; });
  if (!all.empty()) return known(random_.pick(all));
  switch (type.kind) {
    case ValueKind::Whole:
    case ValueKind::Decimal: return "now.weekday";
    case ValueKind::Money: return "(now.weekday * 1 EUR)";
    case ValueKind::Percent: return "((40% / now.weekday) default 0%)";
    case ValueKind::Instant: return "now";
    case ValueKind::Date: return "now.date";
    case ValueKind::TimeOfDay: return "now.time";
    default: return "(now - 2024-03-31T01:00:00Z)";
  }
}

// From one value to another, of which one at least is not fixed.
std::string Author::open_range(const ValueType& type, const Scope& scope) {
  switch (random_.below(3)) {
    case 0: return fmt::format("{} to {}", constant(type), not_fixed(type, scope));
    case 1: return fmt::format("{} to {}", not_fixed(type, scope), constant(type));
    default: return fmt::format("{} to {}", not_fixed(type, scope), not_fixed(type, scope));
  }
}

// A fixed value or another, in either order.
std::string Author::open_options(const ValueType& type, const Scope& scope) {
  const std::string fixed = constant(type);
  const std::string open = not_fixed(type, scope);
  return random_.chance(50) ? fmt::format("({} or {})", fixed, open)
                            : fmt::format("({} or {})", open, fixed);
}

std::string Author::ordered(const Scope& scope, int depth) {
  static const std::vector<ValueKind> kinds = {
      ValueKind::Whole,     ValueKind::Whole,    ValueKind::Decimal, ValueKind::Money,
      ValueKind::Money,     ValueKind::Percent,  ValueKind::Instant, ValueKind::Date,
      ValueKind::TimeOfDay, ValueKind::Duration, ValueKind::Duration};
  const ValueType type = of(random_.pick(kinds));
  const std::string left = value(type, scope, depth + 1);
  const std::string negated = random_.chance(25) ? "not " : "";
  if (!scope.in_where && random_.chance(6))
    return fmt::format("{} is {}from {}", left, negated, open_range(type, scope));
  if (!scope.in_where && random_.chance(4))
    return fmt::format("{} is {}{}", left, negated, open_options(type, scope));
  if (left.find(" up to ") != std::string::npos)
    return fmt::format("{} {} {}", left, random_.pick(kOrder), not_fixed(type, scope));
  if (random_.chance(15)) return fmt::format("{} is {}from {}", left, negated, range(type));
  if (random_.chance(15))
    return fmt::format("{} is {}{}", left, random_.chance(30) ? "not " : "", value(type, scope, 0));
  if (random_.chance(8))
    return fmt::format("{} is ({} or {} or {})", left, constant(type), constant(type),
                       constant(type));
  return fmt::format("{} {} {}", left, random_.pick(kOrder), value(type, scope, 0));
}

std::string Author::choice_test(const Scope& scope) {
  const auto all = paths(scope, [](const ValueType& one) {
    return one.kind == ValueKind::Choice || one.kind == ValueKind::SetOf ||
           one.kind == ValueKind::YesNo;
  });
  if (all.empty()) return ordered(scope, 0);
  Path path = random_.pick(all);
  if (path.type.kind == ValueKind::SetOf) {
    if (path.optional)
      return fmt::format("{} is known and {} includes {}", path.text, path.text,
                         constant(path.type));
    return fmt::format("{} includes {}", path.text, constant(path.type));
  }
  const std::string left =
      random_.chance(20) && !scope.in_where ? value(path.type, scope, 1) : known(path);
  if (path.type.kind == ValueKind::YesNo) return fmt::format("{} is {}", left, constant(path.type));
  if (path.type.declared == 1 && random_.chance(60))
    return fmt::format("{} {} {}", left, random_.pick(kOrder), constant(path.type));
  if (random_.chance(35))
    return fmt::format("{} is {}({} or {})", left, random_.chance(30) ? "not " : "",
                       constant(path.type), constant(path.type));
  return fmt::format("{} is {}{}", left, random_.chance(30) ? "not " : "", constant(path.type));
}

std::string Author::text_test(const Scope& scope) {
  const auto all = paths(scope, [](const ValueType& one) { return one.kind == ValueKind::Text; });
  if (all.empty()) return ordered(scope, 0);
  const ValueType type{ValueKind::Text, 0, 40, 0};
  const std::string left = random_.chance(15) ? value(type, scope, 1) : known(random_.pick(all));
  const std::string ignoring = random_.chance(45) ? " ignoring case" : "";
  switch (random_.below(6)) {
    case 0: return fmt::format("{} contains {}{}", left, constant(type), ignoring);
    case 1: return fmt::format("{} starts with {}{}", left, constant(type), ignoring);
    case 2: return fmt::format("{} ends with {}{}", left, constant(type), ignoring);
    case 3:
      return fmt::format("{} is ({} or {}){}", left, constant(type), constant(type), ignoring);
    case 4: return fmt::format("{} is not {}{}", left, known(random_.pick(all)), ignoring);
    default: return fmt::format("{} is {}{}", left, constant(type), ignoring);
  }
}

std::string Author::identifier_test(const Scope& scope) {
  const auto all =
      paths(scope, [](const ValueType& one) { return one.kind == ValueKind::Identifier; });
  if (all.empty()) return ordered(scope, 0);
  const Path path = random_.pick(all);
  return fmt::format("{} is {}{}", known(path), random_.chance(30) ? "not " : "",
                     value(path.type, scope, 1));
}

std::string Author::known_test(const Scope& scope, int depth) {
  const auto all = paths(scope, [](const ValueType& one) {
    return one.kind == ValueKind::Whole || one.kind == ValueKind::Money ||
           one.kind == ValueKind::Percent || one.kind == ValueKind::Date ||
           one.kind == ValueKind::Duration;
  });
  std::vector<Path> optional;
  for (const Path& path : all)
    if (path.optional) optional.push_back(path);
  if (optional.empty()) return ordered(scope, depth);
  const Path path = random_.pick(optional);
  switch (random_.below(4)) {
    case 0: return path.text + " is known";
    case 1: return path.text + " is not known";
    case 2:
      return fmt::format("{} is not known or {} {} {}", path.text, path.text, random_.pick(kOrder),
                         value(path.type, scope, 0));
    default:
      return fmt::format("{} is known and {} {} {}", path.text, path.text, random_.pick(kOrder),
                         value(path.type, scope, 0));
  }
}

std::string Author::history_test(const Scope& scope) {
  const ValueType whole = of(ValueKind::Whole);
  if (random_.chance(30)) {
    const std::string same = same_test(scope);
    if (!same.empty()) return same;
  }
  if (random_.chance(15)) {
    const std::string before = before_test(scope);
    if (!before.empty()) return before;
  }
  if (random_.chance(10))
    return fmt::format("({} {}{})", random_.chance(50) ? "any" : "no", pattern().text,
                       past_window(false));
  switch (random_.below(7)) {
    case 0: return fmt::format("(any {}{})", pattern().text, free_window());
    case 1: return fmt::format("(no {}{})", pattern().text, free_window());
    case 2: {
      const std::string order = random_.pick(kOrder);
      return fmt::format("(count of {}{} {} {})", pattern().text, free_window(), order,
                         random_.between(1, 4));
    }
    case 3:
      return fmt::format("({} {} {})", different_text(), random_.pick(kOrder),
                         random_.between(1, 3));
    case 4:
      return fmt::format("(({}) is {}from {})",
                         random_.chance(60) ? count_text(true) : history_number(),
                         random_.chance(30) ? "not " : "", open_range(whole, scope));
    case 5:
      return fmt::format("(({}) is {}{})", random_.chance(60) ? count_text(true) : history_number(),
                         random_.chance(30) ? "not " : "", open_options(whole, scope));
    default:
      return fmt::format("(({}) {} {})", count_text(true), random_.pick(kOrder),
                         not_fixed(whole, scope));
  }
}

}  // namespace wend::differential
