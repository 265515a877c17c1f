// SPDX-License-Identifier: Apache-2.0
#include "compiler/program/test_times.h"

#include "compiler/program/constants.h"
#include "compiler/program/units.h"
#include "compiler/program/wall_time.h"

namespace wend::program {
namespace {

constexpr std::uint32_t kMostDays = 36'525;
constexpr std::int64_t kFirstDay = 19'723;      // 2024-01-01, a Monday
constexpr std::int64_t kFarthestDay = 84'005;   // 2199-12-31: a time of events lies in 1679 to 2261
constexpr std::int64_t kEarliestDay = -98'615;  // 1700-01-01

// The first line that names a day says which the first day is.
std::optional<std::int64_t> day_named_first(const Pack& pack, const syntax::Test& test) {
  for (const syntax::TestLine& line : test.lines) {
    const auto* at = std::get_if<syntax::Happening>(&line.kind);
    if (at == nullptr) continue;
    if (!at->time.date.empty()) return date_of(at->time.date);
    const auto instant = instant_of(at->time.instant.empty() ? "" : at->time.instant);
    return instant ? std::optional(date_on_wall(pack.schema().zone, *instant)) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

TestTimes::TestTimes(Pack& pack, const syntax::Test& test) : pack_(pack) {
  const Schema& schema = pack.schema();
  const std::int64_t usual = schema.history_complete ? kFirstDay : schema.history_begins;
  first_day_ = day_named_first(pack, test).value_or(usual);
  day_ = first_day_;
}

std::int64_t TestTimes::beginning() const {
  return instant_on_wall(pack_.schema().zone, first_day_, 0);
}

std::int64_t TestTimes::day_of(std::int64_t instant) const {
  return date_on_wall(pack_.schema().zone, instant);
}

std::optional<std::int64_t> TestTimes::happening(const syntax::TestTime& time) {
  const auto found = instant(time, day_);
  if (found) day_ = time.instant.empty() ? date(time, day_).value_or(day_) : day_of(*found);
  return found;
}

std::optional<std::int64_t> TestTimes::expected(const syntax::TestTime& time,
                                                std::optional<std::int64_t> first) {
  return instant(time, first ? day_of(*first) : day_);
}

std::optional<std::int64_t> TestTimes::instant(const syntax::TestTime& time,
                                               std::int64_t day) const {
  // What is none of the calendar was reported by the parser.
  std::optional<std::int64_t> found;
  if (!time.instant.empty()) {
    found = instant_of(time.instant);
    if (!found || !is_inside(time, day_of(*found))) return std::nullopt;
  } else {
    const auto on = date(time, day);
    const auto clock = clock_of(time.clock);
    if (!on || !clock || !is_inside(time, *on)) return std::nullopt;
    found = instant_on_wall(pack_.schema().zone, *on, *clock);
  }
  const std::int64_t grain = pack_.schema().grain_ms;
  return *found - ((*found % grain) + grain) % grain;
}

bool TestTimes::is_inside(const syntax::TestTime& time, std::int64_t date) const {
  const Schema& schema = pack_.schema();
  const bool far = date < kEarliestDay || date > kFarthestDay;
  const bool early = !schema.history_complete && date < schema.history_begins;
  if (!far && !early) return true;
  const std::string why =
      far ? "too far away"
          : "before the history, which begins " + date_words(schema.history_begins);
  pack_.report(DiagnosticKind::OutsideHistory, time.span, {pack_.words_of(time.span), why})
      .with_help(far ? "a test plays in the years from 1700 to 2199"
                     : "choose a later day: earlier events are refused");
  return false;
}

std::optional<std::int64_t> TestTimes::date(const syntax::TestTime& time, std::int64_t day) const {
  if (!time.date.empty()) return date_of(time.date);
  if (time.day.empty()) return day;
  if (time.day_word.text != "day") {
    pack_.report(DiagnosticKind::UnknownUnit, time.day_word.span, {time.day_word.text})
        .with_help("say `day 3 10:00` for the third day of the test, or write the date");
    return std::nullopt;
  }
  const auto number = whole_of(time.day, 1, kMostDays);
  if (number) return first_day_ + *number - 1;
  // Digits of the time of day may be the same.
  const Span behind_day{time.span.file, time.day_word.span.end, time.span.end};
  const std::size_t at = pack_.sources.text(behind_day).find(time.day);
  const auto begin = behind_day.begin + static_cast<std::uint32_t>(at);
  const Span digits{time.span.file, begin, begin + static_cast<std::uint32_t>(time.day.size())};
  pack_.report(DiagnosticKind::DayOutOfRange, digits, {time.day})
      .with_help("the first day is `day 1`, the last that can be named `day " +
                 std::to_string(kMostDays) + "`");
  return std::nullopt;
}

}  // namespace wend::program
