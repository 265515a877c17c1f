// SPDX-License-Identifier: Apache-2.0
//
// What the `where` of patterns ask, of every event that could match: with no `where` in the way, the
// answer no is seen, too.
#pragma once

#include <vector>

#include "compiler/verdict/watch.h"

namespace wend::verdict {

struct WhereQuestions {
  program::Trigger trigger;  // the touchpoint alone, on the pattern's channels
  std::vector<Question> questions;
};

// Of the patterns of the rule's trigger and of the histories in its condition, those behind names included.
// New patterns and expressions are added to `to`, a copy of `program` and more.
std::vector<WhereQuestions> where_questions(const program::Program& program, program::Program& to,
                                            const program::Rule& rule);

}  // namespace wend::verdict
