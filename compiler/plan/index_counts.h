// SPDX-License-Identifier: Apache-2.0
//
// A rule counts up to what it compares with, so `>= 5` and `>= 7` ask about two values. For an index they are one: a
// count that goes as far as its fact does, with the numbers that each allows of it.
#pragma once

#include "compiler/plan/analysis.h"
#include "compiler/plan/body_builder.h"
#include "compiler/plan/index_terms.h"

namespace wend::plan {

// The same about such counts, written into `tests`.
void ask_whole_counts(Disjunction& disjunction, const Analysis& analysis, BodyBuilder& tests);

}  // namespace wend::plan
