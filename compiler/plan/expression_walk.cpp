// SPDX-License-Identifier: Apache-2.0
//
// Visits expressions and all that they are computed from.
#include "compiler/plan/expression_walk.h"

namespace wend::plan {

using namespace program;

std::vector<ExprId> roots_of(const Rule& rule) {
  std::vector<ExprId> roots;
  if (rule.condition) roots.push_back(*rule.condition);
  if (rule.limit.key) roots.push_back(*rule.limit.key);
  for (const Call& call : rule.calls) {
    for (const Argument& argument : call.arguments) roots.push_back(argument.value);
  }
  if (rule.trigger.crossing) roots.push_back(rule.trigger.crossing->value);
  for (const Reason& reason : rule.reasons) roots.push_back(reason.value);
  return roots;
}

}  // namespace wend::plan
