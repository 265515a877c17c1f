// SPDX-License-Identifier: Apache-2.0
//
// Bodies: what runs for an event of a touchpoint, for a change of the profile, and at a rule's deadline.
#pragma once

#include <optional>

#include "compiler/plan/analysis.h"
#include "compiler/plan/body_builder.h"
#include "compiler/plan/from_program.h"
#include "compiler/plan/lower_expression.h"

namespace wend::plan {

// What an update behind an index changes.
struct UpdatedFact {
  std::uint32_t fact = 0;
  std::optional<TestId> known;  // a test that whatever the index lets through has passed
};

// The indexes that a touchpoint's body asks; what stands behind them is still to be written.
struct LoweredTouchpoint {
  BodyIndex index, updates;
  std::vector<UpdatedFact> updated;  // by position in `updates`
};
LoweredTouchpoint lower_touchpoint(const Analysis& analysis, std::uint32_t touchpoint,
                                   const Settings& settings, TextTable& texts,
                                   BodyBuilder& builder);
// An update and a rule behind an index, as bodies of their own.
void lower_update(const Analysis& analysis, std::uint32_t touchpoint, const UpdatedFact& update,
                  const Settings& settings, TextTable& texts, BodyBuilder& builder);
void lower_indexed_rule(const Analysis& analysis, std::uint32_t touchpoint, std::uint32_t rule,
                        const Settings& settings, TextTable& texts, BodyBuilder& builder);
void lower_deadline(const Analysis& analysis, std::uint32_t rule, TextTable& texts,
                    BodyBuilder& builder);

// Instants that recur, for an event of any kind.
void arm_recurring(const Analysis& analysis, BodyBuilder& builder);
void lower_profile(const Analysis& analysis, TextTable& texts, BodyBuilder& builder);

// What must be a known yes for the rule to act, but its limit: its condition, and that its arguments are known.
Register lower_condition(const Analysis& analysis, std::uint32_t rule,
                         ExpressionLowering& expressions, BodyBuilder& builder);
// From the condition to the actions, or to the stage that is recognised: what remains of a rule once its trigger has fired.
void lower_decision(const Analysis& analysis, std::uint32_t rule, ExpressionLowering& expressions,
                    BodyBuilder& builder);

}  // namespace wend::plan
