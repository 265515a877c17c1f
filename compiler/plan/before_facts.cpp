// SPDX-License-Identifier: Apache-2.0
//
// Histories that are asked of the time before an event: `count of X in 7 days before this`, `previous X.field`.
// Before the event that is decided on they are read while the event is in hand and history has not taken it yet.
// Before an earlier step they are read when that step's event comes, and captured with it.
#include <set>

#include "compiler/base/check.h"
#include "compiler/plan/analysis.h"
#include "compiler/plan/expression_walk.h"
#include "compiler/program/expression_parts.h"

namespace wend::plan {

using namespace program;

void Analysis::collect_before(std::uint32_t index) {
  RuleFacts& rule = rules[index];
  std::set<std::uint32_t> seen;  // a reason is also part of the condition
  std::vector<ExprId> open = roots_of(*rule.rule);
  while (!open.empty()) {
    const ExprId id = open.back();
    open.pop_back();
    const Expr& expr = program[id];
    if (std::holds_alternative<Named>(expr.kind)) continue;  // a definition knows no step
    const auto* history = history_in(expr);
    if (history != nullptr && history->before_step && seen.insert(id.value).second) {
      if (rule.is_current(*history->before_step)) {
        rule.before.push_back(id);
      } else {
        kept.push_back({id, index, *history->before_step});
      }
    }
    each_part(program, expr, [&](ExprId part) { open.push_back(part); });
  }
}

FieldOfTouchpoint Analysis::kept_fields(ExprId history) const {
  for (std::uint32_t i = 0; i < kept.size(); ++i) {
    if (!(kept[i].history == history)) continue;
    const Rule& rule = *rules[kept[i].rule].rule;
    FieldOfTouchpoint fields(program.schema.touchpoints.size(), Capture::kNone);
    for (const PatternAlternative& one :
         program[rule.trigger.steps[kept[i].step].pattern].alternatives)
      fields[one.touchpoint] = Capture::kKept + i;
    return fields;
  }
  CHECK(false);
  return {};
}

}  // namespace wend::plan
