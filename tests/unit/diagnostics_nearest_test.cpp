// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "compiler/diagnostics/diagnostic.h"

namespace wend {
namespace {

struct Case {
  std::string wanted;
  std::vector<std::string> candidates;
  std::string found;  // empty: nothing is near enough
};

TEST(Nearest, FindsWhatWasProbablyMeant) {
  const std::vector<Case> cases = {
      {"totl", {"time", "total"}, "total"},
      {"Total", {"total"}, "total"},
      {"wehn", {"then", "when"}, "when"},  // two neighbours swapped are one step
      {"ab", {"xy"}, ""},
      {"priority", {"prior"}, ""},         // more than a third away
      {"gold", {"bold", "cold"}, "bold"},  // the first of two equally near
      {"", {"a"}, ""},
      {"x", {}, ""},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(nearest(one.wanted, one.candidates).value_or(""), one.found) << one.wanted;
  }
}

TEST(Nearest, AnEndlessWordCostsNothing) {
  EXPECT_FALSE(nearest(std::string(1'000'000, 'a'), {std::string(1'000'000, 'b')}));
}

}  // namespace
}  // namespace wend
