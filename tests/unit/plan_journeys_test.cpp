// SPDX-License-Identifier: Apache-2.0
//
// Plans with journeys: what is broken on purpose is found by the verifier and by the check of packs from outside.
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/plan/verify.h"
#include "runtime/abi/pack.h"
#include "tests/unit/plan_fixture.h"

namespace wend::plan::test {
namespace {

using namespace program;

Rule stage(ProgramBuilder& b, const std::string& name, PatternId recognised_by) {
  Rule made = b.rule(name, {recognised_by});
  b.program.rules.pop_back();
  made.calls.clear();
  return made;
}

// Facts: 0 the journey, 1 the deadlines of `stays`. Rules: two stages, then `moves` and `stays`.
Plan sound_plan() {
  ProgramBuilder b;
  const PatternId viewed = b.pattern({kViewed}), ordered = b.pattern({kOrdered}),
                  none = b.pattern({});
  Journey way{"way", static_cast<std::uint32_t>(b.program.schema.choices.size()), {}, {}};
  b.program.schema.choices.push_back({"way", {"near", "far"}, true, {}});
  way.stages.push_back(stage(b, "way.near", viewed));
  way.stages.push_back(stage(b, "way.far", ordered));
  b.program.journeys.push_back(std::move(way));
  b.rule("moves", {none}).trigger.move = StageMove{0, std::nullopt, 1, false};
  b.rule("stays", {none}).trigger.stay = StageStay{0, 0, hours(2), viewed};
  return from_program(b.program);
}

Op& first(Plan& plan, OpCode code) {
  for (Op& op : plan.ops) {
    if (op.code == code) return op;
  }
  ADD_FAILURE() << "the plan has no " << row_of(code).spelling;
  return plan.ops.front();
}

struct Damage {
  const char* invariant;  // of the verifier
  const char* problem;    // that makes a pack unsound; empty: it is odd and does no harm
  std::function<void(Plan&)> damage;
};

const std::vector<Damage>& damages() {
  static const std::vector<Damage> table = {
      {"stay-journey", "a stay names no stage", [](Plan& p) { p.facts[1].journey = 1; }},
      {"stay-journey", "a stay has no deadline", [](Plan& p) { p.facts[1].span.amount = 0; }},
      {"rule-journey", "a rule names no journey", [](Plan& p) { p.rules[2].journey = 1; }},
      {"rule-journey", "a stage belongs to no journey",
       [](Plan& p) { p.rules[0].journey = Fact::kNoFact; }},
      {"rule-journey", "a stage belongs to no journey",
       [](Plan& p) { p.rules[0].actions = p.rules[2].actions; }},
      {"rule-absence", "", [](Plan& p) { p.rules[2].at_deadline = false; }},
      {"rules-sorted", "", [](Plan& p) { p.rules[1].is_stage = false; }},
      {"fact-kind", "an operation names no stage",
       [](Plan& p) { first(p, OpCode::Recognise).imm |= std::int64_t{9} << 24; }},
      {"stage-own", "an operation names no stage",
       [](Plan& p) { first(p, OpCode::Recognise).imm |= 1; }},
      {"fact-kind", "an operation names no fact of its kind",
       [](Plan& p) { first(p, OpCode::Move).imm = 1; }},
      {"fact-kind", "an operation names no fact of its kind",
       [](Plan& p) { first(p, OpCode::Postpone).imm = 0; }},
  };
  return table;
}

TEST(PlanJourneys, ASoundPlanIsSound) {
  const Plan plan = sound_plan();
  for (const Violation& violation : verify(plan))
    ADD_FAILURE() << violation.invariant << ": " << violation.words;
  EXPECT_EQ(unsound_part(plan), "");
  EXPECT_EQ(plan.rules.size(), 4U);
  EXPECT_EQ(rule_count(plan), 2U);
}

TEST(PlanJourneys, DamageIsFound) {
  for (const Damage& one : damages()) {
    Plan plan = sound_plan();
    one.damage(plan);
    std::vector<std::string> found;
    for (const Violation& violation : verify(plan)) found.push_back(violation.invariant);
    EXPECT_THAT(found, testing::Contains(one.invariant));
    EXPECT_EQ(unsound_part(plan), one.problem) << one.invariant;
  }
}

}  // namespace
}  // namespace wend::plan::test
