// SPDX-License-Identifier: Apache-2.0
//
// When the next of what is in a window leaves it: the window's start then reaches it.
#include <algorithm>

#include "runtime/step/bytes.h"
#include "runtime/step/facts.h"
#include "runtime/step/key_table.h"
#include "runtime/step/series.h"
#include "runtime/values/calendar.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

Cell oldest_in_series(const Series& times, std::int64_t start) {
  const std::uint32_t first = start == kForever ? 0 : times.first_after(start);
  return first < times.count() ? known(times.time(first)) : missing();
}

Cell oldest_value(const KeyTable& values, std::int64_t start) {
  Cell oldest = missing();
  for (std::uint32_t entry = values.newest(); entry != KeyTable::kNone;
       entry = values.older(entry)) {
    const auto time = load<std::int64_t>(values.kept(entry));
    if (time <= start) break;
    oldest = known(time);
  }
  return oldest;
}

Cell oldest_in_window(Moment& moment, std::uint32_t fact, std::int64_t start) {
  const std::span<std::uint8_t> record = moment.record(fact);
  const FactLayout& layout = moment.layout(fact);
  switch (moment.fact(fact).kind) {
    case FactKind::Times:
    case FactKind::Items: return oldest_in_series(Series::in(record, layout), start);
    case FactKind::Distinct: return oldest_value(KeyTable(record, layout), start);
    case FactKind::First:
    case FactKind::Last: {
      if (record.empty() || load<std::int64_t>(record.data()) <= start) return missing();
      return known(load<std::int64_t>(record.data()));
    }
    case FactKind::Totals:
    case FactKind::Panes:
    case FactKind::Sequence:
    case FactKind::Absence:
    case FactKind::Keyed:
    case FactKind::Cycle:
    case FactKind::Level:
    case FactKind::Ledger:
    case FactKind::Mentions:
    case FactKind::Visit:
    case FactKind::Journey: return missing();
  }
  return missing();
}

// The first instant at which the start of a calendar window has reached `time`: it never moves back.
std::int64_t reaches(const Moment& moment, std::int64_t time, std::int64_t span) {
  const auto is_out = [&](std::int64_t now) {
    return moment.calendar.window_start(now, span) >= time;
  };
  std::int64_t low = moment.now();
  std::int64_t step = kDay;
  std::int64_t high = low + step;
  while (!is_out(high)) {
    if (high > kFarthestInstant) return kNever - 1;
    low = high;
    step *= 2;
    high += step;
  }
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (is_out(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace

Cell next_leaving(Moment& moment, std::uint32_t fact, const Stretch& window) {
  if (moment.fact(fact).kind == FactKind::Panes) {
    const Cell pane = oldest_pane(moment, fact, window.amount);
    if (pane.status != Status::Known) return pane;
    return known(begin_of_pane(moment, fact, pane.value + window.amount));
  }
  const std::int64_t start = start_of(moment, moment.now(), window);
  const Cell oldest = oldest_in_window(moment, fact, start);
  if (oldest.status != Status::Known) return oldest;
  if (window.calendar) return known(reaches(moment, oldest.value, window.amount));
  return known(end_of(moment, oldest.value, window) + (planted(Fault::LeavesTooLate) ? 1 : 0));
}

}  // namespace wend::runtime
