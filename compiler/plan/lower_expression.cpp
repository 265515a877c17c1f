// SPDX-License-Identifier: Apache-2.0
//
// Expressions and patterns as operations. Units are those of value.h: where two kinds of value meet
// in one operation, the comment says how their units come out right.
#include "compiler/plan/lower_expression.h"

#include <algorithm>
#include <limits>

#include "compiler/base/check.h"
#include "compiler/base/match.h"
#include "compiler/plan/lower_journey.h"

namespace wend::plan {

using namespace program;

namespace {

OpCode op_of(BinaryKind kind) {
  switch (kind) {
    case BinaryKind::Add: return OpCode::Add;
    case BinaryKind::Subtract: return OpCode::Subtract;
    // Millionths times anything, divided by a million: the other's unit. The same for a quotient.
    case BinaryKind::Multiply: return OpCode::Multiply;
    case BinaryKind::Divide: return OpCode::Divide;
    case BinaryKind::AddSpan: return OpCode::AddSpan;
    case BinaryKind::Equal: return OpCode::Equal;
    case BinaryKind::NotEqual: return OpCode::NotEqual;
    case BinaryKind::Less: return OpCode::Less;
    case BinaryKind::LessEqual: return OpCode::LessEqual;
    case BinaryKind::And: return OpCode::And;
    case BinaryKind::Or: return OpCode::Or;
    case BinaryKind::Default: return OpCode::Default;
    case BinaryKind::Contains: return OpCode::TextContains;
    case BinaryKind::StartsWith: return OpCode::TextStarts;
    case BinaryKind::EndsWith: return OpCode::TextEnds;
    case BinaryKind::Includes: return OpCode::Includes;
  }
  CHECK(false);
  return OpCode::Absent;
}

bool is_text_test(BinaryKind kind) {
  return kind == BinaryKind::Contains || kind == BinaryKind::StartsWith ||
         kind == BinaryKind::EndsWith;
}

constexpr std::int64_t kBits = 63;

std::int64_t sum_of_spans(std::int64_t a, std::int64_t b) {
  const CalendarSpan first = unpack(a), second = unpack(b);
  return pack({first.months + second.months, first.days + second.days});
}

// Others begin with the record, or with what was last forgotten.
bool has_start(const Window& window) {
  return window.reach == Reach::Calendar || window.reach == Reach::Sliding;
}

// Others end now.
bool has_end(const Window& window) { return window.back || window.ago; }

}  // namespace

std::int64_t TextTable::index_of(const std::string& text) {
  const auto [found, is_new] = known_.try_emplace(text, static_cast<std::int64_t>(texts.size()));
  if (is_new) texts.push_back(text);
  return found->second;
}

Register ExpressionLowering::lower_in_order(ExprId id) {
  in_order_ = true;
  const Register made = lower(id);
  in_order_ = false;
  return made;
}

Register ExpressionLowering::lower(ExprId id) {
  const Expr& expr = analysis_.program[id];
  return match(
      expr.kind, [&](const Constant& c) { return builder_.constant(c.number); },
      [&](const TextConstant& c) {
        return builder_.value(OpCode::ConstantText, {}, texts_.index_of(c.text));
      },
      [&](const CustomerField& f) { return builder_.value(OpCode::Profile, {}, f.field); },
      [&](const OwnField& f) { return meta_or_field(f.field); },
      [&](const ItemField& f) { return builder_.value(OpCode::Field, {}, f.field); },
      [&](const StepField& f) { return lower(f); },
      [&](const Now&) { return builder_.value(OpCode::Now); },
      [&](const Named& n) { return lower(n); }, [&](const Binary& b) { return lower(expr, b); },
      [&](const Unary& u) { return lower(u); }, [&](const OneOf& o) { return lower(o); },
      [&](const Select& s) {
        const Register test = lower(s.test), yes = lower(s.yes), otherwise = lower(s.otherwise);
        return builder_.value(OpCode::Select, {test, yes, otherwise});
      },
      [&](const Part& p) { return lower(p); }, [&](const History& h) { return lower(id, h); },
      [&](const StageValue& v) { return lower(v); }, [&](const Lookup& l) { return lower(l); });
}

// However often it is named within one expression, a definition is walked once: definitions that name
// each other twice would double the work at every level.
Register ExpressionLowering::lower(const Named& named) {
  const bool outermost = named_depth_ == 0;
  const auto known = named_.find(named.definition);
  if (known != named_.end()) return known->second;
  ++named_depth_;
  const Register made = lower(analysis_.program.definitions[named.definition].value);
  --named_depth_;
  named_.emplace(named.definition, made);
  // Behind it a run of operations may end that is sometimes skipped, and these with it.
  if (outermost) named_.clear();
  return made;
}

Register ExpressionLowering::lower(const Expr& expr, const Binary& binary) {
  if (binary.op == BinaryKind::AddSpan) return add_span(binary);
  if (binary.op == BinaryKind::Subtract) return subtract(expr, binary);
  if (binary.op == BinaryKind::Equal) return equal(binary.left, binary.right, binary.ignoring_case);
  if (binary.op == BinaryKind::NotEqual && is_bytes(value_type(binary.left).kind)) {
    return builder_.value(OpCode::Not, {equal(binary.left, binary.right, binary.ignoring_case)});
  }
  const Register left = lower(binary.left), right = lower(binary.right);
  if (binary.op == BinaryKind::Add) return within(expr, builder_.value(OpCode::Add, {left, right}));
  const std::int64_t imm = is_text_test(binary.op) && binary.ignoring_case ? 1 : 0;
  return builder_.value(op_of(binary.op), {left, right}, imm);
}

// A sum or difference of 64 bits may still be an instant that no calendar knows.
Register ExpressionLowering::within(const Expr& expr, Register sum) {
  if (expr.type.value.kind != ValueKind::Instant) return sum;
  return builder_.value(OpCode::InCalendar, {sum});
}

// Dates are days; their difference is a whole number, so it becomes millionths: times 10^12 / 10^6.
Register ExpressionLowering::subtract(const Expr& expr, const Binary& binary) {
  const Register left = lower(binary.left), right = lower(binary.right);
  const Register difference = builder_.value(OpCode::Subtract, {left, right});
  const bool dates = value_type(binary.left).kind == ValueKind::Date &&
                     value_type(binary.right).kind == ValueKind::Date;
  if (!dates || expr.type.value.kind == ValueKind::Date) return within(expr, difference);
  return builder_.value(OpCode::Multiply, {difference, builder_.constant(kMillionth * kMillionth)});
}

Register ExpressionLowering::add_span(const Binary& binary) {
  const auto* span = std::get_if<Constant>(&analysis_.program[binary.right].kind);
  CHECK(span != nullptr);
  const bool date = value_type(binary.left).kind == ValueKind::Date;
  const Register start = lower(binary.left);
  return builder_.value(date ? OpCode::AddSpanToDate : OpCode::AddSpan, {start}, span->number);
}

Register ExpressionLowering::equal(ExprId left_id, ExprId right_id, bool ignoring_case) {
  const bool text = is_bytes(value_type(left_id).kind);
  const Register left = lower(left_id), right = lower(right_id);
  if (text) return builder_.value(OpCode::TextEqual, {left, right}, ignoring_case ? 1 : 0);
  return builder_.value(OpCode::Equal, {left, right});
}

Register ExpressionLowering::lower(const Unary& unary) {
  const Register operand = lower(unary.operand);
  switch (unary.op) {
    case UnaryKind::Negate: return builder_.value(OpCode::Negate, {operand});
    case UnaryKind::Not: return builder_.value(OpCode::Not, {operand});
    case UnaryKind::IsKnown: return builder_.value(OpCode::IsKnown, {operand});
  }
  CHECK(false);
  return operand;
}

std::optional<std::int64_t> ExpressionLowering::mask_of(const OneOf& one_of) const {
  if (value_type(one_of.value).kind != ValueKind::Choice) return std::nullopt;
  std::int64_t mask = 0;
  for (const ExprId option : one_of.options) {
    const auto* constant = std::get_if<Constant>(&analysis_.program[option].kind);
    if (!constant || constant->number < 0 || constant->number >= kBits) return std::nullopt;
    mask |= std::int64_t{1} << constant->number;
  }
  // A bit that is not in the mask must exist too: the value may be any of the choice's.
  const std::size_t values =
      analysis_.program.schema.choices[value_type(one_of.value).declared].values.size();
  return values <= static_cast<std::size_t>(kBits) ? std::optional(mask) : std::nullopt;
}

Register ExpressionLowering::lower(const OneOf& one_of) {
  if (const std::optional<std::int64_t> mask = mask_of(one_of)) {
    return builder_.value(OpCode::InMask, {lower(one_of.value)}, *mask);
  }
  std::optional<Register> any;
  for (const ExprId option : one_of.options) {
    const Register same = equal(one_of.value, option, one_of.ignoring_case);
    any = any ? builder_.value(OpCode::Or, {*any, same}) : same;
  }
  return any ? *any : builder_.no();
}

Register ExpressionLowering::lower(const StepField& field) {
  CHECK(rule_ != nullptr);
  const PatternId pattern = rule_->rule->trigger.steps[field.step].pattern;
  if (rule_->is_current(field.step)) {
    CHECK(touchpoint_.has_value());
    return meta_or_field(analysis_.patterns.field(pattern, field.fields, *touchpoint_));
  }
  const FieldOfTouchpoint fields = analysis_.patterns.fields(pattern, field.fields);
  const std::uint32_t capture = analysis_.capture_of(*rule_->capturing(), field.step, fields);
  return builder_.value(OpCode::Captured, {}, capture);
}

Register ExpressionLowering::lower(const StageValue& value) {
  switch (value.part) {
    case StagePart::Stage: return read_stage(analysis_, value.journey, FactPart::Stage, builder_);
    case StagePart::Before:
      return read_stage(analysis_, value.journey, FactPart::StageBefore, builder_);
    case StagePart::TimeIn: break;
  }
  const Register entered = read_stage(analysis_, value.journey, FactPart::StageTime, builder_);
  return builder_.value(OpCode::Subtract, {builder_.value(OpCode::Now), entered});
}

Register ExpressionLowering::lower(const Lookup& lookup) {
  constexpr std::int64_t kRowItself = 0xFFFF;
  const std::int64_t column = lookup.column ? *lookup.column : kRowItself;
  const Register key = lower(lookup.key);
  return builder_.value(OpCode::LookUp, {key}, column << 16 | lookup.table);
}

Register ExpressionLowering::lower(const Part& part) {
  const bool date = value_type(part.operand).kind == ValueKind::Date;
  const Register operand = lower(part.operand);
  return builder_.value(date ? OpCode::DayPart : OpCode::DatePart, {operand},
                        static_cast<std::int64_t>(part.part));
}

Register ExpressionLowering::lower(ExprId id, const History& history) {
  if (!history.before_step) return asked_now(history, std::nullopt);
  const auto read = before_.find(id.value);
  if (read != before_.end()) return read->second;
  CHECK(rule_ != nullptr);
  const std::uint32_t capture =
      analysis_.capture_of(*rule_->capturing(), *history.before_step, analysis_.kept_fields(id));
  return builder_.value(OpCode::Captured, {}, capture);
}

Register ExpressionLowering::asked_now(const History& history, std::optional<Register> key) {
  const HistoryRead read = analysis_.read_of(history, in_order_);
  const std::int64_t imm = static_cast<std::int64_t>(read.fact) |
                           static_cast<std::int64_t>(read.part) << 24 |
                           static_cast<std::int64_t>(read.cap) << 32;
  Register result = read_off(history, key, read, imm);
  if (history.window.reach == Reach::Visit) result = in_visit(history, result);
  if (!read.time_since) return result;
  return builder_.value(OpCode::Subtract, {builder_.value(OpCode::Now), result});
}

Register ExpressionLowering::read_off(const History& history, std::optional<Register> key,
                                      const HistoryRead& read, std::int64_t imm) {
  const bool starts = read.window != nullptr && has_start(*read.window);
  const bool ends = read.window != nullptr && has_end(*read.window);
  if (!history.same && !starts) return builder_.value(OpCode::ReadAll, {}, imm);
  const Register start =
      starts ? start_of(*read.window) : builder_.constant(std::numeric_limits<std::int64_t>::min());
  if (!history.same && !ends) return builder_.value(OpCode::Read, {start}, imm);
  const Register end =
      ends ? end_of(*read.window) : builder_.constant(std::numeric_limits<std::int64_t>::max());
  if (!history.same) return builder_.value(OpCode::ReadBetween, {start, end}, imm);
  const Register value = key ? *key : lower(history.same->key);
  return builder_.value(OpCode::ReadSame, {value, start, end}, imm);
}

// Between two visits what was kept of the last is no longer asked for.
Register ExpressionLowering::in_visit(const History& history, Register result) {
  CHECK(analysis_.visit.has_value());
  const bool of_nothing_zero =
      history.measure == Measure::Exists || history.measure == Measure::Count ||
      history.measure == Measure::CountDifferent || history.measure == Measure::Sum;
  const Register nothing = of_nothing_zero ? builder_.no() : builder_.value(OpCode::Absent);
  const Register inside = builder_.value(OpCode::InVisit, {}, *analysis_.visit);
  return builder_.value(OpCode::Select, {inside, result, nothing});
}

// Where the window begins, exclusive.
Register ExpressionLowering::start_of(const Window& window) {
  if (window.reach == Reach::Calendar) return period_start(window.period, window.back);
  if (!window.ago) return window_start(window.stretch);
  Stretch both = window.stretch;
  both.amount = both.calendar ? sum_of_spans(both.amount, window.ago->amount)
                              : both.amount + window.ago->amount;
  return window_start(both);
}

// Where it ends, inclusive.
Register ExpressionLowering::end_of(const Window& window) {
  return window.back ? period_start(window.period, false) : window_start(*window.ago);
}

Register ExpressionLowering::period_start(PaneUnit period, bool before) {
  return builder_.value(OpCode::PeriodStart, {},
                        static_cast<std::int64_t>(period) | (before ? 1 : 0) << 8);
}

Register ExpressionLowering::window_start(const Stretch& stretch) {
  if (stretch.calendar) return builder_.value(OpCode::WindowStart, {}, stretch.amount);
  const Register now = builder_.value(OpCode::Now);
  return builder_.value(OpCode::Subtract, {now, builder_.constant(stretch.amount)});
}

Register ExpressionLowering::meta_or_field(std::uint32_t field) {
  CHECK(touchpoint_.has_value());
  if (field == kMetaTime) return builder_.value(OpCode::Now);
  if (field == kMetaChannel) return builder_.value(OpCode::Channel);
  return builder_.value(OpCode::Field, {}, field);
}

Register ExpressionLowering::own_field(const FieldOfTouchpoint& fields) {
  CHECK(touchpoint_.has_value() && fields[*touchpoint_] != Capture::kNone);
  return meta_or_field(fields[*touchpoint_]);
}

Register ExpressionLowering::matches(TestId test) {
  CHECK(touchpoint_.has_value());
  if (test == matched_) return builder_.yes();
  const Pattern& pattern = analysis_.patterns.pattern(test);
  std::optional<Register> any;
  for (const PatternAlternative& alternative : pattern.alternatives) {
    if (alternative.touchpoint != *touchpoint_) continue;
    const Register fits = alternative.where ? lower(*alternative.where) : builder_.yes();
    any = any ? builder_.value(OpCode::Or, {*any, fits}) : fits;
  }
  CHECK(any.has_value());
  return builder_.value(OpCode::And, {channel_test(pattern.channels), *any});
}

Register ExpressionLowering::channel_test(const std::vector<std::uint32_t>& channels) {
  const std::vector<std::uint32_t>& allowed =
      analysis_.program.schema.touchpoints[*touchpoint_].channels;
  const auto asked = [&](std::uint32_t channel) {
    return std::find(channels.begin(), channels.end(), channel) != channels.end();
  };
  if (channels.empty()) return builder_.yes();
  if (!allowed.empty() && std::all_of(allowed.begin(), allowed.end(), asked)) return builder_.yes();
  const Register channel = builder_.value(OpCode::Channel);
  if (analysis_.program.schema.channels.size() <= static_cast<std::size_t>(kBits)) {
    std::int64_t mask = 0;
    for (const std::uint32_t position : channels) mask |= std::int64_t{1} << position;
    return builder_.value(OpCode::InMask, {channel}, mask);
  }
  Register any = builder_.no();
  for (const std::uint32_t position : channels) {
    any = builder_.value(
        OpCode::Or, {any, builder_.value(OpCode::Equal, {channel, builder_.constant(position)})});
  }
  return any;
}

}  // namespace wend::plan
