// SPDX-License-Identifier: Apache-2.0
//
// What each rule costs of a customer's memory at most, and what would make it cheaper.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/abi/plan.h"

namespace wend::plan {

struct RuleCost {
  std::uint32_t rule = 0;           // position in Plan::rules
  std::uint64_t bytes = 0;          // of its facts; what several rules use is shared equally
  std::uint32_t dearest = 0;        // fact that costs it most
  std::uint64_t dearest_bytes = 0;  // its share of it
};

// The dearest first, then by name. Rules that keep nothing are left out.
std::vector<RuleCost> costs(const Plan& plan);

// What would make a fact smaller, in words that follow "if".
std::string cheaper(const Plan& plan, const Fact& fact);

// "1,234"
std::string grouped(std::uint64_t number);

}  // namespace wend::plan
