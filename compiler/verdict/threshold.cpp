// SPDX-License-Identifier: Apache-2.0
//
// Comparisons with a fixed value, and what stands just below and just above it.
#include <algorithm>

#include "compiler/verdict/coverage.h"

namespace wend::verdict {

using namespace program;

namespace {

constexpr std::int64_t kMinute = 60'000;

// One step as people count: one euro, one percent, one minute, one day, one value further.
std::int64_t near_of(const ValueType& type) {
  switch (type.kind) {
    case ValueKind::Whole:
    case ValueKind::Decimal:
    case ValueKind::Money: return kMillionth;
    case ValueKind::Percent: return kMillionth / 100;
    case ValueKind::Instant:
    case ValueKind::TimeOfDay:
    case ValueKind::Duration: return kMinute;
    case ValueKind::Date:
    case ValueKind::Choice: return 1;
    case ValueKind::Text:
    case ValueKind::YesNo:
    case ValueKind::SetOf:
    case ValueKind::Identifier: return 0;
  }
  return 0;
}

const History* history_of(const Program& program, ExprId id) {
  const Expr* expr = &program[id];
  while (const auto* named = std::get_if<Named>(&expr->kind))
    expr = &program[program.definitions[named->definition].value];
  return history_in(*expr);
}

bool is_count(const History* history) {
  return history != nullptr &&
         (history->measure == Measure::Count || history->measure == Measure::CountDifferent);
}

}  // namespace

std::optional<Threshold> threshold_of(const Program& program, const Question& question) {
  const bool ordered = question.op == BinaryKind::Less || question.op == BinaryKind::LessEqual;
  if (!ordered || !question.left || !question.right) return std::nullopt;
  const auto* left = std::get_if<Constant>(&program[*question.left].kind);
  const auto* right = std::get_if<Constant>(&program[*question.right].kind);
  if ((left == nullptr) == (right == nullptr)) return std::nullopt;
  Threshold made;
  made.fixed_left = left != nullptr;
  made.fixed = left != nullptr ? left->number : right->number;
  made.moving = left != nullptr ? *question.right : *question.left;
  made.type = program[made.moving].type.value;
  made.near = near_of(made.type);
  return made;
}

std::int64_t step_of(const Schema& schema, const Threshold& threshold) {
  int digits = 0;
  if (threshold.type.kind == ValueKind::Money) digits = schema.currency_digits;
  if (threshold.type.kind == ValueKind::Decimal) digits = threshold.type.places;
  std::int64_t step = threshold.near;
  for (int i = 0; i < digits; ++i) step /= 10;
  const bool is_time = threshold.type.kind == ValueKind::Duration;
  return is_time ? std::min(step, std::int64_t{1000}) : step;
}

// Nothing that people count, pay or wait for is less than nothing, though a number may be.
bool can_be_below(const Threshold& threshold) {
  return threshold.fixed > 0 || threshold.type.kind == ValueKind::Instant ||
         threshold.type.kind == ValueKind::Date;
}

// A count is not counted further than any comparison can tell.
bool can_be_above(const Program& program, const Threshold& threshold) {
  if (threshold.type.kind == ValueKind::Choice) {
    const auto& values = program.schema.choices[threshold.type.declared].values;
    return threshold.fixed + 1 < static_cast<std::int64_t>(values.size());
  }
  if (threshold.type.kind == ValueKind::TimeOfDay)
    return threshold.fixed + program.schema.grain_ms < 24 * 60 * kMinute;
  const History* history = history_of(program, threshold.moving);
  if (!is_count(history) || history->cap == 0) return true;
  return threshold.fixed < std::int64_t{history->cap} * kMillionth;
}

}  // namespace wend::verdict
