// SPDX-License-Identifier: Apache-2.0
//
// Rules that are decided at once see what is known: the customer's closed state and its open events. That state is
// made ahead, event by event; an event that stands before one that was taken makes it anew from what is closed.
// What such a rule issued stays issued, so its ledger is that of both states.
#include <algorithm>
#include <cstring>
#include <utility>

#include "runtime/step/session_inside.h"
#include "runtime/values/faults.h"

namespace wend {

static_assert(sizeof(runtime::ActedAtOnce) <= kActedBytes);

using runtime::ActedAtOnce;
using runtime::Blob;
using runtime::Fault;
using runtime::Pass;
using runtime::planted;

void Session::Inside::begin_with_lateness(std::uint32_t customer) {
  if (!prepared.has_at_once) return;
  if (ahead_blob_ != nullptr) moment.blob = ahead_blob_;
  if (moment.pass == Pass::AtOnce) return;
  const auto found = acted.find(customer);
  moment.acted = found == acted.end() ? nullptr : &found->second;
}

void Session::Inside::decide_at_once(std::uint32_t customer, std::uint32_t number) {
  const std::uint64_t not_armed = counts.not_armed;
  const std::uint64_t pushed_out = counts.pushed_out;
  const std::uint64_t crowded_out = counts.crowded_out;
  const std::int64_t open_deadlines = moment.open_deadlines;
  moment.pass = Pass::AtOnce;
  moment.acted = &acted[customer];
  moment.changed_ledgers.clear();
  step_ahead(customer, number);
  moment.pass = Pass::Certain;
  counts.not_armed = not_armed;  // by the events when they are closed
  counts.crowded_out = crowded_out;
  counts.pushed_out = pushed_out + std::exchange(moment.pushed_out_of_ledgers, 0);
  moment.open_deadlines = open_deadlines;
  keep_ledgers(customer);
  if (acted[customer].empty()) acted.erase(customer);
}

void Session::Inside::step_ahead(std::uint32_t customer, std::uint32_t number) {
  const auto [found, is_new] = ahead.try_emplace(customer);
  runtime::Ahead& state = found->second;
  // Rows that came since may have changed what is true of the events before; what is closed has seen other rows.
  const std::int64_t closed_now = tables.is_any() ? closed_for(customer) : state.closed;
  const bool goes_on = !is_new && state.tables == tables.changes() && state.closed == closed_now &&
                       (planted(Fault::NeverRewinds) || open.is_before(state.newest, number));
  state.tables = tables.changes();
  state.closed = closed_now;
  ahead_blob_ = &state.blob;
  if (goes_on) {
    state.newest = number;
    step(open.holding(number), open[number]);
  } else {
    state.blob = customers[customer].blob.copy();
    for (const std::uint32_t each : open.all_of(customer)) {
      state.newest = each;
      step(open.holding(each), open[each]);
    }
  }
  ahead_blob_ = nullptr;
}

// What was issued counts for limits from now on, whatever comes late.
void Session::Inside::keep_ledgers(std::uint32_t customer) {
  if (moment.changed_ledgers.empty() || planted(Fault::LedgerRewound)) return;
  Blob& closed_state = customers[customer].blob;
  closed_state.prepare(prepared.records);
  for (const std::uint32_t fact : moment.changed_ledgers) {
    const std::uint32_t record = runtime::record_of_fact(fact);
    const std::span<const std::uint8_t> from = ahead.at(customer).blob.find(record);
    const std::span<std::uint8_t> into =
        closed_state.resize(record, static_cast<std::uint32_t>(from.size()));
    if (!from.empty()) std::memcpy(into.data(), from.data(), from.size());
  }
}

// The event was closed: what was issued of it at once, and is not true now that all is known, is counted.
void Session::Inside::settle_at_once(std::uint32_t customer, const runtime::Cause& cause) {
  const auto found = acted.find(customer);
  if (found != acted.end()) {
    std::vector<ActedAtOnce>& all = found->second;
    for (const ActedAtOnce& one : all) {
      if (one.cause == cause && one.is_issued && !one.is_confirmed) ++counts.disproved;
    }
    std::erase_if(all, [&](const ActedAtOnce& one) { return one.cause == cause; });
    if (all.empty()) acted.erase(found);
  }
  if (open.events_of(customer) == 0) ahead.erase(customer);
}

}  // namespace wend
