// SPDX-License-Identifier: Apache-2.0
#include "tests/support/text_difference.h"

#include <gtest/gtest.h>

namespace wend::support {
namespace {

TEST(TextDifferenceTest, EqualTextsHaveNone) {
  EXPECT_EQ(difference("a\nb\n", "a\nb\n"), "");
  EXPECT_EQ(difference("", ""), "");
}

TEST(TextDifferenceTest, ChangedLinesStandBetweenTwoLinesOfContext) {
  EXPECT_EQ(difference("a\nb\nc\nd\ne\nf\ng\n", "a\nb\nc\nX\ne\nf\ng\n"),
            "  ...\n  b\n  c\n- d\n+ X\n  e\n  f\n");
}

TEST(TextDifferenceTest, AddedAndRemovedLinesAreFoundAtBothEnds) {
  EXPECT_EQ(difference("b\n", "a\nb\n"), "+ a\n  b\n");
  EXPECT_EQ(difference("a\nb\n", "a\n"), "  a\n- b\n");
  EXPECT_EQ(difference("a\n", "a\na\n"), "  a\n+ a\n");
}

}  // namespace
}  // namespace wend::support
