// SPDX-License-Identifier: Apache-2.0
//
// Which rules need which facts, seen from the operations alone.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "runtime/abi/plan.h"

namespace wend::plan {

// For each fact, the rules whose trigger, condition, limit, arguments or reasons depend on it.
std::vector<std::set<std::uint32_t>> rules_of_facts(const Plan& plan);

}  // namespace wend::plan
