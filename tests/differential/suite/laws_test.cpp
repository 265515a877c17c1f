// SPDX-License-Identifier: Apache-2.0
//
// The short run of the laws. The long one: build/wend_laws --pairs 100000.
#include <gtest/gtest.h>

#include "tests/differential/trials/trial.h"

namespace wend::differential {
namespace {

Wanted wanted(const char* law, std::uint64_t pairs, Tiers tiers = Tiers::Interpreter) {
  Wanted result;
  result.law = law;
  result.pairs = pairs;
  result.seed = 42;
  result.tiers = tiers;
  return result;
}

class Law : public testing::TestWithParam<Wanted> {};

TEST_P(Law, HoldsOnGeneratedPacksAndStreams) {
  const Result result = tried(GetParam());
  EXPECT_EQ(result.failures, "") << "run it alone: build/wend_laws --law " << GetParam().law
                                 << " --seed " << GetParam().seed;
  EXPECT_EQ(result.pairs, GetParam().pairs) << "most packs are refused: look at the checker";
  EXPECT_EQ(result.dropped_rules, 0) << "the checker refuses what the generators take for right:\n"
                                     << result.refusals;
}

// What the generators no longer write is no longer judged, and no law would notice.
TEST(Generators, WriteEveryConstruct) {
  const Result result = tried(wanted("judge", 1500));
  EXPECT_EQ(result.coverage.table(1).find("<--"), std::string::npos) << result.coverage.table(1);
}

INSTANTIATE_TEST_SUITE_P(
    Short, Law,
    testing::Values(wanted("judge", 1500), wanted("replay", 200), wanted("restart", 150),
                    wanted("shuffle", 300), wanted("at-once", 200), wanted("neighbour", 300),
                    wanted("bound", 200), wanted("upgrade", 300), wanted("carry", 300),
                    wanted("fill", 200), wanted("host", 200), wanted("batch", 400),
                    wanted("merge", 300), wanted("code", 60), wanted("edit", 150),
                    wanted("format", 300), wanted("test", 300), wanted("no-crash", 60)),
    [](const auto& about) {
      std::string name = about.param.law;
      std::erase(name, '-');
      return name;
    });

TEST(AllTiers, JudgeInterpreterAndNativeCodeAgree) {
  const Result result = tried(wanted("judge", 400, Tiers::Both));
  EXPECT_EQ(result.failures, "");
  EXPECT_GE(result.deciding * 2, result.pairs)
      << "too few pairs decide something: look at the generators";
}

}  // namespace
}  // namespace wend::differential
