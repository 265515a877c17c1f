// SPDX-License-Identifier: Apache-2.0
//
// What a link does to each rule: whether it decides from then on as if all had always happened to one customer, and
// if not, what it does not see.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/abi/plan.h"

namespace wend::plan {

struct JoinedRule {
  std::uint32_t rule = 0;
  std::vector<std::uint32_t> own;  // facts of which it sees what the customer's own name did, alone
  bool waits = false;              // deadlines go on, and are not computed anew
  bool is_exact() const { return own.empty() && !waits; }
};

// Of all rules; none without identities.
std::vector<JoinedRule> joined_rules(const Plan& plan);

// For the report; empty without identities.
std::string identity_section(const Plan& plan);

}  // namespace wend::plan
