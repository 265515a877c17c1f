// SPDX-License-Identifier: Apache-2.0
//
// Events in, in total order; deadlines strictly before an event's instant fire first; decisions out, by
// instant, then customer, then the order in which they were made.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "runtime/host/cloud_events.h"
#include "runtime/interpret/plan_interpreter.h"
#include "runtime/step/expect_decision.h"
#include "runtime/step/facts.h"
#include "runtime/step/inherited_states.h"
#include "runtime/step/profile.h"
#include "runtime/step/session_inside.h"
#include "runtime/step/session_short.h"
#include "runtime/values/calendar.h"
#include "runtime/values/faults.h"

namespace wend {

using runtime::Fault;
using runtime::HeldEvent;
using runtime::HeldEvents;
using runtime::kNever;
using runtime::planted;

std::string utc_words(std::int64_t instant) {
  const runtime::Civil day = runtime::civil_of(runtime::floor_div(instant, runtime::kDay));
  const std::int64_t second = runtime::floor_mod(instant, runtime::kDay) / 1000;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", day.year, day.month, day.day,
                     second / 3600, second / 60 % 60, second % 60);
}

Session::Inside::Inside(std::shared_ptr<const Pack> pack_in, Tier tier_in)
    : pack(std::move(pack_in)),
      tier(tier_in),
      prepared(pack->plan()),
      decisions(pack->plan()),
      moment(prepared, counts, decisions),
      check(pack->plan(), prepared.zone),
      links(pack->plan(), prepared.zone),
      tables(pack->plan()) {
  moment.tables = &tables;
  moment.customers = &customers;
  moment.households = &households;
  counts.rules.resize(pack->plan().rules.size());
  owed.resize(pack->plan().rules.size());
  for (runtime::PlainEvent& event : plain_) event.make_room(moment.fields.size());
  const auto has_points = [](const std::unique_ptr<const runtime::BitIndex>& index) {
    return index != nullptr && index->points().is_any();
  };
  for (std::size_t i = 0; i < prepared.entrances.size(); ++i) {
    const runtime::Entrance& entrance = prepared.entrances[i];
    ways_.push_back({nullptr, entrance.body, entrance.reads_profile || entrance.has_answers,
                     has_points(prepared.indexes[i]) || has_points(prepared.update_indexes[i])});
  }
  grain_ = prepared.plan.grain;
  is_usual_ =
      planted(Fault::AllIsUsual) || (!has_lateness() && !links.is_any() && !tables.is_any() &&
                                     prepared.journeys.empty() && prepared.mentions.empty());
  for (std::uint32_t touchpoint = 0; touchpoint < moment.lookups.size(); ++touchpoint)
    plain_lookups_.push_back(is_plain(touchpoint) ? moment.lookups[touchpoint] : nullptr);
  if (!has_lateness()) return;
  moment.pass = runtime::Pass::Certain;
  counts.late_facts.resize(pack->plan().facts.size());
}

Session::Inside::~Inside() {
  if (handed_counts) handed_counts->release();
}

// ------------------------------------------------------------------------------------- events in

std::optional<Refusal> Session::Inside::feed(const Event& event) {
  if (!has_lateness() && take_alone(event)) return std::nullopt;
  return feed_otherwise(event);
}

std::optional<Refusal> Session::Inside::feed_otherwise(const Event& event) {
  if (event.touchpoint == Event::kClock) return feed_clock(event);
  if (Event::is_row(event.touchpoint)) return feed_row(event);
  auto refused = check.refusal_of(event);
  if (event.customer_number != Event::kByName && !refused && !has_number(event)) [[unlikely]]
    refused =
        Refusal{RefusalKind::NoCustomer,
                fmt::format("no customer of this event has the number {}", event.customer_number)};
  const std::int64_t instant = instant_of(event.time_ns);
  if (!refused && !has_lateness()) refused = out_of_order(instant);
  if (refused) {
    ++counts.refused;
    return refused;
  }
  if (has_lateness()) return feed_open(event, instant);
  if (instant == closed) {
    if (!planted(Fault::AloneIsOvertaken)) hold_alone();
    const std::uint32_t same = held.find(runtime::cause_of(event.source, event.id, hash_room));
    if (same != HeldEvents::kNone && !planted(Fault::RepeatsAccepted))
      return repeat(event, held, same);
    if (held.is_before_stepped(event)) {
      ++counts.refused;
      return Refusal{RefusalKind::Earlier, "the event stands before one that was already taken"};
    }
  } else {
    move_to(instant);
  }
  if (elsewhere != nullptr)
    held.add_named(check.accepted(), name_of(event));
  else
    held.add(check.accepted(), number_of(event));
  ++counts.events;
  return std::nullopt;
}

bool Session::Inside::has_number(const Event& event) const {
  return event.customer_number < customers.size() && !prepared.has_identities &&
         links.about(event.touchpoint) == TouchpointInfo::kNoLink;
}

std::optional<Refusal> Session::Inside::out_of_order(std::int64_t instant) const {
  if (instant >= closed) return std::nullopt;
  return Refusal{RefusalKind::Earlier,
                 fmt::format("the event comes after one of {}, and is earlier", utc_words(closed))};
}

std::optional<Refusal> Session::Inside::repeat(const Event& event, const HeldEvents& of,
                                               std::uint32_t known_event) {
  const bool is_same = of.is_same(known_event, check.accepted()) &&
                       (of[known_event].customer == HeldEvent::kNobody ||
                        held_name(of, known_event) == name_of(event));
  return refuse_repeat(is_same);
}

Refusal Session::Inside::refuse_repeat(bool is_same) {
  if (is_same) {
    ++counts.repeats;
    return {RefusalKind::Repeat, "this source and id were already taken"};
  }
  ++counts.refused;
  return {RefusalKind::RepeatDiffers, "this source and id were already taken with other content"};
}

std::string_view Session::Inside::held_name(const HeldEvents& of, std::uint32_t event) const {
  return elsewhere != nullptr ? of.name(of[event]) : customers.name_of(of[event].customer);
}

void Session::Inside::step_taken(const HeldEvents& of, const HeldEvent& event) {
  reach(instant_of(event.time_ns));
  step(of, event);
}

void Session::Inside::reach(std::int64_t instant) {
  if (instant != closed) go_on_to(instant);
  buffered_ = instant;
}

// A time that somebody saw: nothing happened, and it is that late. A clock that goes back says nothing.
std::optional<Refusal> Session::Inside::feed_clock(const Event& event) {
  if (auto refused = runtime::EventCheck::refusal_of_time(event)) {
    ++counts.refused;
    return refused;
  }
  if (!planted(Fault::ClockRecordsIgnored)) advance_to(instant_of(event.time_ns));
  ++counts.clocks;
  return std::nullopt;
}

void Session::Inside::advance_to(std::int64_t instant) {
  if (instant <= closed) return;
  const std::int64_t floored = floor_to_grain(std::min(instant, kFarthestInstant));
  if (has_lateness()) {
    move_clock(floored);
  } else if (floored > closed) {
    move_to(floored);
  }
}

void Session::Inside::hand_over_decisions() {
  if (closes_early_) return;
  decisions.hand_over([this](std::uint32_t customer) { return customers.name_of(customer); });
}

void Session::Inside::finish() {
  close_all();
  flush();
  own_states();
}

void Session::Inside::own_state(std::uint32_t customer) {
  if (!inherited->take(customer)) inherited->go_on();
  if (inherited->is_done()) outlived = std::move(inherited);
}

void Session::Inside::own_states() {
  if (!inherited) return;
  inherited->take_all();
  outlived = std::move(inherited);
}

void Session::Inside::settle() {
  if (const auto before = std::exchange(owed_before, nullptr)) {
    const std::vector<std::uint64_t>& sums = before->sums();
    for (std::size_t rule = 0; rule < owed.size(); ++rule) owed[rule] += sums[rule];
  }
  if (!moment.owned_lookups) return;  // they went to a successor
  for (const auto& lookup : *moment.owned_lookups)
    if (lookup) lookup->settle(owed);
  for (std::size_t rule = 0; rule < owed.size(); ++rule) {
    counts.rules[rule].candidates += owed[rule];
    counts.rules[rule].not_true += owed[rule];
    owed[rule] = 0;
  }
}

// -------------------------------------------------------------------------------------- deadlines

std::int64_t Session::Inside::next_wake_of(std::uint32_t customer) const {
  return runtime::least_deadline(prepared, customers[customer].blob);
}

void Session::Inside::add_wake(std::uint32_t customer, std::int64_t wake) {
  runtime::Customer& about = customers[customer];
  about.queued_wake = wake;
  wakes.push({wake, customer});
  constexpr std::size_t kFew = 1024;
  if (wakes.size() > 2 * std::size_t{customers.size()} + kFew) drop_outdated_wakes();
}

// An outdated entry leaves when it is the least, which may take long: with this there are never more of
// them than customers.
void Session::Inside::drop_outdated_wakes() {
  std::vector<runtime::Wakes::Entry> entries;
  for (std::uint32_t customer = 0; customer < customers.size(); ++customer) {
    if (inherited) inherited->take(customer);
    runtime::Customer& about = customers[customer];
    about.queued_wake = next_wake_of(customer);
    if (about.queued_wake != kNever) entries.emplace_back(about.queued_wake, customer);
  }
  wakes.become(std::move(entries));
}

void Session::Inside::refresh_wakes() {
  while (!wakes.empty()) {
    const auto [wake, customer] = wakes.least();
    if (inherited) inherited->take(customer);
    runtime::Customer& about = customers[customer];
    if (about.queued_wake == wake && next_wake_of(customer) == wake) return;
    wakes.pop();
    if (about.queued_wake != wake) continue;
    about.queued_wake = kNever;
    queue_wake(customer);
  }
}

void Session::Inside::fire_before(std::int64_t instant) {
  const bool inclusive = planted(Fault::DeadlineBeforeEvent);
  // An outdated entry is only ever too early: while the least is not due, none is.
  for (; !wakes.empty() && wakes.least().first <= instant; expect_wakes()) {
    refresh_wakes();
    if (wakes.empty()) return;
    const auto [wake, customer] = wakes.least();
    if (wake > instant || (wake == instant && !inclusive)) return;
    if (wake != buffered_) hand_over();
    buffered_ = wake;
    if (prepared.has_levels) {
      fire_by_name(wake);
      continue;
    }
    wakes.pop();
    customers[customer].queued_wake = kNever;
    fire(customer, planted(Fault::DeadlineNowIsWake) ? instant : wake, wake);
  }
}

// Nobody else asked for who is woken next: first for the customer, then, as one that is soon the least, for the state.
void Session::Inside::expect_wakes() const {
  const std::span<const runtime::Wakes::Entry> first = wakes.first();
  for (const auto& [wake, customer] : first) __builtin_prefetch(&customers[customer], 1);
  if (!first.empty()) customers[first.front().second].blob.prefetch();
}

// Of several whose decisions count together the first by name acts.
void Session::Inside::fire_by_name(std::int64_t wake) {
  due_.clear();
  for (; !wakes.empty() && wakes.least().first == wake; refresh_wakes()) {
    due_.push_back(wakes.least().second);
    wakes.pop();
    customers[due_.back()].queued_wake = kNever;
  }
  std::sort(due_.begin(), due_.end(), [this](std::uint32_t a, std::uint32_t b) {
    return customers.name_of(a) < customers.name_of(b);
  });
  for (const std::uint32_t customer : due_) fire(customer, wake, wake);
}

void Session::Inside::fire(std::uint32_t customer, std::int64_t instant, std::int64_t due) {
  begin_moment(customer, instant);
  runtime::end_lives(moment);
  moment.at_deadline = true;
  moment.take_event({}, {});
  runtime::find_waiting(moment, waiting_);
  for (const std::uint32_t rule : waiting_) expect_deadline(rule);
  const auto rules = std::lower_bound(waiting_.begin(), waiting_.end(), prepared.stages);
  for (auto stage = waiting_.begin(); stage != rules; ++stage) take_due(*stage, due);
  waiting_.erase(waiting_.begin(), rules);
  move_by_clock(instant);
  for (const std::uint32_t rule : waiting_) {
    const RuleInfo& info = pack->plan().rules[rule];
    if (info.journey == Fact::kNoFact) {
      take_due(rule, due);
    } else {
      moment.set_cause(runtime::cause_of_customer(moment.name(), instant, moment.fold_a));
      run_behind_touchpoints(rule, info.deadline_body);
      moment.forget_texts();
    }
  }
  queue_wake(customer);  // what it armed is among that
}

// Nothing of a rule that waited for days is in a near cache.
void Session::Inside::expect_deadline(std::uint32_t rule) const {
  const RuleInfo& info = pack->plan().rules[rule];
  __builtin_prefetch(&info.absence);
  __builtin_prefetch(&info.journey);
  if (const NativeCode* code = native(); code != nullptr && rule < code->deadlines.size())
    __builtin_prefetch(&code->deadlines[rule]);
  runtime::expect_decision(moment, rule);
  const Op* const ops = moment.context.ops;
  __builtin_prefetch(ops + info.deadline_body.begin);
  __builtin_prefetch(ops + info.deadline_body.end - 1);
}

void Session::Inside::take_due(std::uint32_t rule, std::int64_t due) {
  const RuleInfo& info = pack->plan().rules[rule];
  while (runtime::take_due(moment, info.absence, due)) {
    run_behind_touchpoints(rule, info.deadline_body);
    moment.forget_texts();
  }
}

// Behind all that recognised a stage at this instant, and before every rule. Rules that wait for a move join those
// that have a deadline.
void Session::Inside::move_by_clock(std::int64_t instant) {
  for (const std::uint32_t journey : prepared.journeys) {
    if (moment.recognised[journey] == runtime::Moment::kNoStage) continue;
    moment.set_cause(runtime::cause_of_customer(moment.name(), instant, moment.fold_a));
    if (!runtime::move(moment, journey)) continue;
    const std::vector<std::uint32_t>& movers = prepared.movers[journey];
    waiting_.insert(waiting_.end(), movers.begin(), movers.end());
    std::sort(waiting_.begin(), waiting_.end());
  }
}

// The body of a rule's deadline, or behind all of them the profile's.
void Session::Inside::run_behind_touchpoints(std::uint32_t position, const Body& body) {
  if (prepared.reads_profile[pack->plan().touchpoints.size() + position] != 0)
    runtime::load_profile(moment);
  moment.context.marks = 0;
  const NativeCode* code = native();
  if (code != nullptr && position < code->deadlines.size() &&
      code->deadlines[position] != nullptr) {
    code->deadlines[position](&moment.context, moment.context.ops + body.begin);
  } else {
    runtime::interpret(moment, body, moment.registers.data());
  }
}

}  // namespace wend
