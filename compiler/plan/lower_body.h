// SPDX-License-Identifier: Apache-2.0
//
// Bodies: what runs for an event of a touchpoint, and what runs at a rule's deadline.
#pragma once

#include "compiler/plan/analysis.h"
#include "compiler/plan/body_builder.h"
#include "compiler/plan/lower_expression.h"

namespace wend::plan {

void lower_touchpoint(const Analysis& analysis, std::uint32_t touchpoint, TextTable& texts,
                      BodyBuilder& builder);
void lower_deadline(const Analysis& analysis, std::uint32_t rule, TextTable& texts,
                    BodyBuilder& builder);

// From the condition to the actions: what remains of a rule once its trigger has fired.
void lower_decision(const Analysis& analysis, std::uint32_t rule, ExpressionLowering& expressions,
                    BodyBuilder& builder);

}  // namespace wend::plan
