// SPDX-License-Identifier: Apache-2.0
//
// Whether the steps of a trigger, and what its absence awaits, came within their limits: asked of a trigger
// that waits twice as long.
#pragma once

#include <vector>

#include "compiler/verdict/watch.h"

namespace wend::verdict {

struct LimitQuestions {
  program::Trigger trigger;
  std::vector<Question> questions;  // `later.time <= earlier.time + limit`
};

// New expressions are added to `to`, which holds all patterns of the rule.
std::vector<LimitQuestions> limit_questions(program::Program& to, const program::Rule& rule);

}  // namespace wend::verdict
