// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/reference/memory.h"
#include "tests/reference/number.h"
#include "tests/reference/text.h"

namespace wend::reference {
namespace {

TEST(JudgeNumbers, HalvesAreRoundedAwayFromZero) {
  EXPECT_EQ(rounded(2'500'000, kMillionth).number, 3'000'000);
  EXPECT_EQ(rounded(-2'500'000, kMillionth).number, -3'000'000);
  EXPECT_EQ(rounded(2'499'999, kMillionth).number, 2'000'000);
  EXPECT_EQ(product_of(1, 500'000).number, 1);
  EXPECT_EQ(product_of(-1, 500'000).number, -1);
  EXPECT_EQ(quotient_of(2 * kMillionth, 3 * kMillionth).number, 666'667);
}

TEST(JudgeNumbers, WhatDoesNotFitIsUnknownAndADivisionByZeroIsMissing) {
  EXPECT_EQ(sum_of(INT64_MAX, 1).status, Status::Unknown);
  EXPECT_EQ(difference_of(0, INT64_MIN).status, Status::Unknown);
  EXPECT_EQ(product_of(INT64_MAX, 2 * kMillionth).status, Status::Unknown);
  EXPECT_EQ(quotient_of(kMillionth, 0).status, Status::Missing);
}

TEST(JudgeTexts, FoldingIsFullAndWithoutLocale) {
  EXPECT_EQ(folded("STRASSE"), folded("stra\xC3\x9F"
                                      "e"));
  EXPECT_EQ(folded("\xCF\x83"), folded("\xCF\x82"));  // both sigmas
  EXPECT_NE(folded("\xC4\xB0"), folded("i"));         // the dotted I stays dotted
}

TEST(JudgeTexts, TextIsComposedAtTheDoor) { EXPECT_EQ(composed("cafe\xCC\x81"), "caf\xC3\xA9"); }

TEST(JudgeMemory, AKeyThatIsPushedOutLosesItsPast) {
  using Uses = std::vector<std::string>;
  EXPECT_EQ(remembered_uses(Uses{"a", "a", "b", "a"}, 2), (std::vector<std::size_t>{3, 1, 0}));
  EXPECT_EQ(remembered_uses(Uses{"a", "a", "b", "a"}, 1), (std::vector<std::size_t>{3}));
  EXPECT_EQ(remembered_uses(Uses{"a", "b", "b", "c", "a", "a"}, 2),
            (std::vector<std::size_t>{5, 4}));
}

}  // namespace
}  // namespace wend::reference
