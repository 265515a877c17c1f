// SPDX-License-Identifier: Apache-2.0
#include "compiler/driver/budget.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "compiler/plan/cost.h"
#include "compiler/plan/report.h"

namespace wend::driver {
namespace {

constexpr std::size_t kShown = 3;

template <class Kind>
std::optional<Span> name_of(const Compilation& compilation, const std::string& name) {
  for (const syntax::Tree& tree : compilation.trees) {
    for (const syntax::Declaration& declaration : tree.declarations) {
      const auto* found = std::get_if<Kind>(&declaration.kind);
      if (found != nullptr && (name.empty() || found->name.text == name)) return found->name.span;
    }
  }
  return std::nullopt;
}

std::string words_of(const Plan& plan, const plan::RuleCost& cost) {
  const Fact& fact = plan.facts[cost.dearest];
  const std::string most = cost.dearest_bytes == cost.bytes
                               ? ""
                               : fmt::format(", {} of them", plan::grouped(cost.dearest_bytes));
  return fmt::format("up to {} bytes{} for {}: less if {}", plan::grouped(cost.bytes), most,
                     fact.meaning, plan::cheaper(plan, fact));
}

}  // namespace

void check_budget(Compilation& compilation, std::uint64_t budget) {
  if (!compilation.plan) return;
  const Plan& plan = *compilation.plan;
  const plan::StateBound bound = plan::state_bound(plan);
  if (bound.total() <= budget) return;
  const std::vector<plan::RuleCost> costs = plan::costs(plan);
  const auto schema = name_of<syntax::Schema>(compilation, "");
  Diagnostic& reported =
      compilation.diagnostics.report(DiagnosticKind::OverBudget, schema.value_or(Span{}),
                                     {plan::grouped(bound.total()), plan::grouped(budget)});
  const std::string links =
      plan.links.empty() ? "" : fmt::format(", {} those of its links", plan::grouped(bound.links));
  const std::string open = plan.lateness == 0
                               ? links
                               : fmt::format(", {} those of the {} open events",
                                             plan::grouped(bound.open_events + bound.at_once),
                                             plan::grouped(plan.open_events));
  reported.with_help(fmt::format(
      "{} bytes are the rules', {} the profile's{}, {} the state's own; {}",
      plan::grouped(bound.facts), plan::grouped(bound.profile), open, plan::grouped(bound.head),
      costs.empty() ? "shorten the texts of the profile" : "make the dearest rules cheaper"));
  for (std::size_t i = 0; i < std::min(kShown, costs.size()); ++i) {
    const auto rule = name_of<syntax::Rule>(compilation, plan.rules[costs[i].rule].name);
    if (rule) reported.with_label(*rule, words_of(plan, costs[i]));
  }
  compilation.plan.reset();
}

}  // namespace wend::driver
