// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "tests/reference/calendar.h"

namespace wend::reference {
namespace {

constexpr CalendarSpan kDay{0, 1};
constexpr CalendarSpan kMonth{1, 0};

// The instant's own text in the zone, so that a test reads as the manual does.
std::string start_text(const Calendar& calendar, std::int64_t now, CalendarSpan span) {
  return calendar.instant_text(calendar.window_start(now, span).value());
}
std::string end_text(const Calendar& calendar, std::int64_t start, CalendarSpan span) {
  return calendar.instant_text(calendar.limit_end(start, span).value());
}

// 2024-11-03: clocks in New York go back from 02:00 EDT to 01:00 EST at 06:00 UTC.
constexpr std::int64_t kNewYorkBack = 1'730'613'600'000;
constexpr std::int64_t kMinute = 60'000;

TEST(JudgeCalendar, AWindowStartStandsStillWhileTheHourRepeats) {
  const Calendar new_york("America/New_York");
  EXPECT_EQ(start_text(new_york, kNewYorkBack - kMinute, kDay), "2024-11-02T01:59:00-04:00");
  EXPECT_EQ(start_text(new_york, kNewYorkBack, kDay), "2024-11-02T01:59:59.999-04:00");
  EXPECT_EQ(start_text(new_york, kNewYorkBack + 59 * kMinute, kDay),
            "2024-11-02T01:59:59.999-04:00");
  EXPECT_EQ(start_text(new_york, kNewYorkBack + 60 * kMinute, kDay), "2024-11-02T02:00:00-04:00");
}

TEST(JudgeCalendar, ASkippedStartIsTheFirstInstantAfter) {
  const Calendar berlin("Europe/Berlin");
  EXPECT_EQ(start_text(berlin, 1'711'931'400'000, kDay),
            "2024-03-31T03:00:00+02:00");  // 1 April, 02:30
}

TEST(JudgeCalendar, AMonthBackFromADateThatMonthLacksIsItsEnd) {
  const Calendar utc("UTC");
  EXPECT_EQ(start_text(utc, 1'711'879'200'000, kMonth),
            "2024-02-29T23:59:59.999+00:00");  // 31 March
}

TEST(JudgeCalendar, AnEndNeverFallsBehindThatOfAnEarlierStart) {
  for (const char* zone : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"}) {
    const Calendar calendar(zone);
    for (const CalendarSpan span : {kDay, kMonth, CalendarSpan{0, 7}, CalendarSpan{12, 0}}) {
      std::int64_t before = 0;
      for (std::int64_t start = 1'704'000'000'000; start < 1'736'000'000'000;
           start += 13 * kMinute) {
        const std::int64_t end = calendar.limit_end(start, span).value();
        ASSERT_GE(end, before) << zone << " at " << calendar.instant_text(start);
        before = end;
      }
    }
  }
}

TEST(JudgeCalendar, AnEndOnADateTheMonthLacksIsTheMonthsEnd) {
  const Calendar utc("UTC");
  EXPECT_EQ(end_text(utc, 1'738'317'600'000, kMonth),
            "2025-03-01T00:00:00+00:00");  // 31 January, 10:00
  EXPECT_EQ(end_text(utc, 1'738'058'400'000, kMonth),
            "2025-02-28T10:00:00+00:00");  // 28 January, 10:00
}

TEST(JudgeCalendar, PanesFollowTheDateOfTheZone) {
  const Calendar lord_howe("Australia/Lord_Howe");
  const Calendar utc("UTC");
  const std::int64_t evening = 1'712'415'600'000;  // 6 April, 15:00 UTC
  EXPECT_EQ(lord_howe.pane_of(PaneUnit::Day, evening), utc.pane_of(PaneUnit::Day, evening) + 1);
  EXPECT_EQ(lord_howe.pane_of(PaneUnit::Hour, evening), utc.pane_of(PaneUnit::Hour, evening));
}

TEST(JudgeCalendar, MondayIsDayOne) {
  EXPECT_EQ(Calendar::part_of_date(DatePart::Weekday, 4), kMillionth);      // 1970-01-05
  EXPECT_EQ(Calendar::part_of_date(DatePart::Weekday, 3), 7 * kMillionth);  // 1970-01-04
}

}  // namespace
}  // namespace wend::reference
