// SPDX-License-Identifier: Apache-2.0
#include "compiler/plan/cost.h"

#include <algorithm>

#include <fmt/format.h>

#include "compiler/plan/fact_use.h"

namespace wend::plan {

namespace {

std::string remembering(const Plan& plan, const Fact& fact) {
  const bool is_identifier = fact.value.kind == ValueKind::Identifier;
  const std::string of = is_identifier
                             ? fmt::format("`{}`", plan.identifiers[fact.value.declared].name)
                             : std::string("the value");
  return fmt::format("fewer than {} of {} are remembered", grouped(fact.keys), of);
}

std::string fewer_captures(const Plan& plan, const Fact& fact) {
  for (std::uint32_t i = 0; i < fact.capture_count; ++i) {
    if (plan.captures[fact.capture_begin + i].type.kind == ValueKind::Text)
      return "the texts of earlier steps that the rule still needs are shorter";
  }
  return "the rule has fewer steps, or needs fewer fields of the earlier ones";
}

}  // namespace

std::vector<RuleCost> costs(const Plan& plan) {
  std::vector<RuleCost> made(plan.rules.size());
  for (std::uint32_t i = 0; i < made.size(); ++i) made[i].rule = i;
  const std::vector<std::set<std::uint32_t>> users = rules_of_facts(plan);
  for (std::uint32_t fact = 0; fact < plan.facts.size(); ++fact) {
    for (const std::uint32_t rule : users[fact]) {
      const std::uint64_t share = plan.facts[fact].bytes_most / users[fact].size();
      made[rule].bytes += share;
      if (share <= made[rule].dearest_bytes) continue;
      made[rule].dearest = fact;
      made[rule].dearest_bytes = share;
    }
  }
  std::erase_if(made, [](const RuleCost& cost) { return cost.bytes == 0; });
  std::sort(made.begin(), made.end(), [&](const RuleCost& a, const RuleCost& b) {
    if (a.bytes != b.bytes) return a.bytes > b.bytes;
    return plan.rules[a.rule].name < plan.rules[b.rule].name;
  });
  return made;
}

std::string cheaper(const Plan& plan, const Fact& fact) {
  switch (fact.kind) {
    case FactKind::Times:
      return fmt::format("it counts less far than {}, or `by day`", grouped(fact.capacity));
    case FactKind::Panes:
      return fmt::format("it keeps fewer panes than {}: a shorter window, or a coarser `by`",
                         grouped(fact.capacity));
    case FactKind::Items:
      return fmt::format("it is `of the newest` fewer than {}", grouped(fact.capacity));
    case FactKind::Distinct:
      return fmt::format("it tells fewer than {} different values apart", grouped(fact.capacity));
    case FactKind::Keyed: return remembering(plan, fact);
    case FactKind::Cycle:
      return fact.keys == 0 ? fmt::format("it counts to less than {}", grouped(fact.capacity))
                            : remembering(plan, fact);
    case FactKind::Ledger:
      return fact.keys == 0 ? "its limit is for fewer times" : remembering(plan, fact);
    case FactKind::Absence:
      return fact.anchor == AbsenceAnchor::Each
                 ? fmt::format("fewer than {} are open at once", grouped(fact.capacity))
                 : fewer_captures(plan, fact);
    case FactKind::Sequence: return fewer_captures(plan, fact);
    case FactKind::First:
    case FactKind::Last: return "the value that it keeps is shorter: `up to n characters`";
    case FactKind::Totals:
    case FactKind::Level:
    case FactKind::Visit:
    case FactKind::Journey: return "another rule asks the same, so that they share it";
    case FactKind::Mentions:
      return fmt::format("fewer than {} are open at once", grouped(fact.capacity));
  }
  return "";
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
  return digits;
}

}  // namespace wend::plan
