// SPDX-License-Identifier: Apache-2.0
//
// Values from text and back, exactly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/values/number.h"
#include "runtime/values/unicode.h"
#include "runtime_plans.h"

namespace wend::runtime_tests {
namespace {

using testing::HasSubstr;

constexpr ValueType kWhole{ValueKind::Whole, 0, 0, 0};
constexpr ValueType kMoney{ValueKind::Money, 0, 0, 0};
constexpr ValueType kPercent{ValueKind::Percent, 0, 0, 0};
constexpr ValueType kDuration{ValueKind::Duration, 0, 0, 0};
constexpr ValueType kTimeOfDay{ValueKind::TimeOfDay, 0, 0, 0};
constexpr ValueType kInstant{ValueKind::Instant, 0, 0, 0};

class RuntimeValues : public testing::Test {
 protected:
  std::int64_t read(const ValueType& type, std::string_view text) {
    const ReadValue value = read_value(plan, type, text);
    EXPECT_TRUE(value.ok) << text << ": " << value.problem;
    return value.number;
  }
  std::string problem(const ValueType& type, std::string_view text) {
    const ReadValue value = read_value(plan, type, text);
    EXPECT_FALSE(value.ok) << text;
    return value.problem;
  }
  Plan plan = ShopPlan().finished();
};

TEST_F(RuntimeValues, NumbersAreExactAndRoundedOnceHalfAwayFromZero) {
  const ValueType two_places{ValueKind::Decimal, 2, 0, 0};
  EXPECT_EQ(read(two_places, "0.1"), 100'000);
  EXPECT_EQ(read(two_places, "1.005"), 1'010'000);
  EXPECT_EQ(read(two_places, "-1.005"), -1'010'000);
  EXPECT_EQ(read(two_places, "1.00499999999999999999999999999999999999999999"), 1'000'000);
  EXPECT_EQ(read(two_places, "12e-1"), 1'200'000);
  EXPECT_EQ(read(two_places, "1E3"), 1'000'000'000);
  EXPECT_EQ(read(two_places, "1e-99999999"), 0);
  EXPECT_EQ(read(two_places, "0e99999999"), 0);
  EXPECT_EQ(read(kWhole, "17850.0"), 17'850'000'000);
  EXPECT_EQ(read(kWhole, "9223372036854"), 9'223'372'036'854'000'000);
  for (const char* text : {"", "-", ".", "1.", "e1", "1e", "1e+", "0x10", "1 2", "NaN", "--1"})
    problem(kWhole, text);
  for (const char* text :
       {"1e99999999", "9223372036855", "99999999999999999999999999999999999999999"}) {
    EXPECT_THAT(problem(kWhole, text), HasSubstr("too large"));
  }
}

TEST_F(RuntimeValues, MoneyHasAtMostTheDigitsOfItsCurrency) {
  EXPECT_EQ(read(kMoney, "25.5"), 25'500'000);
  EXPECT_EQ(read(kMoney, "25.50 EUR"), 25'500'000);
  EXPECT_EQ(read(kMoney, "25.500"), 25'500'000);
  EXPECT_THAT(problem(kMoney, "25.505"), HasSubstr("more than 2 digits"));
  EXPECT_EQ(value_text(plan, kMoney, 25'500'000, {}), "25.50");
  EXPECT_EQ(value_text(plan, kMoney, INT64_MIN, {}), "-9223372036854.775808");
}

TEST_F(RuntimeValues, PercentIsAFactor) {
  EXPECT_EQ(read(kPercent, "140%"), 1'400'000);
  EXPECT_EQ(read(kPercent, "1.4"), 1'400'000);
  EXPECT_EQ(value_text(plan, kPercent, 1'405'000, {}), "140.5%");
}

TEST_F(RuntimeValues, TimesWithAnyFractionAndOffset) {
  EXPECT_EQ(read_rfc3339("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(read_rfc3339("1970-01-01T00:00:00.123456789Z"), 123'456'789);
  EXPECT_EQ(read_rfc3339("1970-01-01T00:00:00.1234567899Z"), 123'456'789);
  EXPECT_EQ(read_rfc3339("1970-01-01t01:00:00.5+01:00"), 500'000'000);
  EXPECT_EQ(read_rfc3339("1969-12-31T23:59:59.5-00:00"), -500'000'000);
  for (const char* text : {"2026-02-29T00:00:00Z", "2026-01-01T23:59:60Z", "2026-01-01T24:00:00Z",
                           "2026-01-01T00:00:00", "2026-01-01T00:00:00.Z", "2026-01-01",
                           "2026-01-01T00:00Z", "9999-01-01T00:00:00Z", "2026-01-01T00:00:00+24:00",
                           "2026-01-01T00:00:00Z ", "2026-13-01T00:00:00Z"}) {
    EXPECT_FALSE(read_rfc3339(text)) << text;
  }
  EXPECT_EQ(read(kInstant, "2026-07-01T10:00:00.999Z"), instant("2026-07-01T10:00:00Z"));
  EXPECT_EQ(value_text(plan, kInstant, instant("2026-07-01T10:00:00Z"), {}),
            "2026-07-01T12:00:00+02:00");
}

TEST_F(RuntimeValues, DurationsAndTimesOfDay) {
  EXPECT_EQ(read(kDuration, "1 hour 30 minutes"), 5'400'000);
  EXPECT_EQ(read(kDuration, "PT1H30M"), 5'400'000);
  EXPECT_EQ(read(kDuration, "PT0.25S"), 250);
  EXPECT_EQ(read(kDuration, "-2 seconds"), -2000);
  for (const char* text : {"1 day", "P1D", "PT", "90", "hours", "999999999999 hours", "PT1.5H"})
    problem(kDuration, text);
  EXPECT_EQ(value_text(plan, kDuration, 5'401'250, {}),
            "1 hour 30 minutes 1 second 250 milliseconds");
  EXPECT_EQ(value_text(plan, kDuration, 0, {}), "0 seconds");
  EXPECT_EQ(read(kTimeOfDay, "10:30"), 37'800'000);
  EXPECT_EQ(value_text(plan, kTimeOfDay, 37'800'000, {}), "10:30");
  for (const char* text : {"24:00", "9:00", "10:60", "10:30:60"}) problem(kTimeOfDay, text);
}

TEST(RuntimeNumber, RoundsHalfAwayFromZeroAndKnowsItsBounds) {
  using runtime::divide;
  using runtime::multiply;
  using runtime::round_to;
  EXPECT_EQ(multiply(1, 500'000).value, 1);
  EXPECT_EQ(multiply(-1, 500'000).value, -1);
  EXPECT_EQ(multiply(1, 499'999).value, 0);
  EXPECT_EQ(multiply(INT64_MAX, 2 * kMillionth).status, Status::Unknown);
  EXPECT_EQ(divide(kMillionth, 3 * kMillionth).value, 333'333);
  EXPECT_EQ(divide(2 * kMillionth, 3 * kMillionth).value, 666'667);
  EXPECT_EQ(divide(kMillionth, 0).status, Status::Missing);
  EXPECT_EQ(divide(INT64_MIN, -1).status, Status::Unknown);
  EXPECT_EQ(round_to(2'505'000, 10'000).value, 2'510'000);
  EXPECT_EQ(round_to(-2'505'000, 10'000).value, -2'510'000);
  EXPECT_EQ(round_to(INT64_MAX, kMillionth).status, Status::Unknown);
}

TEST(RuntimeUnicode, NormalFormFoldAndCut) {
  std::string room;
  EXPECT_EQ(runtime::normal_form("e\xCC\x81", room), "\xC3\xA9");
  EXPECT_EQ(runtime::folded("STRASSE", room), "strasse");
  std::string other;
  EXPECT_EQ(runtime::folded("Stra\xC3\x9F"
                            "e",
                            other),
            "strasse");
  EXPECT_EQ(runtime::cut_to("a\xC3\xA9", 2), "a");
  EXPECT_EQ(runtime::cut_to("a\xC3\xA9", 3), "a\xC3\xA9");
  for (const char* broken :
       {"\x80", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\xF4\x90\x80\x80"}) {
    EXPECT_FALSE(runtime::is_utf8(broken));
  }
  EXPECT_TRUE(runtime::is_utf8("\xF0\x9F\x99\x82 \xE2\x82\xAC"));
}

}  // namespace
}  // namespace wend::runtime_tests
