// SPDX-License-Identifier: Apache-2.0
//
// Values that cross a threshold: when they are looked at, and how.
#pragma once

#include <vector>

#include "compiler/plan/analysis.h"
#include "compiler/plan/body_builder.h"
#include "compiler/plan/lower_expression.h"

namespace wend::plan {

// What the value of a rule's crossing is computed from.
struct CrossingSources {
  std::vector<const program::History*> histories;
  bool reads_profile = false;
};
CrossingSources sources_of_crossing(const program::Program& program, const program::Rule& rule);

// A look: whether the value crossed since the last one.
Register look(const RuleFacts& rule, ExpressionLowering& expressions, BodyBuilder& builder);

// Behind a look: the rule waits for the next instant at which something leaves a window. `at_event`: what it
// waited for until then is dropped.
void wait_for_leaving(const Analysis& analysis, const RuleFacts& rule, BodyBuilder& builder,
                      bool at_event);

}  // namespace wend::plan
