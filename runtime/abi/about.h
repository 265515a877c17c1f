// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/abi/plan.h"

namespace wend {

// Whether events of a touchpoint are about a value, and reach the customers who are linked to it. Profile events,
// records of the clock and unknown touchpoints are not.
inline bool is_about_value(const Plan& plan, std::uint32_t touchpoint) {
  return touchpoint < plan.touchpoints.size() &&
         plan.touchpoints[touchpoint].about != TouchpointInfo::kNoLink;
}

}  // namespace wend
