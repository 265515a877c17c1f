// SPDX-License-Identifier: Apache-2.0
//
// Events that are later than stated: earlier than what is closed of their customer. They join its history at their own
// time, as far as that harms nothing (late_operations.h), and are seen from what is open then on. What is decided at
// once is looked at again.
#include <utility>

#include <fmt/format.h>

#include "runtime/decision/identity.h"
#include "runtime/step/join.h"
#include "runtime/step/late_operations.h"
#include "runtime/step/operations.h"
#include "runtime/step/profile.h"
#include "runtime/step/session_inside.h"
#include "runtime/values/faults.h"

namespace wend {

using runtime::Blob;
using runtime::Fault;
using runtime::HeldEvent;
using runtime::HeldEvents;
using runtime::OpenEvents;
using runtime::Pass;
using runtime::planted;

bool Session::Inside::is_late(const Event& event, std::int64_t instant) {
  if (instant < closed) return true;
  if (closed_early.empty() || links.about(event.touchpoint) != TouchpointInfo::kNoLink)
    return false;
  const auto name = customers.find(name_of(event));
  return name && instant < closed_for(identities.holder_of(*name));
}

// The same source and id may still be open, and is of another time then.
std::optional<Refusal> Session::Inside::feed_late(const Event& event, std::int64_t instant) {
  if (instant < began) {
    ++counts.refused;
    return Refusal{RefusalKind::Earlier,
                   fmt::format("the event is late: what came before {} was decided by other rules",
                               utc_words(began))};
  }
  const std::uint32_t known = open.find(open.named(event.source, event.id));
  if (known != OpenEvents::kNone) return repeat(event, open.holding(known), 0);
  const std::uint32_t customer = number_of(event);
  ++counts.events;
  ++counts.late;
  late_.clear();
  late_.add(check.accepted(), customer);
  or_remember(event, [&] {
    step_late(customer);
    hand_over();
    close_too_many();
  });
  return std::nullopt;
}

void Session::Inside::step_late(std::uint32_t customer) {
  if (customer == HeldEvent::kNobody) return step_linked(late_, late_[0]);
  const std::uint32_t holder = identities.holder_of(customer);
  link_by_late(holder);
  join_late(late_, late_[0], {holder, {}});
  look_again(holder);
}

// What it says of who somebody is holds from now on, before the event joins.
void Session::Inside::link_by_late(std::uint32_t customer) {
  const HeldEvent& event = late_[0];
  if (event.touchpoint == Event::kProfile || planted(Fault::LateLinkIgnored)) return;
  if (prepared.plan.touchpoints[event.touchpoint].links.empty()) return;
  closes_early_ = true;
  out_of_turn_ = namings_of(customer, late_, event);
  link_out_of_turn();
  closes_early_ = false;
}

void Session::Inside::join_late(const HeldEvents& of, const HeldEvent& event, const Linked& whose) {
  const std::int64_t instant = instant_of(event.time_ns);
  moment.pass = Pass::Late;
  begin_moment(whose.customer,
               planted(Fault::LateStandsAtNow) ? closed_for(whose.customer) : instant);
  if (event.touchpoint == Event::kProfile) {
    runtime::change_profile(moment, of, event);
  } else {
    join_touchpoint(of, event, whose);
  }
  moment.pass = Pass::Certain;
  end_moment();
}

// It is stepped as a history of its own, which then joins. No link begins or ends.
void Session::Inside::join_touchpoint(const HeldEvents& of, const HeldEvent& event,
                                      const Linked& whose) {
  Blob alone;
  alone.prepare(prepared.records);
  moment.late_into = std::exchange(moment.blob, &alone);
  moment.touchpoint = event.touchpoint;
  moment.context.channel = event.channel;
  take_cause(of, event);
  fill_fields(of, event);
  fill_carried(event, whose);
  moment.context.helpers = runtime::late_helper_table();
  run_touchpoint();
  moment.context.helpers = runtime::helper_table();
  moment.blob = std::exchange(moment.late_into, nullptr);
  runtime::join_histories(moment, alone);
}

void Session::Inside::look_again(std::uint32_t customer) {
  if (!prepared.has_at_once || planted(Fault::LateIsNotLookedAt)) return;
  const std::vector<std::uint32_t> numbers = open.all_of(customer);
  ahead.erase(customer);
  if (!numbers.empty()) decide_at_once(customer, numbers.back());
}

}  // namespace wend
