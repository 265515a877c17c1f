// SPDX-License-Identifier: Apache-2.0
//
// Events that may be late: they stay open until the clock is ahead of them by more than the lateness, in whatever
// order they come, and are stepped as they would have been in their order.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "runtime/step/facts.h"
#include "runtime/step/session_inside.h"
#include "runtime/values/faults.h"

namespace wend {

using runtime::Fault;
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
  const runtime::Cause cause = runtime::cause_of(event.source, event.id, hash_room);
  if (taken_ && std::exchange(taken_, std::nullopt) == cause) {
    close_too_many_of(number_of(event));
    close_too_many();
    return std::nullopt;
  }
  if (is_late(event, instant)) return feed_late(event, instant, cause);
  const std::int64_t clock_then = std::max(clock, instant);
  const auto known = open.find(cause);
  if (known && known->instant >= closed_by(clock_then) && !planted(Fault::OpenRepeatsAccepted))
    return repeat(event, open.at(known->instant), known->number);
  move_clock(clock_then);
  // A link that was closed may have closed more.
  if (prepared.has_identities && is_late(event, instant)) return feed_late(event, instant, cause);
  const std::uint32_t customer = number_of(event);
  const runtime::OpenEvents::Place place = open.add(instant, check.accepted(), cause, customer);
  ++counts.events;
  taken_ = cause;
  if (customer != runtime::HeldEvent::kNobody) decide_at_once(customer, place);
  hand_over();
  close_too_many_of(customer);
  close_too_many();
  taken_.reset();
  return std::nullopt;
}

// Of what is about something else as many may be open as come.
void Session::Inside::close_too_many_of(std::uint32_t name) {
  if (name == runtime::HeldEvent::kNobody) return;
  const std::uint32_t customer = identities.holder_of(name);
  const std::uint32_t most = prepared.plan.open_events + (planted(Fault::OneMoreOpenEvent) ? 1 : 0);
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
    move_to(open.oldest());
    open.take_oldest(held);
    if (prepared.has_identities) link_behind_instant();
  }
  if (until > closed) move_to(until);
  close_too_many();
  std::erase_if(closed_early, [this](const auto& one) { return one.second <= closed; });
}

// More is closed of this customer than of the others: all of its oldest open instant.
void Session::Inside::close_oldest_of(std::uint32_t customer) {
  const bool is_first = !std::exchange(closes_early_, true);
  const std::vector<std::uint32_t> names = names_of(customer);
  const std::int64_t oldest = *open.oldest_of(names);
  const std::int64_t behind = oldest + std::max<std::int64_t>(1, prepared.plan.grain);
  fire_own_before(customer, oldest);
  const std::vector<std::uint32_t> numbers = open.close(names, oldest);
  for (const std::uint32_t number : numbers) step(open.at(oldest), open.at(oldest)[number]);
  fire_own_before(customer, behind);
  open.give_up_if_closed(oldest);
  closed_early[customer] = behind;
  ++counts.closed_early;
  if (!out_of_turn_.empty()) link_out_of_turn();
  if (is_first) closes_early_ = false;
}

// Its entries in the queue of wakes are outdated then, which whoever takes them sees.
void Session::Inside::fire_own_before(std::uint32_t customer, std::int64_t instant) {
  if (planted(Fault::EarlyCloseKeepsDeadlines)) return;
  for (;;) {
    const std::int64_t wake = customers[customer].blob.next_wake();
    if (wake >= instant) return;
    fire(customer, wake);
  }
}

}  // namespace wend
