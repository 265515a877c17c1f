// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "runtime/decision/decision_buffer.h"
#include "runtime/step/moment.h"

namespace wend::runtime {

// Asks the machine for what is counted of a rule that may act, and for what a decision of it is made of.
inline void expect_decision(const Moment& moment, std::uint32_t rule) {
  const RuleCounts& counts = moment.counts.rules[rule];
  __builtin_prefetch(&counts.candidates, 1);
  __builtin_prefetch(&counts.issued, 1);  // a line may end between them
  __builtin_prefetch(&moment.prepared.limits[rule]);
  moment.decisions.expect(rule);
}

}  // namespace wend::runtime
