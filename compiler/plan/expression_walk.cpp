// SPDX-License-Identifier: Apache-2.0
//
// Visits expressions and all that they are computed from.
#include "compiler/plan/expression_walk.h"

#include "compiler/base/match.h"

namespace wend::plan {

using namespace program;

std::vector<ExprId> parts_of(const Program& program, const Expr& expr) {
  using Parts = std::vector<ExprId>;
  return match(
      expr.kind, [](const Constant&) { return Parts{}; },
      [](const TextConstant&) { return Parts{}; }, [](const CustomerField&) { return Parts{}; },
      [](const OwnField&) { return Parts{}; }, [](const StepField&) { return Parts{}; },
      [](const Now&) { return Parts{}; },
      [&](const Named& named) { return Parts{program.definitions[named.definition].value}; },
      [](const Binary& binary) { return Parts{binary.left, binary.right}; },
      [](const Unary& unary) { return Parts{unary.operand}; },
      [](const OneOf& one_of) {
        Parts parts{one_of.value};
        parts.insert(parts.end(), one_of.options.begin(), one_of.options.end());
        return parts;
      },
      [](const Select& select) { return Parts{select.test, select.yes, select.otherwise}; },
      [](const Part& part) { return Parts{part.operand}; },
      [](const History& history) { return history.same ? Parts{history.same->key} : Parts{}; },
      [](const StageValue&) { return Parts{}; });
}

void ExpressionWalk::walk(ExprId root, const std::function<void(const Expr&)>& visit) {
  std::vector<ExprId> open{root};
  while (!open.empty()) {
    const ExprId id = open.back();
    open.pop_back();
    if (seen_[id.value]) continue;
    seen_[id.value] = true;
    const Expr& expr = program_[id];
    visit(expr);
    const std::vector<ExprId> parts = parts_of(program_, expr);
    open.insert(open.end(), parts.rbegin(), parts.rend());
  }
}

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
