// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/handover.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "runtime/abi/anonymous.h"
#include "runtime/abi/fact_layout.h"

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

bool has_deadlines(const std::vector<Handover::Changed>& few, const Plan& plan) {
  return std::any_of(few.begin(), few.end(), [&](const Handover::Changed& one) {
    return plan.facts[one.fact].kind == FactKind::Absence;
  });
}

}  // namespace

Handover::Changed Handover::change_of(std::uint32_t fact, const Plan& now) const {
  Changed made{fact, facts[fact] != Carried::Nothing, !taken_by[fact].empty()};
  if (!made.is_taken || known[fact] != fact || taken_by[fact].size() != 1) return made;
  const FactLayout layout = layout_of(now, now.facts[fact]);
  const FactLayout before = layout_of(from->plan(), from->plan().facts[fact]);
  if (series_head(before.most_entries) != series_head(layout.most_entries)) return made;
  made.most_entries = layout.most_entries;
  made.entry = layout.entry;
  return made;
}

// Nothing if they are many, or stand where others stood, or fields do.
std::optional<std::vector<Handover::Changed>> Handover::few_that_change(const Plan& now) const {
  const Plan& before = from->plan();
  if (before.facts.size() != now.facts.size() ||
      before.customer_fields.size() != now.customer_fields.size())
    return std::nullopt;
  for (std::uint32_t field = 0; field < fields.size(); ++field)
    if (fields[field] != field) return std::nullopt;
  std::vector<Changed> made;
  for (std::uint32_t fact = 0; fact < now.facts.size(); ++fact) {
    const bool is_same = facts[fact] == Carried::Whole && known[fact] == fact &&
                         before.facts[fact].capacity == now.facts[fact].capacity;
    if (is_same) continue;
    if (made.size() == kFew) return std::nullopt;
    made.push_back(change_of(fact, now));
  }
  for (const Changed& one : made) {
    const bool is_of_these = std::any_of(made.begin(), made.end(), [&](const Changed& other) {
      return other.fact == known[one.fact];
    });
    if (one.is_taken && !is_of_these) return std::nullopt;
  }
  return made;
}

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
  few = few_that_change(now);
  keeps_deadlines = few && !has_deadlines(*few, plan) && !has_deadlines(*few, now);
  is_all = is_alone && few && few->empty();
  is_by_customer = is_alone && plan.lateness == 0 && now.lateness == 0;
}

}  // namespace wend
