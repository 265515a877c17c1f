// SPDX-License-Identifier: Apache-2.0
//
// Moves in journeys, behind everything that recognises a stage and before every rule.
#pragma once

#include "compiler/plan/analysis.h"
#include "compiler/plan/body_builder.h"

namespace wend::plan {

// Of a move that happened: whether it is one that the rule waits for.
// Whether the customer is in any stage of the journey.
Register is_in_stage(std::uint32_t journey_fact, BodyBuilder& builder);

Register is_awaited(const Analysis& analysis, const program::StageMove& move, BodyBuilder& builder);

// A part of the customer's stage, as it is now.
Register read_stage(const Analysis& analysis, std::uint32_t journey, FactPart part,
                    BodyBuilder& builder);

}  // namespace wend::plan
