// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "runtime/abi/plan.h"

namespace wend::plan {

// The plan as text: facts with their meaning and bytes, captures, rules, and each body with one
// operation per line. Deterministic, for goldens and `wend check --print plan`.
std::string print(const Plan& plan);
// One operation: `r3 = less r1, r2`.
std::string print(const Plan& plan, const Op& op, std::uint32_t body_begin);

// An index of the touchpoint: what it asks, and what it asks for each body; nothing if it is empty.
std::string print_index(const Plan& plan, const TouchpointInfo& touchpoint, const BodyIndex& index);

const char* name_of(FactKind kind);
const char* name_of(FactPart part);

}  // namespace wend::plan
