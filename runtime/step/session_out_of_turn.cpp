// SPDX-License-Identifier: Apache-2.0
//
// Links of identities where events may come late. Mostly everybody is closed up to the linking event, and it takes effect
// in its turn. If more is closed of its customer, or of whose the identity was so far, the other is closed as far and
// the link takes effect there, before all that happens from then on.
#include <algorithm>
#include <utility>

#include "runtime/step/session_inside.h"
#include "runtime/values/faults.h"

namespace wend {

using runtime::Fault;
using runtime::planted;

bool Session::Inside::is_in_turn(const Naming& naming) const {
  if (!has_lateness() || planted(Fault::LinkTakesItsTurn)) return true;
  return !closes_early_ && closed_for(identities.holder_of(naming.identity)) <= naming.at;
}

// Behind the instant of the events that say so. What is closed then may say more, which takes effect first.
void Session::Inside::link_out_of_turn() {
  const std::vector<Naming> namings = std::exchange(out_of_turn_, {});
  for (const Naming& naming : namings) link_where_both_are(naming);
}

void Session::Inside::link_where_both_are(const Naming& naming) {
  for (;;) {
    if (identities.is_linked_behind(naming.identity, naming.at)) return;
    const std::uint32_t holder = identities.holder_of(naming.identity);
    const std::int64_t own = closed_for(naming.customer);
    const std::int64_t other = closed_for(holder);
    if (own == other) break;
    own < other ? close_to(naming.customer, other) : close_to(holder, own);
  }
  link(naming);
  if (joining_.empty()) return;
  begin_moment(naming.customer, closed_for(naming.customer));
  join_histories();
  end_moment();
}

// The instant that is closed for all may hold links which join what is closed further. They close what stands behind it,
// so they take effect before the next instant is looked for.
void Session::Inside::link_behind_instant() {
  go_on_to(closed + std::max<std::int64_t>(1, prepared.plan.grain));
  closes_early_ = true;
  link_out_of_turn();
  closes_early_ = false;
  hand_over();
}

void Session::Inside::close_to(std::uint32_t customer, std::int64_t instant) {
  for (;;) {
    const std::optional<std::int64_t> oldest = open.oldest_of(names_of(customer));
    if (!oldest || *oldest >= instant) break;
    close_oldest_of(customer);
  }
  if (closed_for(customer) >= instant) return;
  fire_own_before(customer, instant);
  closed_early[customer] = instant;
  ++counts.closed_early;
}

// Who has more open events by a link may have too many.
void Session::Inside::close_too_many() {
  while (!grown_.empty()) {
    const std::uint32_t customer = grown_.front();
    close_too_many_of(customer);
    grown_.pop_front();
  }
}

std::vector<std::uint32_t> Session::Inside::names_of(std::uint32_t customer) const {
  std::vector<std::uint32_t> names = {customer};
  if (!prepared.has_identities) return names;
  for (const runtime::Identities::Alias& alias : identities.of(customer))
    names.push_back(alias.identity);
  return names;
}

std::uint32_t Session::Inside::open_of(std::uint32_t customer) const {
  if (!prepared.has_identities || planted(Fault::OpenOfIdentityUncounted))
    return open.events_of(customer);
  std::uint32_t events = 0;
  for (const std::uint32_t name : names_of(customer)) events += open.events_of(name);
  return events;
}

// Of an identity that is somebody's they are theirs.
std::uint64_t Session::Inside::open_bytes_of(std::uint32_t customer) const {
  if (identities.holder_of(customer) != customer) return 0;
  std::uint64_t bytes = 0;
  for (const std::uint32_t name : names_of(customer)) bytes += open.bytes_of(name);
  return bytes;
}

}  // namespace wend
