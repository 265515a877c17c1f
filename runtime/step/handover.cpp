// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/handover.h"

#include <map>
#include <string_view>
#include <utility>

#include "runtime/abi/anonymous.h"

namespace wend {
namespace {

bool keeps_customers_alone(const Plan& plan) {
  return plan.links.empty() && plan.levels.empty() && !has_identities(plan);
}

// Where nobody was followed before, each instance begins with its first mention from now on.
bool is_anew(const Fact& fact, const Handover& of) {
  if (fact.begins_anew) return true;
  return fact.instances != Fact::kNoMentions && of.facts[fact.instances] != Carried::Whole;
}

bool is_all_kept(const Handover& of, const Plan& before, const Plan& now) {
  if (!keeps_customers_alone(before) || !keeps_customers_alone(now)) return false;
  if (before.facts.size() != now.facts.size() ||
      before.customer_fields.size() != now.customer_fields.size())
    return false;
  for (std::uint32_t fact = 0; fact < now.facts.size(); ++fact) {
    if (of.facts[fact] != Carried::Whole || of.known[fact] != fact ||
        before.facts[fact].capacity != now.facts[fact].capacity)
      return false;
  }
  for (std::uint32_t field = 0; field < of.fields.size(); ++field)
    if (of.fields[field] != field) return false;
  return true;
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
  for (const Fact& fact : now.facts) begins_anew.push_back(is_anew(fact, *this));
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
  is_all = is_all_kept(*this, plan, now);
}

}  // namespace wend
