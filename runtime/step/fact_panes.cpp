// SPDX-License-Identifier: Apache-2.0
//
// Panes: totals per hour, day, week, month or year of the calendar, or per stretch of one exact length. Hours and
// exact stretches align to 1970, the others to the dates of the schema's zone. `in 90 days by day` is today and the
// 89 dates before; behind the newest panes there may be some that are left out.
#include <algorithm>

#include "runtime/abi/fading.h"
#include "runtime/step/series.h"
#include "runtime/step/totals.h"
#include "runtime/values/calendar.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

std::int64_t week_of(std::int64_t date) {
  constexpr std::int64_t kMondayBefore1970 = 3;  // days before
  const std::int64_t shift = planted(Fault::WeekPaneOnSunday) ? 4 : kMondayBefore1970;
  return floor_div(date + shift, 7);
}

// Half after eight panes, in steps: rounded once.
Cell faded(const Series& panes, std::int64_t newest, bool has_value) {
  Int128 sum = 0;
  for (std::uint32_t i = panes.count(); i > 0; --i) {
    std::int64_t age = newest - panes.time(i - 1);
    if (age >= std::int64_t{kFadingPanes}) break;
    if (planted(Fault::FadesForEver)) age = 0;
    if (planted(Fault::FadesByPaneOnly) && age > 0) age = kPanesInHalfLife;
    const Totals totals = load_totals(panes.at(i - 1) + 8, has_value);
    if (totals.count > kMostCounted) return unknown();
    const Int128 amount = has_value ? totals.sum : static_cast<Int128>(totals.count) * kMillionth;
    sum += amount * kWeights[static_cast<std::size_t>(age)];
  }
  const auto number = narrowed(divide_rounded(sum, kFullWeight));
  return number ? known(*number) : unknown();
}

// Of the panes that are kept: those up to `newest` that are newer than `past`.
struct Asked {
  std::int64_t past;
  std::int64_t newest;
};

Asked asked_panes(const Place& place, const Question& question, std::int64_t now) {
  const std::uint32_t count = question.cap & 0xFFFF;
  const std::uint32_t skip = planted(Fault::PaneSkipForgotten) ? 0 : question.cap >> 16;
  const std::int64_t newest = now - skip;
  const std::int64_t past = newest - (count == 0 ? place.layout.most_entries : count);
  return {planted(Fault::PaneOffByOne) ? past + 1 : past, newest};
}

}  // namespace

std::int64_t pane_of(const Moment& moment, const FactShape& fact, std::int64_t instant) {
  if (fact.pane == PaneUnit::Hour) return floor_div(instant, kHour);
  if (fact.pane == PaneUnit::Exact)
    return floor_div(instant, std::max<std::int64_t>(1, fact.span.amount));
  const std::int64_t date =
      planted(Fault::PaneOfUtc) ? floor_div(instant, kDay) : moment.calendar.date_of(instant);
  switch (fact.pane) {
    case PaneUnit::Week: return week_of(date);
    case PaneUnit::Month: return moment.calendar.month_of(date);
    case PaneUnit::Year: return floor_div(moment.calendar.month_of(date), 12);
    case PaneUnit::Hour:
    case PaneUnit::Day:
    case PaneUnit::Exact: break;
  }
  return date;
}

void update_panes(Moment& moment, const Place& place, std::int64_t value) {
  const FactLayout& layout = place.layout;
  const bool has_value = moment.fact(place.fact).has_value;
  Series panes = Series::in(place.record, layout);
  std::int64_t pane = pane_of(moment, moment.fact(place.fact), moment.now());
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
  const FactShape& fact = moment.fact(place.fact);
  Question plain = question;
  plain.cap = 0;  // it says which panes
  const Series panes = Series::in(place.record, place.layout);
  if (question.part == FactPart::Fading && panes.empty()) return known(0);
  if (panes.empty()) return part_of({}, plain);
  const std::int64_t now =
      std::max(pane_of(moment, fact, moment.now()), panes.time(panes.count() - 1));
  if (question.part == FactPart::Fading) return faded(panes, now, fact.has_value);
  const Asked asked = asked_panes(place, question, now);
  Totals totals;
  for (std::uint32_t i = panes.count(); i > 0 && panes.time(i - 1) > asked.past; --i) {
    if (panes.time(i - 1) > asked.newest) continue;
    totals.join(load_totals(panes.at(i - 1) + 8, fact.has_value));
  }
  return part_of(totals, plain);
}

Cell oldest_pane(Moment& moment, std::uint32_t fact, std::int64_t count) {
  const Series panes = Series::in(moment.record(fact), moment.layout(fact));
  if (panes.empty()) return missing();
  const std::int64_t newest = panes.time(panes.count() - 1);
  const std::int64_t now = std::max(pane_of(moment, moment.fact(fact), moment.now()), newest);
  Cell oldest = missing();
  for (std::uint32_t i = panes.count(); i > 0 && panes.time(i - 1) > now - count; --i)
    oldest = known(panes.time(i - 1));
  return oldest;
}

namespace {

std::int64_t date_of_pane(PaneUnit unit, std::int64_t pane) {
  switch (unit) {
    case PaneUnit::Hour:
    case PaneUnit::Exact:
    case PaneUnit::Day: return pane;
    case PaneUnit::Week: return pane * 7 - 3;  // 1970-01-01 was a Thursday
    case PaneUnit::Month: return days_of({floor_div(pane, 12), floor_mod(pane, 12) + 1, 1});
    case PaneUnit::Year: return days_of({pane, 1, 1});
  }
  return pane;
}

}  // namespace

std::int64_t begin_of_pane(const Moment& moment, std::uint32_t fact, std::int64_t pane) {
  const PaneUnit unit = moment.fact(fact).pane;
  if (unit == PaneUnit::Hour) return pane * kHour;
  if (unit == PaneUnit::Exact)
    return pane * std::max<std::int64_t>(1, moment.fact(fact).span.amount);
  const std::int64_t date = date_of_pane(unit, pane);
  return moment.prepared.zone.instant_of(date * kDay);
}

}  // namespace wend::runtime
