// SPDX-License-Identifier: Apache-2.0
//
// Which values an index asks about. What the event and the profile hold costs nothing; any other value is computed
// for every event of the touchpoint, so enough rules must need it.
#pragma once

#include <unordered_set>
#include <vector>

#include "compiler/plan/from_program.h"
#include "compiler/plan/lower_index.h"

namespace wend::plan {

// Where the value stands already; nothing if it must be computed.
std::optional<IndexSource> source_of(const BodyBuilder& tests, Register value);

std::unordered_set<Register> values_worth_asking(const BodyBuilder& tests,
                                                 const std::vector<IndexCandidate>& candidates,
                                                 const Settings& settings);

// Leaves the terms about other values out.
void keep_terms(Disjunction& disjunction, const std::unordered_set<Register>& values);

}  // namespace wend::plan
