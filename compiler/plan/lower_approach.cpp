// SPDX-License-Identifier: Apache-2.0
#include "compiler/plan/lower_approach.h"

namespace wend::plan {

using namespace program;

namespace {

Register instant_before(const Approach& asked, Register date, const Stretch& distance,
                        BodyBuilder& builder) {
  if (!distance.calendar) {
    const Register length = builder.constant(distance.amount);
    return builder.value(OpCode::InCalendar, {builder.value(OpCode::Subtract, {date, length})});
  }
  const CalendarSpan span = unpack(distance.amount);
  const std::int64_t back = pack({-span.months, -span.days});
  if (!asked.clock) return builder.value(OpCode::AddSpan, {date}, back);
  return builder.value(OpCode::AtClock, {builder.value(OpCode::AddSpanToDate, {date}, back)},
                       *asked.clock);
}

}  // namespace

void arm_before(const Approach& asked, Register date, std::uint32_t fact,
                std::optional<Register> key, BodyBuilder& builder) {
  if (key) {
    builder.effect(OpCode::DisarmSame, {*key}, fact);
  } else {
    builder.effect(OpCode::Disarm, {}, fact);
  }
  for (const Stretch& distance : asked.distances) {
    const Register instant = instant_before(asked, date, distance, builder);
    if (key) {
      builder.effect(OpCode::ArmAtSame, {instant, *key}, fact);
    } else {
      builder.effect(OpCode::ArmAt, {instant}, fact);
    }
  }
}

}  // namespace wend::plan
