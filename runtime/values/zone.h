// SPDX-License-Identifier: Apache-2.0
//
// A time zone as a table of eras with one offset each, read once from the system's zone files, so that
// a conversion costs a few nanoseconds; and the calendar arithmetic of windows and deadlines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/abi/plan.h"
#include "runtime/abi/value.h"

namespace wend::runtime {

// Not thread-safe: it remembers the era asked last.
class Zone {
 public:
  // Nothing if the system knows no zone of that name. The empty name is UTC.
  static std::optional<Zone> of(const std::string& name);

  std::int64_t local_of(std::int64_t instant) const;  // milliseconds on the wall
  std::int64_t offset_at(std::int64_t instant) const;
  // In a skipped hour the first instant after it, in a repeated hour the first pass.
  std::int64_t instant_of(std::int64_t local) const;
  std::int64_t date_of(std::int64_t instant) const;
  // The instant itself, or the last millisecond before the transition if it lies in the second pass
  // of a repeated hour.
  std::int64_t standing_still(std::int64_t instant) const;

 private:
  struct Era {
    std::int64_t begin;
    std::int64_t end;
    std::int64_t offset;
  };
  std::size_t era_at(std::int64_t instant) const;

  std::vector<Era> eras_;
  mutable std::size_t recent_ = 0;
};

// Where a window of `span` that ends at `now` starts, exclusive. It never moves back as now goes on.
std::int64_t window_start(const Zone& zone, std::int64_t now, CalendarSpan span);
// Where the day, week (from Monday), month or year that `now` lies in begins, exclusive; or the one before it.
std::int64_t period_start(const Zone& zone, std::int64_t now, PaneUnit unit, bool before);
// Forward: months first (the day clamped to the month's last), then days, at the same wall time.
// Nothing outside the calendar.
std::optional<std::int64_t> add_span(const Zone& zone, std::int64_t instant, CalendarSpan span);
// Where a limit or deadline of `span` that begins at `start` ends. As add_span, but never before that of
// an earlier start: where the day does not exist it is the end of the month, and a start in the second
// pass of a repeated hour counts as that hour's end.
std::optional<std::int64_t> span_end(const Zone& zone, std::int64_t start, CalendarSpan span);
std::optional<std::int64_t> add_span_to_date(std::int64_t date, CalendarSpan span);

}  // namespace wend::runtime
