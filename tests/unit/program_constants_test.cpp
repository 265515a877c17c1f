// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include <gtest/gtest.h>

#include "compiler/program/constants.h"
#include "compiler/program/units.h"

namespace wend::program {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

TEST(Constants, ProductsAndQuotientsRoundOnceHalfAwayFromZero) {
  EXPECT_EQ(product_of(1, 500'000), 1);  // half a millionth
  EXPECT_EQ(product_of(-1, 500'000), -1);
  EXPECT_EQ(product_of(1, 499'999), 0);
  EXPECT_EQ(quotient_of(1'000'000, 3'000'000), 333'333);
  EXPECT_EQ(quotient_of(2'000'000, 3'000'000), 666'667);
  EXPECT_EQ(quotient_of(-2'000'000, 3'000'000), -666'667);
}

TEST(Constants, WhatDoesNotFitIsNothing) {
  EXPECT_EQ(sum_of(kMost, 1), std::nullopt);
  EXPECT_EQ(difference_of(kLeast, 1), std::nullopt);
  EXPECT_EQ(product_of(kMost, 2'000'000), std::nullopt);
  EXPECT_EQ(quotient_of(kMost, 1), std::nullopt);
  EXPECT_EQ(sum_of(kMost - 1, 1), kMost);
}

TEST(Constants, NumbersKeepSixDecimals) {
  EXPECT_EQ(millionths_of("12.345"), 12'345'000);
  EXPECT_EQ(millionths_of("0.000001"), 1);
  EXPECT_EQ(millionths_of("0.0000010"), 1);
  EXPECT_EQ(millionths_of("0.0000001"), std::nullopt);
  EXPECT_EQ(millionths_of("99999999999999999999"), std::nullopt);
}

TEST(Constants, InstantsAreMillisecondsSince1970) {
  EXPECT_EQ(instant_of("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(instant_of("1970-01-01T01:00+01:00"), 0);
  EXPECT_EQ(instant_of("1970-01-01T00:00:01.250Z"), 1250);
  EXPECT_EQ(instant_of("1969-12-31T23:59:59Z"), -1000);
  EXPECT_EQ(date_of("1970-01-02"), 1);
  EXPECT_EQ(date_of("2023-02-29"), std::nullopt);
  EXPECT_EQ(clock_of("09:30"), (9 * 60 + 30) * 60'000);
}

TEST(Constants, PrintedFormsReadBack) {
  for (const std::int64_t days : {-1, 0, 59, 19'782}) EXPECT_EQ(date_of(date_words(days)), days);
  for (const std::int64_t time : {-1000, 0, 1250}) EXPECT_EQ(instant_of(instant_words(time)), time);
  EXPECT_EQ(number_words(-2'500'000), "-2.5");
  EXPECT_EQ(number_words(kLeast), "-9223372036854.775808");
}

TEST(Units, DaysAreNoHours) {
  EXPECT_TRUE(unit_named("day")->calendar);
  EXPECT_TRUE(unit_named("weeks")->calendar);
  EXPECT_FALSE(unit_named("hours")->calendar);
  EXPECT_FALSE(unit_named("fortnight"));
}

TEST(Units, StretchesArePrintedInTheirLargestUnit) {
  EXPECT_EQ(stretch_words({false, 7'200'000}), "2 hours");
  EXPECT_EQ(stretch_words({false, 90'000}), "90 seconds");
  EXPECT_EQ(stretch_words({true, pack({1, 3})}), "1 month 3 days");
}

}  // namespace
}  // namespace wend::program
