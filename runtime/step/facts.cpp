// SPDX-License-Identifier: Apache-2.0
//
// What all kinds of fact share: the choice of the kind, windows.
#include "runtime/step/facts.h"

#include "runtime/values/calendar.h"
#include "runtime/values/faults.h"

namespace wend::runtime {

void update_at(Moment& moment, const Place& place, std::int64_t value) {
  switch (moment.fact(place.fact).kind) {
    case FactKind::Times: update_times(moment, place); break;
    case FactKind::First: update_first(moment, place, value); break;
    case FactKind::Last: update_last(moment, place, value); break;
    case FactKind::Totals: update_totals(moment, place, value); break;
    case FactKind::Panes: update_panes(moment, place, value); break;
    case FactKind::Items: update_items(moment, place, value); break;
    case FactKind::Distinct: update_distinct(moment, place, value); break;
    case FactKind::Sequence:
    case FactKind::Absence:
    case FactKind::Keyed:
    case FactKind::Cycle:
    case FactKind::Level:
    case FactKind::Ledger:
    case FactKind::Mentions:
    case FactKind::Visit:
    case FactKind::Journey: break;  // have operations of their own
  }
}

void update(Moment& moment, std::uint32_t fact, std::int64_t value) {
  update_at(moment, {fact, moment.record(fact), moment.layout(fact)}, value);
}

void forget(Moment& moment, std::uint32_t fact) {
  if (planted(Fault::ResetForgotten)) return;
  moment.blob->remove(record_of_fact(fact));
}

Cell read_at(Moment& moment, const Place& place, const Question& question) {
  switch (moment.fact(place.fact).kind) {
    case FactKind::Times: return read_times(place, question);
    case FactKind::First:
    case FactKind::Last: return read_single(moment, place, question);
    case FactKind::Totals: return read_totals(place, question);
    case FactKind::Panes: return read_panes(moment, place, question);
    case FactKind::Items: return read_items(moment, place, question);
    case FactKind::Distinct: return read_distinct(place, question);
    case FactKind::Journey: return read_journey(place, question);
    case FactKind::Sequence:
    case FactKind::Absence:
    case FactKind::Keyed:
    case FactKind::Cycle:
    case FactKind::Level:
    case FactKind::Ledger:
    case FactKind::Mentions:
    case FactKind::Visit: return unknown();  // have operations of their own
  }
  return unknown();
}

Cell read(Moment& moment, std::uint32_t fact, const Question& question) {
  return read_at(moment, {fact, moment.record(fact), moment.layout(fact)}, question);
}

std::int64_t end_of(const Moment& moment, std::int64_t from, const Stretch& stretch) {
  return moment.calendar.end_of(from, stretch);
}

std::int64_t start_of(const Moment& moment, std::int64_t to, const Stretch& stretch) {
  if (stretch.calendar) return moment.calendar.window_start(to, stretch.amount);
  std::int64_t start;
  return __builtin_sub_overflow(to, stretch.amount, &start) ? kForever : start;
}

Cell captured_now(const Moment& moment, const Capture& capture) {
  if (capture.field_of_touchpoint.empty()) return known(moment.now());
  if (moment.touchpoint >= capture.field_of_touchpoint.size()) return missing();
  const std::uint32_t field = capture.field_of_touchpoint[moment.touchpoint];
  if (field == Capture::kTime) return known(moment.now());
  if (field == Capture::kChannel) return known(moment.context.channel);
  if (field == Capture::kTouchpoint) return known(moment.touchpoint);
  if (field >= Capture::kKept && field < Capture::kNone) {
    const std::uint32_t number = field - Capture::kKept;
    return number < moment.kept.size() ? moment.kept[number] : missing();
  }
  return field < moment.fields.size() ? moment.context.fields[field] : missing();
}

}  // namespace wend::runtime
