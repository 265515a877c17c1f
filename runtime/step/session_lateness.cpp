// SPDX-License-Identifier: Apache-2.0
//
// Events that may be late: they stay open until the clock is ahead of them by more than the lateness, in whatever
// order they come, and are stepped as they would have been in their order.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "runtime/step/facts.h"
#include "runtime/step/inherited_states.h"
#include "runtime/step/session_inside.h"
#include "runtime/values/faults.h"

namespace wend {

using runtime::Fault;
using runtime::HeldEvent;
using runtime::OpenEvents;
using runtime::planted;

namespace {

constexpr std::int64_t kBeforeAll = std::numeric_limits<std::int64_t>::min();

}  // namespace

std::int64_t Session::Inside::closed_by(std::int64_t clock_then) const {
  const std::int64_t lateness = planted(Fault::LatenessHalved)
                                    ? floor_to_grain(prepared.plan.lateness / 2)
                                    : prepared.plan.lateness;
  return clock_then < kBeforeAll + lateness ? kBeforeAll : clock_then - lateness;
}

std::int64_t Session::Inside::closed_for(std::uint32_t customer) const {
  const auto early = closed_early.find(customer);
  return early == closed_early.end() ? closed : std::max(closed, early->second);
}

// An event that is taken moves the clock first: what that closes is no longer open, and no longer repeated.
std::optional<Refusal> Session::Inside::feed_open(const Event& event, std::int64_t instant) {
  hand_over();  // what a sink did not take
  if (taken_ && was_taken(event)) {
    close_too_many_of(number_of(event));
    close_too_many();
    return std::nullopt;
  }
  if (is_late(event, instant)) return feed_late(event, instant);
  const std::int64_t clock_then = std::max(clock, instant);
  const OpenEvents::Named named = open.named(event.source, event.id);
  const std::uint32_t known = open.find(named);
  if (known != OpenEvents::kNone && open.instant_of(known) >= closed_by(clock_then) &&
      !planted(Fault::OpenRepeatsAccepted))
    return repeat(event, open.holding(known), 0);
  move_clock(clock_then);
  // A link that was closed may have closed more.
  if (prepared.has_identities && is_late(event, instant)) return feed_late(event, instant);
  const std::uint32_t customer = number_of(event);
  const std::uint32_t number = add_open(event, named, instant, customer);
  ++counts.events;
  or_remember(event, [&] {
    if (prepared.has_at_once && customer != HeldEvent::kNobody) decide_at_once(customer, number);
    hand_over();
    close_too_many_of(customer);
    close_too_many();
  });
  return std::nullopt;
}

// Which rules acted on it at once is known by its cause.
std::uint32_t Session::Inside::add_open(const Event& event, const OpenEvents::Named& named,
                                        std::int64_t instant, std::uint32_t customer) {
  if (!prepared.has_at_once) return open.add(instant, check.accepted(), named, customer);
  const runtime::Cause cause = runtime::cause_of(event.source, event.id, hash_room);
  return open.add(instant, check.accepted(), named, customer, &cause);
}

// Whether the sink threw when it was fed before.
bool Session::Inside::was_taken(const Event& event) {
  return *std::exchange(taken_, std::nullopt) ==
         runtime::cause_of(event.source, event.id, hash_room);
}

// Of what is about something else as many may be open as come.
void Session::Inside::close_too_many_of(std::uint32_t name) {
  if (name == HeldEvent::kNobody) return;
  const std::uint32_t most = prepared.plan.open_events + (planted(Fault::OneMoreOpenEvent) ? 1 : 0);
  if (open.size() <= most) return;  // of all customers
  const std::uint32_t customer = identities.holder_of(name);
  while (open_of(customer) > most) {
    close_oldest_of(customer);
    hand_over();
  }
}

void Session::Inside::move_clock(std::int64_t instant) {
  close_before(closed_by(instant));
  clock = std::max(clock, instant);
}

void Session::Inside::close_all() {
  if (has_lateness() && clock != kBeforeAll)
    close_before(clock + std::max<std::int64_t>(1, prepared.plan.grain));
}

void Session::Inside::close_before(std::int64_t until) {
  hand_over();
  if (!out_of_turn_.empty()) link_behind_instant();  // of a call in which the sink threw
  while (open.has_before(until)) {
    go_on_to(open.oldest());
    step_oldest();
    if (!out_of_turn_.empty()) link_behind_instant();
  }
  if (until > closed) go_on_to(until);
  close_too_many();
  if (closed_early.empty()) return;
  std::erase_if(closed_early, [this](const auto& one) { return one.second <= closed; });
}

// What the next ones will touch is asked for meanwhile: it was last touched when they came, or long before.
void Session::Inside::step_oldest() {
  buffered_ = closed;
  const std::vector<std::uint32_t>& numbers = open.take_oldest();
  open.expect([this](std::uint32_t name) { __builtin_prefetch(&customers[name], 1); },
              [this](std::uint32_t name) { customers[name].blob.prefetch(); });
  for (const std::uint32_t number : numbers) step(open.holding(number), open[number]);
  open.give_up(numbers);
}

// More is closed of this customer than of the others: all of its oldest open instant.
void Session::Inside::close_oldest_of(std::uint32_t customer) {
  const bool is_first = !std::exchange(closes_early_, true);
  const std::vector<std::uint32_t> names = names_of(customer);
  const std::int64_t oldest = *open.oldest_of(names);
  const std::int64_t behind = oldest + std::max<std::int64_t>(1, prepared.plan.grain);
  fire_own_before(customer, oldest);
  const std::vector<std::uint32_t> numbers = open.take(names, oldest);
  for (const std::uint32_t number : numbers) step(open.holding(number), open[number]);
  open.give_up(numbers);
  fire_own_before(customer, behind);
  closed_early[customer] = behind;
  ++counts.closed_early;
  if (!out_of_turn_.empty()) link_out_of_turn();
  if (is_first) closes_early_ = false;
}

// Its entries in the queue of wakes are outdated then, which whoever takes them sees.
void Session::Inside::fire_own_before(std::uint32_t customer, std::int64_t instant) {
  if (planted(Fault::EarlyCloseKeepsDeadlines)) return;
  for (;;) {
    if (inherited) inherited->take(customer);
    const std::int64_t wake = next_wake_of(customer);
    if (wake >= instant) return;
    fire(customer, wake, wake);
  }
}

}  // namespace wend
