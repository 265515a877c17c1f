// SPDX-License-Identifier: Apache-2.0
//
// What all kinds of fact share: the choice of the kind, counts, windows.
#include "runtime/step/facts.h"

#include <algorithm>

#include "runtime/values/calendar.h"
#include "runtime/values/faults.h"

namespace wend::runtime {

Cell count_cell(std::uint64_t count, std::uint32_t cap) {
  if (cap != 0 && !planted(Fault::CapIgnored)) count = std::min<std::uint64_t>(count, cap);
  return known(static_cast<std::int64_t>(count) * kMillionth);
}

bool is_after(std::int64_t time, std::int64_t start) {
  return planted(Fault::WindowStartInclusive) ? time >= start : time > start;
}

void update(Moment& moment, std::uint32_t fact, std::int64_t value) {
  switch (moment.fact(fact).kind) {
    case FactKind::Times: update_times(moment, fact); break;
    case FactKind::First: update_first(moment, fact, value); break;
    case FactKind::Last: update_last(moment, fact, value); break;
    case FactKind::Totals: update_totals(moment, fact, value); break;
    case FactKind::Panes: update_panes(moment, fact, value); break;
    case FactKind::Items: update_items(moment, fact, value); break;
    case FactKind::Distinct: update_distinct(moment, fact, value); break;
    case FactKind::Keyed: count_same(moment, fact, value, kForever); break;
    case FactKind::Sequence:
    case FactKind::Absence:
    case FactKind::Ledger: break;  // have operations of their own
  }
}

void forget(Moment& moment, std::uint32_t fact) {
  if (planted(Fault::ResetForgotten)) return;
  moment.blob->remove(record_of_fact(fact));
}

Cell read(Moment& moment, std::uint32_t fact, const Question& question) {
  switch (moment.fact(fact).kind) {
    case FactKind::Times: return read_times(moment, fact, question);
    case FactKind::First:
    case FactKind::Last: return read_single(moment, fact, question);
    case FactKind::Totals: return read_totals(moment, fact, question);
    case FactKind::Panes: return read_panes(moment, fact, question);
    case FactKind::Items: return read_items(moment, fact, question);
    case FactKind::Distinct: return read_distinct(moment, fact, question);
    case FactKind::Sequence:
    case FactKind::Absence:
    case FactKind::Keyed:
    case FactKind::Ledger: return unknown();  // have operations of their own
  }
  return unknown();
}

std::int64_t end_of(const Moment& moment, std::int64_t from, const Stretch& stretch) {
  if (stretch.calendar) return moment.calendar.span_end(from, stretch.amount);
  std::int64_t end;
  return __builtin_add_overflow(from, stretch.amount, &end) ? kNever - 1
                                                            : std::min(end, kNever - 1);
}

std::int64_t start_of(const Moment& moment, std::int64_t to, const Stretch& stretch) {
  if (stretch.calendar) return moment.calendar.window_start(to, stretch.amount);
  std::int64_t start;
  return __builtin_sub_overflow(to, stretch.amount, &start) ? kForever : start;
}

Cell captured_now(const Moment& moment, const Capture& capture) {
  if (moment.touchpoint >= capture.field_of_touchpoint.size()) return missing();
  const std::uint32_t field = capture.field_of_touchpoint[moment.touchpoint];
  if (field == Capture::kTime) return known(moment.now());
  if (field == Capture::kChannel) return known(moment.context.channel);
  if (field == Capture::kTouchpoint) return known(moment.touchpoint);
  return field < moment.fields.size() ? moment.fields[field] : missing();
}

}  // namespace wend::runtime
