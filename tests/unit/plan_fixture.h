// SPDX-License-Identifier: Apache-2.0
//
// Programs built by hand, for what the checker would make of a small shop's pack.
#pragma once

#include <string>
#include <vector>

#include "compiler/plan/from_program.h"
#include "compiler/program/program.h"

namespace wend::plan::test {

// Touchpoints of the shop: product_viewed(product, price, note?) on web and app, order_placed(total, product)
// on web and store, cart_changed(total) on web. One action, remind(product?, gift).
enum Touchpoint : std::uint32_t { kViewed, kOrdered, kCart };

class ProgramBuilder {
 public:
  ProgramBuilder();

  program::ExprId add(program::ExprKind kind, program::Type type, std::string text = "x");
  program::ExprId number(std::int64_t whole);
  program::ExprId money(std::int64_t euros);
  program::ExprId yes_no(program::ExprKind kind, std::string text = "test");
  // left >= right, as the checker writes it.
  program::ExprId at_least(program::ExprId left, program::ExprId right);
  program::ExprId both(program::ExprId left, program::ExprId right);
  program::ExprId step_field(std::uint32_t step, std::vector<std::uint32_t> fields, ValueType type);
  program::ExprId own_field(std::uint32_t field, ValueType type);

  program::PatternId pattern(std::vector<std::uint32_t> touchpoints,
                             std::vector<std::uint32_t> channels = {});
  program::PatternId priced_at_least(std::int64_t euros);  // product_viewed where price >= euros

  program::ExprId history(program::Measure measure, program::PatternId pattern,
                          std::vector<std::uint32_t> fields, program::Window window,
                          std::uint32_t cap, ValueType type);
  // count of `pattern` in so many hours, at most `cap`
  program::ExprId count_in_hours(program::PatternId pattern, std::int64_t hours, std::uint32_t cap);

  // A rule with one step per pattern, one call of remind with a gift of 10.00 EUR, and limit none.
  program::Rule& rule(const std::string& name, const std::vector<program::PatternId>& steps);

  program::Program program;
};

Stretch hours(std::int64_t amount);
Stretch days(std::int32_t amount);
program::Window last(Stretch stretch);
program::Window on_record();
program::Window since(program::PatternId pattern);

constexpr ValueType kMoney{ValueKind::Money, 0, 0, 0};
constexpr ValueType kWhole{ValueKind::Whole, 0, 0, 0};
constexpr ValueType kProduct{ValueKind::Identifier, 0, 12, 0};

// Operations of one touchpoint's body, or of one rule's deadline, one per line.
std::string body_of(const Plan& plan, std::uint32_t touchpoint);
std::string deadline_of(const Plan& plan, std::uint32_t rule);
// One fact per line: kind, meaning, capacity.
std::string facts_of(const Plan& plan);

}  // namespace wend::plan::test
