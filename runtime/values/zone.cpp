// SPDX-License-Identifier: Apache-2.0
#include "runtime/values/zone.h"

#include <algorithm>
#include <exception>
#include <limits>

#include <date/tz.h>

#include "runtime/values/calendar.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

constexpr std::int64_t kEarliest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLatest = std::numeric_limits<std::int64_t>::max();

std::int64_t millis(date::sys_seconds time) {
  const std::int64_t seconds = time.time_since_epoch().count();
  if (seconds > kFarthestInstant / 1000) return kLatest;
  if (seconds < -kFarthestInstant / 1000) return kEarliest;
  return seconds * 1000;
}

bool in_calendar(std::int64_t instant) {
  return instant >= -kFarthestInstant && instant <= kFarthestInstant;
}

// The wall time `months` earlier; where that date does not exist the last millisecond of the month.
std::int64_t months_earlier(std::int64_t local, std::int64_t months) {
  if (months == 0) return local;
  const Civil civil = civil_of(floor_div(local, kDay));
  Civil target = month_after(civil, -months);
  const std::int64_t last_day = days_in_month(target.year, target.month);
  if (civil.day > last_day) return (days_of(target) + last_day) * kDay - 1;
  target.day = civil.day;
  return days_of(target) * kDay + floor_mod(local, kDay);
}

std::int64_t date_months_later(std::int64_t date, std::int64_t months) {
  if (months == 0) return date;
  const Civil civil = civil_of(date);
  Civil target = month_after(civil, months);
  target.day = std::min(civil.day, days_in_month(target.year, target.month));
  return days_of(target);
}

}  // namespace

std::optional<Zone> Zone::of(const std::string& name) {
  Zone zone;
  if (name.empty() || name == "UTC") {
    zone.eras_.push_back({kEarliest, kLatest, 0});
    return zone;
  }
  try {
    const date::time_zone* source = date::locate_zone(name);
    auto at = date::sys_seconds{date::sys_days{date::year{1600} / 1 / 1}};
    const auto end = date::sys_seconds{date::sys_days{date::year{2500} / 1 / 1}};
    while (at < end) {
      const date::sys_info info = source->get_info(at);
      const std::int64_t offset = info.offset.count() * 1000;
      if (zone.eras_.empty() || zone.eras_.back().offset != offset) {
        const std::int64_t begin = zone.eras_.empty() ? kEarliest : millis(info.begin);
        if (!zone.eras_.empty()) zone.eras_.back().end = begin;
        zone.eras_.push_back({begin, kLatest, offset});
      }
      at = info.end;
    }
  } catch (const std::exception&) {
    return std::nullopt;
  }
  return zone;
}

std::size_t Zone::era_at(std::int64_t instant) const {
  const Era& recent = eras_[recent_];
  if (instant >= recent.begin && instant < recent.end) return recent_;
  const auto after =
      std::upper_bound(eras_.begin(), eras_.end(), instant,
                       [](std::int64_t at, const Era& era) { return at < era.begin; });
  recent_ = static_cast<std::size_t>(after - eras_.begin()) - 1;
  return recent_;
}

std::int64_t Zone::offset_at(std::int64_t instant) const { return eras_[era_at(instant)].offset; }

std::int64_t Zone::local_of(std::int64_t instant) const { return instant + offset_at(instant); }

std::int64_t Zone::date_of(std::int64_t instant) const {
  return floor_div(local_of(instant), kDay);
}

std::int64_t Zone::instant_of(std::int64_t local) const {
  const Era& recent = eras_[recent_];
  // Far from any transition, which is nearly always, one look suffices.
  constexpr std::int64_t kMargin = 2 * kDay;
  const std::int64_t here = local - recent.offset;
  if (here - kMargin > recent.begin && here < recent.end - kMargin && recent.begin != kEarliest)
    return here;
  const std::size_t middle = era_at(local - eras_[era_at(local)].offset);
  const std::size_t first = middle == 0 ? 0 : middle - 1;
  const std::size_t last = std::min(middle + 1, eras_.size() - 1);
  for (std::size_t i = first; i <= last; ++i) {
    const std::int64_t instant = local - eras_[i].offset;
    if (instant < eras_[i].begin) return eras_[i].begin;  // skipped by this transition
    if (instant < eras_[i].end) return instant;
  }
  return local - eras_[last].offset;
}

std::int64_t Zone::standing_still(std::int64_t instant) const {
  const std::size_t era = era_at(instant);
  if (era == 0 || planted(Fault::RepeatedHourRunsOn)) return instant;
  const std::int64_t repeated = eras_[era - 1].offset - eras_[era].offset;
  return instant - eras_[era].begin < repeated ? eras_[era].begin - 1 : instant;
}

std::int64_t window_start(const Zone& zone, std::int64_t now, CalendarSpan span) {
  if (!in_calendar(now)) return now < 0 ? kEarliest : now;
  if (planted(Fault::DayIsTwentyFourHours) && span.months == 0) return now - span.days * kDay;
  if (planted(Fault::MonthIsThirtyDays)) {
    span = {0, static_cast<std::int32_t>(span.days + span.months * 30)};
  }
  const std::int64_t local = zone.local_of(zone.standing_still(now));
  if (span.months > kFarthestDate / 28 || span.days > kFarthestDate) return kEarliest;
  return zone.instant_of(months_earlier(local, span.months) - span.days * kDay);
}

namespace {

std::int64_t first_date(std::int64_t date, PaneUnit unit, bool before) {
  const Civil civil = civil_of(date);
  switch (unit) {
    case PaneUnit::Week: return date - (weekday_of(date) - 1) - (before ? 7 : 0);
    case PaneUnit::Month: return days_of(month_after(civil, before ? -1 : 0));
    case PaneUnit::Year: return days_of({civil.year - (before ? 1 : 0), 1, 1});
    case PaneUnit::Hour:
    case PaneUnit::Day:
    case PaneUnit::Exact: break;
  }
  return date - (before ? 1 : 0);
}

}  // namespace

std::int64_t period_start(const Zone& zone, std::int64_t now, PaneUnit unit, bool before) {
  if (!in_calendar(now)) return now < 0 ? kEarliest : now;
  return zone.instant_of(first_date(zone.date_of(now), unit, before) * kDay) - 1;
}

std::optional<std::int64_t> add_span(const Zone& zone, std::int64_t instant, CalendarSpan span) {
  if (!in_calendar(instant)) return std::nullopt;
  if (planted(Fault::DayIsTwentyFourHours) && span.months == 0) return instant + span.days * kDay;
  const std::int64_t local = zone.local_of(instant);
  const auto date = add_span_to_date(floor_div(local, kDay), span);
  if (!date) return std::nullopt;
  return zone.instant_of(*date * kDay + floor_mod(local, kDay));
}

std::optional<std::int64_t> span_end(const Zone& zone, std::int64_t start, CalendarSpan span) {
  if (!in_calendar(start)) return std::nullopt;
  if (planted(Fault::DayIsTwentyFourHours) && span.months == 0) return start + span.days * kDay;
  const std::int64_t still = zone.standing_still(start);
  const std::int64_t local = still == start ? zone.local_of(start) : zone.local_of(still) + 1;
  const std::int64_t from = floor_div(local, kDay);
  const auto date = add_span_to_date(from, span);
  if (!date) return std::nullopt;
  const bool is_clamped = span.months != 0 && civil_of(*date - span.days).day != civil_of(from).day;
  if (is_clamped) return zone.instant_of((*date + 1) * kDay);
  return zone.instant_of(*date * kDay + floor_mod(local, kDay));
}

std::optional<std::int64_t> add_span_to_date(std::int64_t date, CalendarSpan span) {
  if (date < -kFarthestDate || date > kFarthestDate) return std::nullopt;
  if (planted(Fault::MonthIsThirtyDays)) {
    span = {0, static_cast<std::int32_t>(span.days + span.months * 30)};
  }
  const std::int64_t result = date_months_later(date, span.months) + span.days;
  if (result < -kFarthestDate || result > kFarthestDate) return std::nullopt;
  return result;
}

}  // namespace wend::runtime
