// SPDX-License-Identifier: Apache-2.0
//
// Operations on values alone: arithmetic that rounds, the calendar, text.
#include <algorithm>

#include "runtime/step/facts.h"
#include "runtime/step/operations.h"
#include "runtime/values/calendar.h"
#include "runtime/values/faults.h"
#include "runtime/values/number.h"
#include "runtime/values/unicode.h"

namespace wend::runtime {
namespace {

// Sets the result to the worst status of its inputs unless all are known.
bool all_known(const Cell* inputs, int count, Cell* out) {
  Status worst = Status::Known;
  for (int i = 0; i < count; ++i) worst = std::max(worst, inputs[i].status);
  if (worst != Status::Known) *out = {0, worst};
  return worst == Status::Known;
}

Cell cell_of(const std::optional<std::int64_t>& value) { return value ? known(*value) : unknown(); }

Cell part_of_date(DatePart part, std::int64_t date) {
  if (date < -kFarthestDate || date > kFarthestDate) return unknown();
  const Civil civil = civil_of(date);
  switch (part) {
    case DatePart::Date: return known(date);
    case DatePart::Time: return known(0);
    case DatePart::Year: return known(civil.year * kMillionth);
    case DatePart::Month: return known(civil.month * kMillionth);
    case DatePart::Day: return known(civil.day * kMillionth);
    case DatePart::Weekday:
      return known(
          (planted(Fault::WeekStartsOnSunday) ? weekday_of(date) % 7 + 1 : weekday_of(date)) *
          kMillionth);
  }
  return unknown();
}

struct TextPair {
  std::string_view text;
  std::string_view part;
};

TextPair texts_of(StepContext* context, const Op* op, const Cell* inputs) {
  Moment& moment = moment_of(context);
  const std::string_view a = moment.texts.at(inputs[0].value);
  const std::string_view b = moment.texts.at(inputs[1].value);
  if (op->imm == 0 || planted(Fault::FoldCaseIgnored)) return {a, b};
  return {folded(a, moment.fold_a), folded(b, moment.fold_b)};
}

}  // namespace

void op_Multiply(StepContext*, const Op*, const Cell* inputs, Cell* out) {
  if (all_known(inputs, 2, out)) *out = multiply(inputs[0].value, inputs[1].value);
}

void op_Divide(StepContext*, const Op*, const Cell* inputs, Cell* out) {
  if (all_known(inputs, 2, out)) *out = divide(inputs[0].value, inputs[1].value);
}

void op_Round(StepContext*, const Op* op, const Cell* inputs, Cell* out) {
  if (all_known(inputs, 1, out)) *out = round_to(inputs[0].value, op->imm);
}

void op_AddSpan(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  if (!all_known(inputs, 1, out)) return;
  *out = cell_of(add_span(moment_of(context).prepared.zone, inputs[0].value, unpack(op->imm)));
}

void op_AddSpanToDate(StepContext*, const Op* op, const Cell* inputs, Cell* out) {
  if (all_known(inputs, 1, out)) *out = cell_of(add_span_to_date(inputs[0].value, unpack(op->imm)));
}

void op_AtClock(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  if (!all_known(inputs, 1, out)) return;
  const std::int64_t date = inputs[0].value;
  *out = unknown();
  if (date < -kFarthestDate || date > kFarthestDate) return;
  const std::int64_t local = date * kDay + op->imm;
  const std::int64_t instant =
      planted(Fault::ClockOfUtc) ? local : moment_of(context).prepared.zone.instant_of(local);
  if (instant >= -kFarthestInstant && instant <= kFarthestInstant) *out = known(instant);
}

void op_WindowStart(StepContext* context, const Op* op, const Cell*, Cell* out) {
  *out = known(moment_of(context).calendar.window_start(context->now, op->imm));
}

void op_PeriodStart(StepContext* context, const Op* op, const Cell*, Cell* out) {
  const auto unit = static_cast<PaneUnit>(op->imm & 0xFF);
  const std::int64_t start =
      period_start(moment_of(context).prepared.zone, context->now, unit, op->imm >> 8 != 0);
  *out = known(planted(Fault::PeriodStartsLate) ? start + kHour : start);
}

void op_DatePart(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  if (!all_known(inputs, 1, out)) return;
  const std::int64_t instant = inputs[0].value;
  if (instant < -kFarthestInstant || instant > kFarthestInstant) {
    *out = unknown();
    return;
  }
  const auto part = static_cast<DatePart>(op->imm);
  const Zone& zone = moment_of(context).prepared.zone;
  const std::int64_t local = planted(Fault::DatePartInUtc) ? instant : zone.local_of(instant);
  *out = part == DatePart::Time ? known(floor_mod(local, kDay))
                                : part_of_date(part, floor_div(local, kDay));
}

void op_DayPart(StepContext*, const Op* op, const Cell* inputs, Cell* out) {
  if (all_known(inputs, 1, out))
    *out = part_of_date(static_cast<DatePart>(op->imm), inputs[0].value);
}

void op_TextEqual(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  if (!all_known(inputs, 2, out)) return;
  const auto [text, part] = texts_of(context, op, inputs);
  *out = yes_no(text == part);
}

void op_TextContains(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  if (!all_known(inputs, 2, out)) return;
  const auto [text, part] = texts_of(context, op, inputs);
  *out = yes_no(planted(Fault::ContainsIsEqual) ? text == part
                                                : text.find(part) != std::string_view::npos);
}

void op_TextStarts(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  if (!all_known(inputs, 2, out)) return;
  const auto [text, part] = texts_of(context, op, inputs);
  *out = yes_no(planted(Fault::StartsIsContains) ? text.find(part) != std::string_view::npos
                                                 : text.starts_with(part));
}

void op_TextEnds(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  if (!all_known(inputs, 2, out)) return;
  const auto [text, part] = texts_of(context, op, inputs);
  *out = yes_no(planted(Fault::EndsIsContains) ? text.find(part) != std::string_view::npos
                                               : text.ends_with(part));
}

}  // namespace wend::runtime
