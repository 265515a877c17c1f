// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "compiler/program/words.h"

namespace wend::program {
namespace {

TEST(Words, LayoutAndCommentsLeaveNoTrace) {
  EXPECT_EQ(words("count of  product_viewed # seen\n   in 7 days"),
            "count of product_viewed in 7 days");
}

TEST(Words, SignsStandAsTheFormatterPutsThem) {
  EXPECT_EQ(words("on( web or app )"), "on (web or app)");
  EXPECT_EQ(words("order . total>100 EUR"), "order.total > 100 EUR");
  EXPECT_EQ(words("total>=40 %above x"), "total >= 40% above x");
}

TEST(Words, AMinusIsASignOrASubtraction) {
  EXPECT_EQ(words("a-b"), "a - b");
  EXPECT_EQ(words("a > - 3"), "a > -3");
  EXPECT_EQ(words("(-3 - -2)"), "(-3 - -2)");
}

TEST(Words, DatesTimesAndTextsStayWhole) {
  EXPECT_EQ(words("2024-01-31"), "2024-01-31");
  EXPECT_EQ(words("2024-01-31T10:00:00+01:00"), "2024-01-31T10:00:00+01:00");
  EXPECT_EQ(words("09:30"), "09:30");
  EXPECT_EQ(words("is  \"a  \\\"b\\\" # c\""), "is \"a  \\\"b\\\" # c\"");
}

TEST(Words, CutOffTextEndsQuietly) {
  EXPECT_EQ(words("is \"open"), "is \"open");
  EXPECT_EQ(words("is \"open\\"), "is \"open\\");
  EXPECT_EQ(words(""), "");
}

}  // namespace
}  // namespace wend::program
