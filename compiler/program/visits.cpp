// SPDX-License-Identifier: Apache-2.0
#include "compiler/program/visits.h"

#include "compiler/program/expression_parts.h"

namespace wend::program {
namespace {

bool asks_of_visit(const Expr& expr) {
  const auto* history = history_in(expr);
  return history != nullptr && history->window.reach == Reach::Visit;
}

}  // namespace

bool check_visits(Pack& pack, const Rule& rule) {
  if (!rule.trigger.absence || !pack.program.visit) return true;
  std::vector<ExprId> roots;
  if (rule.condition) roots.push_back(*rule.condition);
  for (const Call& call : rule.calls) {
    for (const Argument& argument : call.arguments) roots.push_back(argument.value);
  }
  PartSearch search(pack.program, asks_of_visit);
  bool none = true;
  for (const ExprId root : roots) {
    const auto found = search.first(root);
    if (!found) continue;
    none = false;
    pack.report(DiagnosticKind::VisitAtDeadline, pack.program[*found].span)
        .with_help(
            "ask it of events before, as in `in 30 minutes of the newest 20`, or act at the event");
  }
  return none;
}

}  // namespace wend::program
