// SPDX-License-Identifier: Apache-2.0
//
// Panes: totals per calendar hour, day or month. Hours align to the epoch, days and months to the dates
// of the schema's zone. `in 90 days by day` is today and the 89 dates before.
#include <algorithm>

#include "runtime/step/series.h"
#include "runtime/step/totals.h"
#include "runtime/values/calendar.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

std::int64_t pane_of(const Moment& moment, std::uint32_t fact, std::int64_t instant) {
  const PaneUnit unit = moment.fact(fact).pane;
  if (unit == PaneUnit::Hour) return floor_div(instant, kHour);
  const std::int64_t date =
      planted(Fault::PaneOfUtc) ? floor_div(instant, kDay) : moment.calendar.date_of(instant);
  return unit == PaneUnit::Day ? date : moment.calendar.month_of(date);
}

// The newest pane that no longer counts.
std::int64_t past_pane(const Place& place, std::int64_t pane_now) {
  const std::int64_t past = pane_now - place.layout.most_entries;
  return planted(Fault::PaneOffByOne) ? past + 1 : past;
}

}  // namespace

void update_panes(Moment& moment, const Place& place, std::int64_t value) {
  const FactLayout& layout = place.layout;
  const bool has_value = moment.fact(place.fact).has_value;
  Series panes = Series::in(place.record, layout);
  std::int64_t pane = pane_of(moment, place.fact, moment.now());
  // The date on the wall may fall back at midnight; a pane never does.
  if (!panes.empty()) pane = std::max(pane, panes.time(panes.count() - 1));
  const std::int64_t past = pane - layout.most_entries;
  while (!panes.empty() && panes.time(0) <= past) panes.drop_oldest();
  if (panes.empty() || panes.time(panes.count() - 1) != pane) {
    panes = Series::with_room(place.record, *moment.blob, record_of_fact(place.fact), layout);
    store_totals(panes.push(pane) + 8, {}, has_value);
  }
  Totals totals = load_totals(panes.newest() + 8, has_value);
  totals.add(value);
  store_totals(panes.newest() + 8, totals, has_value);
}

Cell read_panes(Moment& moment, const Place& place, const Question& question) {
  const std::uint32_t fact = place.fact;
  const Series panes = Series::in(place.record, place.layout);
  if (panes.empty()) return part_of({}, question);
  const std::int64_t newest = panes.time(panes.count() - 1);
  std::int64_t past = past_pane(place, std::max(pane_of(moment, fact, moment.now()), newest));
  if (question.start != kForever) past = std::max(past, pane_of(moment, fact, question.start));
  Totals totals;
  for (std::uint32_t i = panes.count(); i > 0 && panes.time(i - 1) > past; --i) {
    totals.join(load_totals(panes.at(i - 1) + 8, moment.fact(fact).has_value));
  }
  return part_of(totals, question);
}

}  // namespace wend::runtime
