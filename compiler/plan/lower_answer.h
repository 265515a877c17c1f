// SPDX-License-Identifier: Apache-2.0
//
// What is asked of the lists of an event: the fields behind the declared ones, and their tests of an item.
#pragma once

#include "compiler/plan/analysis.h"
#include "compiler/plan/lower_body.h"

namespace wend::plan {

// The answers of a touchpoint; their tests join the operations of the plan.
std::vector<AnswerInfo> lower_answers(const Analysis& analysis, std::uint32_t touchpoint,
                                      const Settings& settings, TextTable& texts,
                                      std::vector<Op>& ops);

}  // namespace wend::plan
