// SPDX-License-Identifier: Apache-2.0
//
// Which values an index asks where its rows would take too much memory.
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "compiler/plan/from_program.h"
#include "runtime/abi/plan.h"
#include "tests/unit/plan_fixture.h"

namespace wend::plan::test {
namespace {

using namespace program;

constexpr std::int64_t kRules = 40;

Plan planned(const ProgramBuilder& b, std::uint64_t most_bytes_of_rows) {
  Settings settings;
  settings.most_bytes_of_rows = most_bytes_of_rows;
  return from_program(b.program, settings);
}

// Each rule asks for a price of its own, and for an age at least.
ProgramBuilder rules_by_price() {
  ProgramBuilder b;
  for (std::int64_t i = 0; i < kRules; ++i) {
    const PatternId priced = b.priced_at_least(10 + i);
    const ExprId price = b.own_field(1, kMoney);
    std::optional<ExprId>& where = b.program.patterns[priced.value].alternatives[0].where;
    where = b.both(*where, b.at_least(b.money(10 + i), price));
    const ExprId age = b.add(CustomerField{0}, {Kind::Value, kWhole, false, false});
    b.rule("r" + std::to_string(i), {priced}).condition = b.at_least(age, b.number(20 + i));
  }
  return b;
}

TEST(PlanIndexValues, AllAreAskedWhileTheirRowsAreSmall) {
  const Plan plan = planned(rules_by_price(), 64 << 10);
  EXPECT_EQ(plan.touchpoints[kViewed].index.inputs.size(), 2U);
}

TEST(PlanIndexValues, RowsThatHoldFewTakeNoMemory) {
  const Plan plan = planned(rules_by_price(), 0);
  const BodyIndex& index = plan.touchpoints[kViewed].index;
  ASSERT_EQ(index.inputs.size(), 1U);
  EXPECT_EQ(index.inputs[0].source, IndexSource::Field);
  EXPECT_EQ(index.bodies.size(), static_cast<std::size_t>(kRules));
}

TEST(PlanIndexValues, LargeRowsThatHoldManyAreNotAsked) {
  ProgramBuilder b;
  for (std::int64_t i = 0; i < kRules; ++i)
    b.rule("r" + std::to_string(i), {b.priced_at_least(10 + i)});
  EXPECT_EQ(planned(b, 64 << 10).touchpoints[kViewed].index.inputs.size(), 1U);
  EXPECT_TRUE(planned(b, 0).touchpoints[kViewed].index.inputs.empty());
}

}  // namespace
}  // namespace wend::plan::test
