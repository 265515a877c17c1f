// SPDX-License-Identifier: Apache-2.0
#include "compiler/plan/lower_journey.h"

namespace wend::plan {

Register read_stage(const Analysis& analysis, std::uint32_t journey, FactPart part,
                    BodyBuilder& builder) {
  return builder.value(OpCode::ReadAll, {},
                       static_cast<std::int64_t>(analysis.journeys[journey]) |
                           static_cast<std::int64_t>(part) << 24);
}

Register is_in_stage(std::uint32_t journey_fact, BodyBuilder& builder) {
  const Register stage = builder.value(
      OpCode::ReadAll, {},
      static_cast<std::int64_t>(journey_fact) | static_cast<std::int64_t>(FactPart::Stage) << 24);
  return builder.value(OpCode::IsKnown, {stage});
}

Register is_awaited(const Analysis& analysis, const program::StageMove& move,
                    BodyBuilder& builder) {
  const auto part = [&](FactPart of) { return read_stage(analysis, move.journey, of, builder); };
  const auto both = [&](Register a, Register b) { return builder.value(OpCode::And, {a, b}); };
  Register fits = builder.yes();
  if (move.from) {
    const Register from = builder.constant(*move.from);
    fits = both(fits, builder.value(OpCode::Equal, {part(FactPart::StageBefore), from}));
  }
  if (move.to) {
    const Register to = builder.constant(*move.to);
    fits = both(fits, builder.value(OpCode::Equal, {part(FactPart::Stage), to}));
  }
  if (!move.back) return fits;
  return both(fits,
              builder.value(OpCode::Less, {part(FactPart::Stage), part(FactPart::StageBefore)}));
}

}  // namespace wend::plan
