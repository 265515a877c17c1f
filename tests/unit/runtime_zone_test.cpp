// SPDX-License-Identifier: Apache-2.0
//
// Windows and deadlines in the nights when clocks change.
#include <limits>

#include <gtest/gtest.h>

#include "runtime/values/calendar.h"
#include "runtime/values/zone.h"
#include "runtime_plans.h"

namespace wend::runtime_tests {
namespace {

using runtime::add_span;
using runtime::span_end;
using runtime::window_start;
using runtime::Zone;

constexpr CalendarSpan kOneDay{0, 1};
constexpr CalendarSpan kOneMonth{1, 0};

Zone zone(const char* name) { return Zone::of(name).value(); }

TEST(RuntimeZone, UnknownNameIsNoZone) { EXPECT_FALSE(Zone::of("Europe/Bielefeld")); }

TEST(RuntimeZone, WindowStandsStillInTheSecondPassOfARepeatedHour) {
  const Zone new_york = zone("America/New_York");
  const std::int64_t last_before = instant("2026-10-31T01:59:59.999-04:00");
  EXPECT_EQ(window_start(new_york, instant("2026-11-01T01:59:00-04:00"), kOneDay),
            instant("2026-10-31T01:59:00-04:00"));
  EXPECT_EQ(window_start(new_york, instant("2026-11-01T01:00:00-05:00"), kOneDay), last_before);
  EXPECT_EQ(window_start(new_york, instant("2026-11-01T01:59:59-05:00"), kOneDay), last_before);
  EXPECT_EQ(window_start(new_york, instant("2026-11-01T02:00:00-05:00"), kOneDay),
            instant("2026-10-31T02:00:00-04:00"));
}

TEST(RuntimeZone, WindowInASkippedHourStartsBehindIt) {
  const Zone berlin = zone("Europe/Berlin");
  const std::int64_t behind = instant("2026-03-29T03:00:00+02:00");
  EXPECT_EQ(window_start(berlin, instant("2026-03-30T02:30:00+02:00"), kOneDay), behind);
  EXPECT_EQ(window_start(berlin, instant("2026-03-30T03:00:00+02:00"), kOneDay), behind);
}

TEST(RuntimeZone, WindowInARepeatedHourStartsInItsFirstPass) {
  const Zone berlin = zone("Europe/Berlin");
  EXPECT_EQ(window_start(berlin, instant("2026-10-26T02:30:00+01:00"), kOneDay),
            instant("2026-10-25T02:30:00+02:00"));
}

TEST(RuntimeZone, HalfHourOfLordHowe) {
  const Zone lord_howe = zone("Australia/Lord_Howe");
  const std::int64_t transition =
      instant("2026-04-05T01:30:00+10:30");  // 02:00 +11 becomes 01:30 +10:30
  EXPECT_EQ(lord_howe.standing_still(transition), transition - 1);
  EXPECT_EQ(lord_howe.standing_still(transition + 30 * 60'000 - 1), transition - 1);
  EXPECT_EQ(lord_howe.standing_still(transition + 30 * 60'000), transition + 30 * 60'000);
  EXPECT_EQ(lord_howe.instant_of(lord_howe.local_of(transition)), transition - 30 * 60'000);
}

TEST(RuntimeZone, WindowStartNeverMovesBack) {
  for (const char* name :
       {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo"}) {
    const Zone here = zone(name);
    for (const CalendarSpan span :
         {kOneDay, kOneMonth, CalendarSpan{0, 7}, CalendarSpan{1, 3}, CalendarSpan{12, 0}}) {
      std::int64_t before = window_start(here, instant("2017-01-01T00:00:00Z"), span);
      for (std::int64_t now = instant("2017-01-01T00:00:00Z");
           now < instant("2019-01-01T00:00:00Z"); now += 599'000) {
        const std::int64_t start = window_start(here, now, span);
        ASSERT_GE(start, before) << name << " at " << now;
        ASSERT_LT(start, now);
        before = start;
      }
    }
  }
}

TEST(RuntimeZone, AMonthBackFromADateThatMonthLacksIsItsEnd) {
  const Zone berlin = zone("Europe/Berlin");
  EXPECT_EQ(window_start(berlin, instant("2026-03-31T10:00:00+02:00"), kOneMonth),
            instant("2026-02-28T23:59:59.999+01:00"));
  EXPECT_EQ(window_start(berlin, instant("2026-03-28T10:00:00+01:00"), kOneMonth),
            instant("2026-02-28T10:00:00+01:00"));
}

TEST(RuntimeZone, SpansForward) {
  const Zone berlin = zone("Europe/Berlin");
  EXPECT_EQ(add_span(berlin, instant("2026-01-31T10:00:00+01:00"), kOneMonth),
            instant("2026-02-28T10:00:00+01:00"));
  EXPECT_EQ(add_span(berlin, instant("2026-03-28T02:30:00+01:00"), kOneDay),
            instant("2026-03-29T03:00:00+02:00"));
  EXPECT_EQ(add_span(berlin, instant("2026-10-24T02:30:00+02:00"), kOneDay),
            instant("2026-10-25T02:30:00+02:00"));
  EXPECT_FALSE(add_span(berlin, INT64_MAX, kOneDay));
  EXPECT_FALSE(add_span(berlin, instant("2026-01-01T00:00:00Z"), {INT32_MAX, INT32_MAX}));
}

TEST(RuntimeZone, AnEndNeverFallsBehindThatOfAnEarlierStart) {
  const Zone berlin = zone("Europe/Berlin");
  // The second pass of the hour that is repeated counts as its end, 03:00.
  EXPECT_EQ(span_end(berlin, instant("2024-10-27T02:53:05+02:00"), {0, 7}),
            instant("2024-11-03T02:53:05+01:00"));
  EXPECT_EQ(span_end(berlin, instant("2024-10-27T02:26:05+01:00"), {0, 7}),
            instant("2024-11-03T03:00:00+01:00"));
  // A day that the month lacks counts as the end of the month.
  EXPECT_EQ(span_end(berlin, instant("2026-01-30T20:00:00+01:00"), kOneMonth),
            span_end(berlin, instant("2026-01-31T10:00:00+01:00"), kOneMonth));
  std::int64_t latest = std::numeric_limits<std::int64_t>::min();
  for (std::int64_t start = instant("2026-10-24T00:00:00Z");
       start < instant("2026-10-27T00:00:00Z"); start += 7 * 60'000) {
    const auto end = span_end(berlin, start, kOneDay);
    ASSERT_TRUE(end);
    EXPECT_GE(*end, latest) << start;
    latest = *end;
  }
}

TEST(RuntimeZone, DatesAndDaysAreInverse) {
  for (std::int64_t day = -800'000; day < 800'000; day += 13) {
    ASSERT_EQ(runtime::days_of(runtime::civil_of(day)), day);
  }
  for (std::int64_t day = -20'000'000; day < 20'000'000; day += 4'001) {  // by both ways to do it
    ASSERT_EQ(runtime::days_of(runtime::civil_of(day)), day);
  }
  EXPECT_EQ(runtime::weekday_of(0), 4);  // 1970 began on a Thursday
}

}  // namespace
}  // namespace wend::runtime_tests
