// SPDX-License-Identifier: Apache-2.0
//
// The judge's calendar, on Howard Hinnant's time zones: instants are milliseconds since 1970, dates
// are days since then. Nothing is cached; every answer is computed from the definition
// (meaning.md, 27 and 40). What lies more than about
// 9,500 years from 1970 has no calendar and no answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "runtime/abi/plan.h"
#include "runtime/abi/value.h"

namespace date {
class time_zone;
}

namespace wend::reference {

class Calendar {
 public:
  explicit Calendar(const std::string& zone);

  static bool knows(std::int64_t instant);

  // Months first (the day clamped to the month), then days, at the same wall time; a wall time that is
  // skipped means the first instant after it, a repeated one its first pass.
  std::optional<std::int64_t> later(std::int64_t instant, CalendarSpan span) const;
  std::optional<std::int64_t> date_later(std::int64_t date, CalendarSpan span) const;

  // Where a limit or deadline of `span` that begins at `start` ends: as `later`, but a day that the month
  // does not have means the end of the month, and a start while the clock repeats an hour counts as the end
  // of that hour. So a later start never ends earlier, and the newest start always fits longest.
  std::optional<std::int64_t> limit_end(std::int64_t start, CalendarSpan span) const;

  // Where a window of `span` that ends at `now` starts (exclusive).
  std::optional<std::int64_t> window_start(std::int64_t now, CalendarSpan span) const;

  // The instant of a date at a time of day; a wall time that is skipped or repeated as above.
  std::optional<std::int64_t> instant_at(std::int64_t date, std::int64_t clock) const;

  // Numbers of parts are as value.h says: dates in days, times in milliseconds, the rest millionths.
  std::int64_t part_of_instant(DatePart part, std::int64_t instant) const;
  static std::int64_t part_of_date(DatePart part, std::int64_t date);

  // A number per calendar hour, day, week, month or year; neighbours differ by one.
  std::int64_t pane_of(PaneUnit unit, std::int64_t instant) const;

  // `2026-03-29T02:30:00+02:00`, milliseconds only when there are some.
  std::string instant_text(std::int64_t instant) const;
  static std::string date_text(std::int64_t date);

 private:
  std::int64_t instant_of_wall(std::int64_t wall) const;
  std::int64_t wall_of(std::int64_t instant) const;
  std::int64_t before_second_pass(std::int64_t now) const;

  const date::time_zone* zone_;
};

// Both kinds of stretch: exact milliseconds or a calendar span.
std::optional<std::int64_t> limit_end(const Calendar& calendar, std::int64_t instant,
                                      const Stretch& stretch);
std::optional<std::int64_t> window_start(const Calendar& calendar, std::int64_t now,
                                         const Stretch& stretch);

}  // namespace wend::reference
