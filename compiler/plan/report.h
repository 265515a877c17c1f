// SPDX-License-Identifier: Apache-2.0
//
// The compile report, `wend check --report`: what the program keeps per customer and what it does per
// event. Measured bytes are the command line's to add.
#pragma once

#include <cstdint>
#include <string>

#include "runtime/abi/plan.h"

namespace wend::plan {

std::string report(const Plan& plan);

// A customer's state is never larger: facts, profile, open events and the state's own head.
struct StateBound {
  std::uint64_t head = 0, profile = 0, facts = 0;
  std::uint64_t open_events = 0;  // those that late ones may precede
  std::uint64_t at_once = 0;  // the state that open events are ahead to, and what was issued there
  std::uint64_t links = 0;    // to what events are about
  std::uint64_t total() const { return head + profile + facts + open_events + at_once + links; }
};
StateBound state_bound(const Plan& plan);

}  // namespace wend::plan
