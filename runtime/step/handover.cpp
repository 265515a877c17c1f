// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/handover.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "runtime/abi/anonymous.h"

namespace wend {
namespace {

bool keeps_customers_alone(const Plan& plan) {
  return plan.links.empty() && plan.levels.empty() && !has_identities(plan);
}

// Whether rules ask what happened; the others begin anew, and that is all there is to say.
bool is_asked_about_the_past(FactKind kind) {
  switch (kind) {
    case FactKind::Times:
    case FactKind::First:
    case FactKind::Last:
    case FactKind::Totals:
    case FactKind::Panes:
    case FactKind::Items:
    case FactKind::Distinct:
    case FactKind::Keyed:
    case FactKind::Cycle:
    case FactKind::Visit:
    case FactKind::Journey: return true;
    case FactKind::Sequence:
    case FactKind::Absence:
    case FactKind::Level:
    case FactKind::Mentions:
    case FactKind::Ledger: return false;
  }
  return false;
}

// Where nobody was followed before, each instance begins with its first mention from now on.
bool is_anew(const Fact& fact, const Handover& of) {
  if (fact.begins_anew) return true;
  return fact.instances != Fact::kNoMentions && of.facts[fact.instances] != Carried::Whole;
}

constexpr std::size_t kFew = 8;

// The facts that are not kept as they are; nothing if they are many, or stand where others stood, or fields do.
std::optional<std::vector<std::uint32_t>> few_that_change(const Handover& of, const Plan& before,
                                                          const Plan& now) {
  if (before.facts.size() != now.facts.size() ||
      before.customer_fields.size() != now.customer_fields.size())
    return std::nullopt;
  for (std::uint32_t field = 0; field < of.fields.size(); ++field)
    if (of.fields[field] != field) return std::nullopt;
  std::vector<std::uint32_t> few;
  for (std::uint32_t fact = 0; fact < now.facts.size(); ++fact) {
    const bool is_same = of.facts[fact] == Carried::Whole && of.known[fact] == fact &&
                         before.facts[fact].capacity == now.facts[fact].capacity;
    if (is_same) continue;
    if (few.size() == kFew) return std::nullopt;
    few.push_back(fact);
  }
  for (const std::uint32_t fact : few) {
    const bool is_taken = of.facts[fact] != Carried::Nothing;
    if (is_taken && std::find(few.begin(), few.end(), of.known[fact]) == few.end())
      return std::nullopt;
  }
  return few;
}

}  // namespace

Handover::Handover(std::shared_ptr<const Pack> before, const Plan& now)
    : from(std::move(before)), carry(from->plan(), now), taken_by(from->plan().facts.size()) {
  const Plan& plan = from->plan();
  for (std::uint32_t fact = 0; fact < now.facts.size(); ++fact) {
    facts.push_back(carry.carried(fact));
    known.push_back(carry.fact_before(fact).value_or(kNone));
    if (facts.back() != Carried::Nothing) taken_by[known.back()].push_back(fact);
  }
  for (std::uint32_t fact = 0; fact < now.facts.size(); ++fact) {
    const bool may_be = is_asked_about_the_past(now.facts[fact].kind);
    may_have_gaps_.push_back(may_be && !is_anew(now.facts[fact], *this));
    if (may_have_gaps_[fact] && facts[fact] != Carried::Whole) gaps.push_back(fact);
  }
  for (std::uint32_t field = 0; field < now.customer_fields.size(); ++field)
    fields.push_back(carry.field_before(field));
  std::map<std::string_view, std::uint32_t> names;
  for (std::uint32_t rule = 0; rule < plan.rules.size(); ++rule)
    names.emplace(lasting_name(plan.rules[rule]), rule);
  for (const RuleInfo& rule : now.rules) {
    const auto found = names.find(lasting_name(rule));
    rules.push_back(found == names.end() ? kNone : found->second);
  }
  for (std::uint32_t rule = 0; rule < rules.size(); ++rule)
    has_same_rules = has_same_rules && rules[rule] == rule;
  has_same_rules = has_same_rules && rules.size() == plan.rules.size();
  const bool is_alone = keeps_customers_alone(plan) && keeps_customers_alone(now);
  few = few_that_change(*this, plan, now);
  is_all = is_alone && few && few->empty();
  is_by_customer = is_alone && plan.lateness == 0 && now.lateness == 0;
}

}  // namespace wend
