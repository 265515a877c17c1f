// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/calendar.h"

#include <chrono>

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

namespace wend::reference {
namespace {

using std::chrono::milliseconds;
constexpr std::int64_t kDay = 86'400'000;

date::sys_time<milliseconds> sys(std::int64_t instant) {
  return date::sys_time<milliseconds>(milliseconds(instant));
}
date::local_time<milliseconds> local(std::int64_t wall) {
  return date::local_time<milliseconds>(milliseconds(wall));
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

date::year_month_day ymd_of(std::int64_t day_number) {
  return date::year_month_day(date::sys_days(date::days(static_cast<int>(day_number))));
}

// Beyond about 9,500 years from 1970 there is no calendar.
constexpr std::int64_t kFarthest = 300'000'000'000'000;
bool in_calendar(std::int64_t instant) { return instant >= -kFarthest && instant <= kFarthest; }
bool date_in_calendar(std::int64_t date) {
  return date >= -kFarthest / kDay && date <= kFarthest / kDay;
}

struct Shifted {
  std::int64_t date;
  bool clamped;
};
// The day `months` further, clamped to its month, then `days` on.
std::optional<Shifted> shifted(std::int64_t day_number, std::int64_t months, std::int64_t days) {
  if (!date_in_calendar(day_number)) return std::nullopt;
  const date::year_month_day from = ymd_of(day_number);
  const std::int64_t month_number =
      std::int64_t{int(from.year())} * 12 + std::int64_t{unsigned(from.month())} - 1 + months;
  const std::int64_t year = floor_div(month_number, 12);
  if (year < -9999 || year > 19999) return std::nullopt;
  const date::year_month month{date::year(static_cast<int>(year)),
                               date::month(static_cast<unsigned>(month_number - year * 12 + 1))};
  const date::year_month_day last(month / date::last);
  const bool clamped = from.day() > last.day();
  const date::year_month_day to = month / (clamped ? last.day() : from.day());
  const std::int64_t date = date::sys_days(to).time_since_epoch().count() + days;
  if (!date_in_calendar(date)) return std::nullopt;
  return Shifted{date, clamped};
}

}  // namespace

bool Calendar::knows(std::int64_t instant) { return in_calendar(instant); }

Calendar::Calendar(const std::string& zone) : zone_(date::locate_zone(zone)) {}

std::int64_t Calendar::wall_of(std::int64_t instant) const {
  return zone_->to_local(sys(instant)).time_since_epoch().count();
}

std::int64_t Calendar::instant_of_wall(std::int64_t wall) const {
  const date::local_info info = zone_->get_info(local(wall));
  if (info.result == date::local_info::nonexistent)
    return std::chrono::duration_cast<milliseconds>(info.second.begin.time_since_epoch()).count();
  return wall - std::chrono::duration_cast<milliseconds>(info.first.offset).count();
}

std::optional<std::int64_t> Calendar::date_later(std::int64_t date, CalendarSpan span) const {
  const auto day = shifted(date, span.months, span.days);
  if (!day) return std::nullopt;
  return day->date;
}

std::optional<std::int64_t> Calendar::later(std::int64_t instant, CalendarSpan span) const {
  if (!in_calendar(instant)) return std::nullopt;
  const std::int64_t wall = wall_of(instant);
  const std::int64_t date = floor_div(wall, kDay);
  const auto day = shifted(date, span.months, span.days);
  if (!day) return std::nullopt;
  return instant_of_wall(day->date * kDay + (wall - date * kDay));
}

std::optional<std::int64_t> Calendar::instant_at(std::int64_t date, std::int64_t clock) const {
  if (!date_in_calendar(date)) return std::nullopt;
  const std::int64_t instant = instant_of_wall(date * kDay + clock);
  if (!in_calendar(instant)) return std::nullopt;
  return instant;
}

std::optional<std::int64_t> Calendar::limit_end(std::int64_t start, CalendarSpan span) const {
  if (!in_calendar(start)) return std::nullopt;
  const std::int64_t before = before_second_pass(start);
  const std::int64_t wall = before == start ? wall_of(start) : wall_of(before) + 1;
  const std::int64_t date = floor_div(wall, kDay);
  const auto day = shifted(date, span.months, span.days);
  if (!day) return std::nullopt;
  return instant_of_wall(day->date * kDay + (day->clamped ? kDay : wall - date * kDay));
}

// While the clock repeats an hour, windows stand still at where they started a millisecond before the
// clock was set back.
std::int64_t Calendar::before_second_pass(std::int64_t now) const {
  const date::local_info info = zone_->get_info(local(wall_of(now)));
  if (info.result != date::local_info::ambiguous) return now;
  const std::int64_t transition =
      std::chrono::duration_cast<milliseconds>(info.second.begin.time_since_epoch()).count();
  return now >= transition ? transition - 1 : now;
}

std::optional<std::int64_t> Calendar::window_start(std::int64_t now, CalendarSpan span) const {
  const std::int64_t wall = wall_of(before_second_pass(now));
  const std::int64_t date = floor_div(wall, kDay);
  const auto day = shifted(date, -std::int64_t{span.months}, -std::int64_t{span.days});
  if (!day) return std::nullopt;
  return instant_of_wall(day->date * kDay + (day->clamped ? kDay - 1 : wall - date * kDay));
}

std::int64_t Calendar::part_of_date(DatePart part, std::int64_t date) {
  const date::year_month_day day = ymd_of(date);
  switch (part) {
    case DatePart::Date: return date;
    case DatePart::Time: return 0;
    case DatePart::Year: return std::int64_t{int(day.year())} * kMillionth;
    case DatePart::Month: return std::int64_t{unsigned(day.month())} * kMillionth;
    case DatePart::Day: return std::int64_t{unsigned(day.day())} * kMillionth;
    case DatePart::Weekday:
      return std::int64_t{date::weekday(date::sys_days(day)).iso_encoding()} * kMillionth;
  }
  return 0;
}

std::int64_t Calendar::part_of_instant(DatePart part, std::int64_t instant) const {
  const std::int64_t wall = wall_of(instant);
  const std::int64_t date = floor_div(wall, kDay);
  return part == DatePart::Time ? wall - date * kDay : part_of_date(part, date);
}

std::int64_t Calendar::pane_of(PaneUnit unit, std::int64_t instant) const {
  if (unit == PaneUnit::Hour) return floor_div(instant, 3'600'000);
  const std::int64_t date = floor_div(wall_of(instant), kDay);
  if (unit == PaneUnit::Day) return date;
  const date::year_month_day day = ymd_of(date);
  if (unit == PaneUnit::Year) return int(day.year());
  if (unit == PaneUnit::Month)
    return std::int64_t{int(day.year())} * 12 + std::int64_t{unsigned(day.month())};
  // Weeks are numbered by the day number of their Monday.
  const unsigned weekday = date::weekday(date::sys_days(day)).iso_encoding();
  return floor_div(date - weekday + 1, 7);
}

std::string Calendar::date_text(std::int64_t date) {
  const date::year_month_day day = ymd_of(date);
  return fmt::format("{:04}-{:02}-{:02}", int(day.year()), unsigned(day.month()),
                     unsigned(day.day()));
}

std::string Calendar::instant_text(std::int64_t instant) const {
  const std::int64_t wall = wall_of(instant);
  const std::int64_t date = floor_div(wall, kDay);
  const std::int64_t time = wall - date * kDay;
  const std::int64_t offset = (wall - instant) / 60'000;
  std::string text = fmt::format("{}T{:02}:{:02}:{:02}", date_text(date), time / 3'600'000,
                                 time / 60'000 % 60, time / 1000 % 60);
  if (time % 1000 != 0) text += fmt::format(".{:03}", time % 1000);
  const std::int64_t size = offset < 0 ? -offset : offset;
  return text + fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', size / 60, size % 60);
}

std::optional<std::int64_t> limit_end(const Calendar& calendar, std::int64_t instant,
                                      const Stretch& stretch) {
  if (stretch.calendar) return calendar.limit_end(instant, unpack(stretch.amount));
  std::int64_t result = 0;
  if (__builtin_add_overflow(instant, stretch.amount, &result)) return std::nullopt;
  return result;
}

std::optional<std::int64_t> window_start(const Calendar& calendar, std::int64_t now,
                                         const Stretch& stretch) {
  if (stretch.calendar) return calendar.window_start(now, unpack(stretch.amount));
  std::int64_t result = 0;
  if (__builtin_sub_overflow(now, stretch.amount, &result)) return std::nullopt;
  return result;
}

}  // namespace wend::reference
