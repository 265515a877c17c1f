// SPDX-License-Identifier: Apache-2.0
//
// From the terms of rules to an index: where the rows of each value start, and which rows each conjunction
// allows. The order of values and conjunctions is free; here those that rule out most come first, and
// conjunctions that allow the same rows there stand together, so that whole blocks of them fall out early.
#pragma once

#include <unordered_set>
#include <vector>

#include "compiler/plan/lower_index.h"

namespace wend::plan {

// `keys` gets the values that must be computed, by number.
BodyIndex index_with_rows(const BodyBuilder& tests, const std::vector<IndexCandidate>& candidates,
                          std::vector<Register>& keys);

}  // namespace wend::plan
