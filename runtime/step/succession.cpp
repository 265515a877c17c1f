// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/succession.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "runtime/host/cloud_events.h"
#include "runtime/step/facts.h"
#include "runtime/step/inherited_states.h"
#include "runtime/step/saved_session.h"
#include "runtime/values/faults.h"

namespace wend {

using runtime::Blob;
using runtime::Moment;

Succession::Succession(Session::Inside& before, Session::Inside& now)
    : before_(before),
      now_(now),
      handover_(now.handover && now.handover->from == before.pack
                    ? now.handover
                    : std::make_shared<const Handover>(before.pack, now.prepared.plan)),
      carry_(handover_->carry),
      carried_(handover_->facts),
      states_(now, handover_) {}

void Succession::take_over() {
  now_.closed = before_.closed;
  now_.clock = before_.newest();
  now_.began = before_.closed;
  prepare_facts();
  take_counts();
  take_customers();
  take_identities();
  take_links();
  take_tables();
  take_households();
}

// Of the kinds that both programs know, as many as there may be.
void Succession::take_identities() {
  const std::vector<IdentifierInfo>& kinds = now_.prepared.plan.identifiers;
  for (const auto& [customer, aliases] : before_.identities.all()) {
    for (const runtime::Identities::Alias& alias : aliases) {
      const std::string_view name = before_.customers.name_of(alias.identity);
      for (std::uint32_t kind = 0; kind < kinds.size(); ++kind) {
        if (kinds[kind].name != known_by(name).kind || kinds[kind].aliases == 0) continue;
        now_.identities.link(now_.customers.number_of(before_.customers.name_of(customer)), kind,
                             now_.customers.number_of(name), kinds[kind].aliases, alias.at);
      }
    }
  }
}

// Whoever was linked stays linked where both programs link alike.
void Succession::take_links() {
  if (before_.links.size() == 0) return;
  std::vector<std::uint32_t> now(before_.prepared.plan.links.size(), TouchpointInfo::kNoLink);
  for (std::uint32_t link = 0; link < now_.prepared.plan.links.size(); ++link) {
    if (const auto known = carry_.link_before(link)) now[*known] = link;
  }
  for (const runtime::Link* link : before_.links.in_order()) {
    if (now[link->of] == TouchpointInfo::kNoLink) continue;
    runtime::LinkTexts texts;
    for (std::size_t i = 0; i <= before_.prepared.plan.links[link->of].carried.size(); ++i)
      texts.push_back(link->text(i));
    now_.links.add(now[link->of],
                   now_.customers.number_of(before_.customers.name_of(link->customer)), texts,
                   link->at);
  }
}

// Rows stay where both programs declare the table alike.
void Succession::take_tables() {
  if (!now_.tables.is_any()) return;
  now_.tables.close_before(now_.closed);
  for (std::uint32_t table = 0; table < now_.prepared.plan.tables.size(); ++table) {
    const std::optional<std::uint32_t> known = carry_.table_before(table);
    if (!known) continue;
    now_.tables.set_left_out(table, before_.tables.left_out(*known));
    for (const auto& [key, rows] : before_.tables.rows(*known))
      for (const runtime::Row& row : rows) now_.tables.add(table, key, row);
  }
}

void Succession::take_ledgers() {
  now_.settle();  // what it counted gives way, too
  take_counts();
  for (std::uint32_t customer = 0; customer < now_.customers.size(); ++customer)
    take_ledgers_of(customer);
  now_.households.all().clear();
  take_households();
}

// Ledgers of several customers, as far as both programs keep them alike.
void Succession::take_households() {
  const Plan& plan = now_.prepared.plan;
  for (auto& [key, from] : before_.households.all()) {
    for (std::uint32_t rule = 0; rule < plan.rules.size(); ++rule) {
      const std::uint32_t level = plan.rules[rule].level;
      if (level == RuleInfo::kNoLevel ||
          plan.levels[level].name != before_.prepared.plan.levels[key.first].name)
        continue;
      const std::uint32_t fact = plan.rules[rule].ledger;
      if (carried_[fact] == Carried::Nothing ||
          !from.has(runtime::record_of_fact(handover_->known[fact])))
        continue;
      Blob& blob = now_.households.of(level, key.second);
      blob.prepare(now_.prepared.records);
      now_.moment.blob = &blob;
      states_.take_fact(fact, from);
    }
  }
}

// What is limited for each of a kind ends with it. Whoever was asked since knows that, and the other session may have been.
void Succession::end_lives_before(std::uint32_t customer) {
  Moment& moment = before_.moment;
  if (before_.customers[customer].blob.empty()) return;
  moment.customer = customer;
  moment.blob = &before_.customers[customer].blob;
  moment.context.now = before_.closed;
  runtime::end_lives(moment);
}

void Succession::take_ledgers_of(std::uint32_t customer) {
  runtime::Customer& now = now_.customers[customer];
  if (now.blob.empty()) return;
  const std::optional<std::uint32_t> known =
      before_.customers.find(now_.customers.name_of(customer));
  if (known) end_lives_before(*known);
  now_.moment.customer = customer;
  now_.moment.blob = &now.blob;
  const std::vector<Fact>& facts = now_.prepared.plan.facts;
  for (std::uint32_t fact = 0; fact < facts.size(); ++fact) {
    if (facts[fact].kind != FactKind::Ledger) continue;
    now.blob.remove(runtime::record_of_fact(fact));
    if (known && carried_[fact] != Carried::Nothing)
      states_.take_fact(fact, before_.customers[*known].blob);
  }
}

// By looking at those alone of which something is unknown: there may be thousands of others.
void Succession::prepare_facts() {
  std::vector<std::uint32_t> unknown;
  const bool was_anything = before_.newest() != runtime::kForever;
  if (was_anything) unknown = handover_->gaps;
  for (const auto& [known, since] : before_.moment.known_from.entries())
    for (const std::uint32_t fact : handover_->taken_by[known])
      if (carried_[fact] == Carried::Whole && handover_->may_have_gaps(fact))
        unknown.push_back(fact);
  if (!std::is_sorted(unknown.begin(), unknown.end())) std::sort(unknown.begin(), unknown.end());
  for (const std::uint32_t fact : unknown) know_since(fact);
  states_.know_gaps(before_.moment.known_from);
}

void Succession::know_since(std::uint32_t fact) {
  const Moment& before = before_.moment;
  Moment& moment = now_.moment;
  const std::uint32_t known = handover_->known[fact];
  if (carried_[fact] == Carried::Whole) {
    moment.known_from.set(fact, before.known_from.of(known));
    moment.newest_known.set(fact, before.newest_known.of(known));
    return;
  }
  moment.known_from.set(fact, before_.newest());
  if (carried_[fact] == Carried::Newest)
    moment.newest_known.set(fact, before_.prepared.plan.facts[known].capacity);
}

namespace {

// By rule, to where the rule is now.
template <typename T>
void take_by_rule(const Handover& handover, std::vector<T>& from, std::vector<T>& to) {
  if (handover.has_same_rules) return to.swap(from);
  for (std::size_t rule = 0; rule < to.size(); ++rule) {
    const std::uint32_t known = handover.rules[rule];
    to[rule] = known != Handover::kNone ? from[known] : T{};
  }
}

}  // namespace

void Succession::take_counts() {
  now_.owed_before = std::make_shared<runtime::OwedCounts>(runtime::OwedCounts::Parts{
      before_.pack, std::exchange(before_.moment.owned_lookups, nullptr),
      std::exchange(before_.owed, {}), std::exchange(before_.owed_before, nullptr), handover_});
  before_.handed_counts = now_.owed_before;
  take_by_rule(*handover_, before_.counts.rules, now_.counts.rules);
  for (std::uint32_t fact = 0; fact < now_.counts.late_facts.size(); ++fact) {
    const std::optional<std::uint32_t> known = carry_.fact_before(fact);
    const bool is_known = known && *known < before_.counts.late_facts.size();
    now_.counts.late_facts[fact] = is_known ? before_.counts.late_facts[*known] : LateCounts{};
  }
  // The rest as it is.
  std::vector<RuleCounts> rules = std::exchange(now_.counts.rules, {});
  std::vector<LateCounts> late = std::exchange(now_.counts.late_facts, {});
  std::vector<RuleCounts> left = std::exchange(before_.counts.rules, {});
  now_.counts = before_.counts;
  before_.counts.rules = std::move(left);
  now_.counts.rules = std::move(rules);
  now_.counts.late_facts = std::move(late);
}

void Succession::take_customers() {
  const bool is_new = now_.customers.size() == 0;
  if (handover_->is_all && is_new) return take_table_of_customers();
  if (handover_->is_by_customer && is_new) {
    take_table_of_customers();
    if (handover_->keeps_deadlines)
      states_.leave_deadlines();
    else
      now_.moment.open_deadlines = 0;  // until they are taken
    now_.inherited = std::make_unique<InheritedStates>(now_, std::move(states_));
    return;
  }
  for (std::uint32_t customer = 0; customer < before_.customers.size(); ++customer)
    take_customer(customer);
}

// With their states as they are.
void Succession::take_table_of_customers() {
  now_.customers = std::exchange(before_.customers, {});
  if (!runtime::planted(runtime::Fault::SuccessionForgetsWakes))
    now_.wakes = std::exchange(before_.wakes, {});
  now_.moment.open_deadlines = std::exchange(before_.moment.open_deadlines, 0);
}

void Succession::take_customer(std::uint32_t customer) {
  runtime::Customer& from = before_.customers[customer];
  const std::uint32_t number = now_.customers.number_of(before_.customers.name_of(customer));
  if (!from.blob.empty()) states_.take(number, std::move(from.blob));
}

void Session::prepare_to_succeed(std::shared_ptr<const Pack> before) {
  inside_->handover = std::make_shared<const Handover>(std::move(before), inside_->prepared.plan);
  inside_->make_reader();
}

void Session::succeed(Session& before) {
  before.inside_->finish();
  Succession(*before.inside_, *inside_).take_over();
  if (before.inside_->reader) inside_->make_reader().succeed(*before.inside_->reader);
  inside_->handover = nullptr;  // what it says of counts keeps it until `before` is taken apart
}

std::optional<Failure> Session::succeed(Session& before, Session& replayed) {
  const std::uint64_t taken = before.counts().events;
  if (replayed.pack().meaning() != pack().meaning())
    return Failure{"the log was played with other rules"};
  if (replayed.counts().events < taken)
    return Failure{fmt::format("the log has {} events, and {} were taken before: it is not whole",
                               replayed.counts().events, taken)};
  if (replayed.clock_ms() > before.clock_ms())
    return Failure{fmt::format("the log goes on until {}, and it is {} here",
                               utc_words(replayed.clock_ms()), utc_words(before.clock_ms()))};
  replayed.advance_to(before.clock_ms());
  before.inside_->finish();
  replayed.inside_->finish();
  replayed.inside_->hold_alone();
  LeftOut forgotten;
  for (std::uint32_t i = 0; i < replayed.inside_->customers.size(); ++i) {
    if (!before.inside_->customers.find(replayed.inside_->customers.name_of(i)))
      leave_out(i, *replayed.inside_, forgotten);
  }
  if (!forgotten.empty()) {
    const std::vector<std::uint8_t> others = bytes_without(forgotten, *replayed.inside_);
    if (auto failure = replayed.load(others)) return failure;
  }
  Succession(*before.inside_, *replayed.inside_).take_ledgers();
  replayed.inside_->began = replayed.inside_->closed;
  replayed.inside_->decisions.sink = std::move(inside_->decisions.sink);
  inside_ = std::move(replayed.inside_);
  replayed.inside_ = std::make_unique<Inside>(inside_->pack, inside_->tier);
  return std::nullopt;
}

}  // namespace wend
