// SPDX-License-Identifier: Apache-2.0
//
// What becomes of what is known of an identity when a link joins its history to a customer's. What hangs on the order
// of events cannot be joined from what is kept.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/abi/plan.h"

namespace wend {

// Both are one; the customer's own goes on; both end.
enum class Joining : std::uint8_t { United, Own, Ends };

std::vector<Joining> joining_of(const Plan& plan);  // by fact

}  // namespace wend
