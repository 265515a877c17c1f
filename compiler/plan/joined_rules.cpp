// SPDX-License-Identifier: Apache-2.0
#include "compiler/plan/joined_rules.h"

#include <fmt/format.h>

#include "compiler/plan/fact_use.h"
#include "runtime/abi/anonymous.h"
#include "runtime/abi/joining.h"

namespace wend::plan {
namespace {

std::string names_of(const std::vector<std::string>& names) {
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

std::string kinds_of(const Plan& plan) {
  std::string text;
  for (const IdentifierInfo& kind : plan.identifiers) {
    if (kind.aliases == 0) continue;
    text += fmt::format("  {}: the newest {} of a customer\n", kind.name, kind.aliases);
  }
  return text;
}

}  // namespace

std::vector<JoinedRule> joined_rules(const Plan& plan) {
  std::vector<JoinedRule> rules;
  if (!has_identities(plan)) return rules;
  for (std::uint32_t rule = 0; rule < plan.rules.size(); ++rule) rules.push_back({rule, {}, false});
  const std::vector<std::set<std::uint32_t>> users = rules_of_facts(plan);
  const std::vector<Joining> joining = joining_of(plan);
  for (std::uint32_t fact = 0; fact < plan.facts.size(); ++fact) {
    for (const std::uint32_t rule : users[fact]) {
      if (joining[fact] != Joining::United)
        rules[rule].own.push_back(fact);
      else if (plan.facts[fact].kind == FactKind::Absence)
        rules[rule].waits = true;
    }
  }
  return rules;
}

std::string identity_section(const Plan& plan) {
  if (!has_identities(plan)) return "";
  std::vector<std::string> exact, waiting;
  std::string partial;
  for (const JoinedRule& one : joined_rules(plan)) {
    const std::string& name = plan.rules[one.rule].name;
    if (one.is_exact()) exact.push_back(name);
    if (one.waits) waiting.push_back(name);
    for (const std::uint32_t fact : one.own)
      partial += fmt::format("    {}: {}\n", name, plan.facts[fact].meaning);
  }
  std::string text = "Identities\n" + kinds_of(plan) +
                     "  exact, as if all had happened to one customer: " + names_of(exact) + "\n";
  if (plan.lateness != 0)
    text += "  all rules are decided when certain, since a link may come late\n";
  if (!waiting.empty())
    text += "  what waits goes on, unless what is awaited came under the other name: " +
            names_of(waiting) + "\n";
  if (!partial.empty())
    text +=
        "  does not see what came before the link under the other name; where a rule asks that "
        "it did not happen,\n  it may act although it did:\n" +
        partial;
  return text;
}

}  // namespace wend::plan
