// SPDX-License-Identifier: Apache-2.0
//
// Each invariant of a plan is broken on purpose and found by its name.
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/plan/verify.h"
#include "runtime/abi/pack.h"
#include "tests/unit/plan_fixture.h"

namespace wend::plan::test {
namespace {

using namespace program;

// A plan with a fact of nearly every kind: 0 sequence, 1 times, 2 totals, 3 ledger, 4 absence; rules
// `shop` (0, at a deadline behind the sequence) and `tell` (1, with a limit per product).
Plan sound_plan() {
  ProgramBuilder b;
  const PatternId viewed = b.pattern({kViewed}), cart = b.pattern({kCart}),
                  ordered = b.pattern({kOrdered});
  Rule& shop = b.rule("shop", {viewed, cart});
  shop.trigger.absence =
      Absence{ordered, {}, false, hours(2), AbsenceAnchor::Last, 1, "no order_placed"};
  shop.calls[0].arguments = {{0, b.step_field(0, {0}, kProduct)}, {1, b.money(10)}};
  const ExprId count = b.count_in_hours(viewed, 24, 3);
  const ExprId sum = b.history(Measure::Sum, ordered, {0}, on_record(), 0, kMoney);
  Rule& tell = b.rule("tell", {b.priced_at_least(25)});
  tell.condition = b.both(b.at_least(count, b.number(3)), b.at_least(sum, b.money(100)));
  tell.reasons = {{count}, {sum}};
  tell.limit = {false, 1, days(30), b.step_field(0, {0}, kProduct), 20, false, {}};
  return from_program(b.program);
}

std::vector<std::string> names_of(const std::vector<Violation>& violations) {
  std::vector<std::string> names;
  for (const Violation& violation : violations) names.push_back(violation.invariant);
  return names;
}

// The first operation of this kind.
Op& first(Plan& plan, OpCode code) {
  for (Op& op : plan.ops) {
    if (op.code == code) return op;
  }
  ADD_FAILURE() << "the plan has no " << row_of(code).spelling;
  return plan.ops.front();
}

TEST(PlanVerify, ASoundPlanHasNoViolations) {
  for (const Violation& violation : verify(sound_plan())) {
    ADD_FAILURE() << violation.invariant << ": " << violation.words;
  }
}

struct Damage {
  const char* invariant;
  std::function<void(Plan&)> damage;
};

const std::vector<Damage>& damages() {
  static const std::vector<Damage> table = {
      {"grain", [](Plan& p) { p.grain = 7; }},
      {"capture-fields", [](Plan& p) { p.captures[0].field_of_touchpoint.pop_back(); }},
      {"capture-fields", [](Plan& p) { p.captures[0].field_of_touchpoint[0] = 99; }},
      {"fact-capacity", [](Plan& p) { p.facts[1].capacity = 0; }},
      {"fact-bytes", [](Plan& p) { p.facts[1].bytes_most = 1; }},
      {"fact-keys", [](Plan& p) { p.facts[0].keys = 5; }},
      {"fact-key", [](Plan& p) { p.facts[1].keys = 5; }},
      {"fact-keys", [](Plan& p) { p.facts[1].kind = FactKind::Keyed; }},
      {"fact-keys", [](Plan& p) { p.facts[4].keys = 2; }},
      {"sequence-same", [](Plan& p) { p.facts[0].keys = 3; }},
      {"sequence-steps", [](Plan& p) { p.facts[0].steps.resize(1); }},
      {"capture-range", [](Plan& p) { p.facts[4].capture_begin = 100; }},
      {"capture-range", [](Plan& p) { p.facts[1].capture_count = 1; }},
      {"capture-step", [](Plan& p) { p.captures[0].step = 9; }},
      {"absence-rule", [](Plan& p) { p.facts[4].rule = 1; }},
      {"absence-sequence", [](Plan& p) { p.facts[4].sequence = 1; }},
      {"absence-mirrors", [](Plan& p) { --p.facts[4].capture_count; }},
      {"ledger-rule", [](Plan& p) { p.facts[3].rule = 0; }},
      {"rule-ledger", [](Plan& p) { p.rules[1].ledger = 1; }},
      {"rule-absence", [](Plan& p) { p.rules[0].absence = 1; }},
      {"rule-absence", [](Plan& p) { p.rules[1].at_deadline = true; }},
      {"rule-actions", [](Plan& p) { p.rules[0].actions.clear(); }},
      {"rule-actions", [](Plan& p) { p.rules[0].actions[0].action = 3; }},
      {"rule-arguments", [](Plan& p) { p.rules[0].actions[0].arguments.pop_back(); }},
      {"step-times", [](Plan& p) { p.rules[0].step_times.pop_back(); }},
      {"step-times", [](Plan& p) { p.rules[0].step_times[1] = RuleInfo::kCurrent; }},
      {"rules-sorted", [](Plan& p) { p.rules[1].priority = 1; }},
      {"meanings-differ", [](Plan& p) { p.facts[1].meaning = p.facts[2].meaning; }},
      {"body-range", [](Plan& p) { p.touchpoints[0].body.end = 10'000; }},
      {"known-operation", [](Plan& p) { p.ops[0].code = static_cast<OpCode>(200); }},
      {"registers-in-range", [](Plan& p) { first(p, OpCode::LessEqual).a = 900; }},
      {"registers-in-range", [](Plan& p) { first(p, OpCode::LessEqual).out = 900; }},
      {"defined-before-use", [](Plan& p) { p.ops[p.touchpoints[0].body.begin].out = 5; }},
      {"skip-forward", [](Plan& p) { first(p, OpCode::Skip).imm = 0; }},
      {"skip-forward", [](Plan& p) { first(p, OpCode::Skip).imm = 10'000; }},
      {"text-exists", [](Plan& p) { first(p, OpCode::Constant).code = OpCode::ConstantText; }},
      {"event-in-hand", [](Plan& p) { first(p, OpCode::Field).imm = 3; }},
      {"event-in-hand", [](Plan& p) { first(p, OpCode::Captured).code = OpCode::Channel; }},
      {"profile-field",
       [](Plan& p) {
         first(p, OpCode::Now).code = OpCode::Profile, first(p, OpCode::Profile).imm = 9;
       }},
      {"capture-exists", [](Plan& p) { first(p, OpCode::Captured).imm = 99; }},
      {"round-step",
       [](Plan& p) {
         first(p, OpCode::Now).code = OpCode::Round, first(p, OpCode::Round).imm = 30;
       }},
      {"date-part",
       [](Plan& p) {
         first(p, OpCode::Now).code = OpCode::DatePart, first(p, OpCode::DatePart).imm = 6;
       }},
      {"text-case",
       [](Plan& p) {
         first(p, OpCode::LessEqual).code = OpCode::TextEqual, first(p, OpCode::TextEqual).imm = 2;
       }},
      {"event-in-hand", [](Plan& p) { first(p, OpCode::Field).code = OpCode::ProfileBefore; }},
      {"mark-bit", [](Plan& p) { first(p, OpCode::Mark).imm = 64; }},
      {"fact-kind", [](Plan& p) { first(p, OpCode::Advance).imm = 1; }},
      {"fact-kind", [](Plan& p) { first(p, OpCode::Arm).imm = 0; }},
      {"fact-kind", [](Plan& p) { first(p, OpCode::Update).imm = 0; }},
      {"fact-kind", [](Plan& p) { first(p, OpCode::Read).imm |= 0xFFFFFF; }},
      {"fact-value", [](Plan& p) { first(p, OpCode::UpdateEvent).imm = 2; }},
      {"read-part", [](Plan& p) { first(p, OpCode::Read).imm |= std::int64_t{2} << 24; }},
      {"read-cap", [](Plan& p) { first(p, OpCode::Read).imm |= std::int64_t{500} << 32; }},
      {"read-cap", [](Plan& p) { first(p, OpCode::Read).imm &= 0xFFFFFFFF; }},
      {"rule-exists", [](Plan& p) { first(p, OpCode::Candidate).imm = 7; }},
      {"rule-at-home", [](Plan& p) { first(p, OpCode::Candidate).imm = 0; }},
      {"candidate-first", [](Plan& p) { first(p, OpCode::Candidate).code = OpCode::And; }},
      {"reason-exists", [](Plan& p) { first(p, OpCode::Reason).imm = 2; }},
      {"argument-exists", [](Plan& p) { first(p, OpCode::Argument).imm = 2; }},
      {"issue-own", [](Plan& p) { first(p, OpCode::Issue).imm = 0; }},
      {"action-exists", [](Plan& p) { first(p, OpCode::Issue).imm |= 1; }},
  };
  return table;
}

TEST(PlanVerify, EachDamageIsFoundByTheNameOfItsInvariant) {
  for (const Damage& damage : damages()) {
    Plan plan = sound_plan();
    damage.damage(plan);
    EXPECT_THAT(names_of(verify(plan)), testing::Contains(damage.invariant));
  }
}

// Two rules behind the index of product_viewed, which asks the price, the customer's age and, as its one key, a count.
Plan indexed_plan() {
  ProgramBuilder b;
  const ExprId count = b.count_in_hours(b.pattern({kViewed}), 24, 3);
  const ExprId age = b.add(CustomerField{0}, {Kind::Value, kWhole, false, false});
  b.rule("a", {b.priced_at_least(25)}).condition =
      b.both(b.at_least(count, b.number(3)), b.at_least(age, b.number(18)));
  b.rule("b", {b.priced_at_least(50)});
  return from_program(b.program, {true, 1, 0});
}

TEST(PlanVerify, ASoundIndexHasNoViolations) {
  const Plan plan = indexed_plan();
  EXPECT_EQ(plan.touchpoints[kViewed].index.inputs.size(), 3U);
  EXPECT_EQ(plan.touchpoints[kViewed].index.triggers.size(), 2U);
  for (const Violation& violation : verify(plan)) {
    ADD_FAILURE() << violation.invariant << ": " << violation.words;
  }
}

const std::vector<Damage>& index_damages() {
  constexpr auto index = [](Plan& p) -> BodyIndex& { return p.touchpoints[kViewed].index; };
  static const std::vector<Damage> table = {
      {"index-inputs", [=](Plan& p) { index(p).inputs.clear(); }},
      {"index-inputs",
       [=](Plan& p) {
         for (IndexInput& input : index(p).inputs) input.number = 9;
       }},
      {"index-rows", [=](Plan& p) { index(p).inputs[0].starts = {5, 5}; }},
      {"index-range", [=](Plan& p) { index(p).conjunctions[0].ranges[0].last = 100; }},
      {"index-range", [=](Plan& p) { index(p).conjunctions[0].ranges[0].input = 100; }},
      {"index-range",
       [=](Plan& p) {
         auto& ranges = index(p).triggers[0].ranges;
         ranges.push_back(ranges[0]);
       }},
      {"index-body", [=](Plan& p) { index(p).conjunctions[0].body = 2; }},
      {"index-rule", [=](Plan& p) { std::swap(index(p).bodies[0], index(p).bodies[1]); }},
      {"index-rule", [=](Plan& p) { first(p, OpCode::Rules).imm = 3; }},
      {"index-trigger", [=](Plan& p) { index(p).bodies[0].trigger = 2; }},
      {"index-key", [=](Plan& p) { first(p, OpCode::Key).imm = 1; }},
      {"index-key", [=](Plan& p) { first(p, OpCode::Rules).code = OpCode::AnswerKeys; }},
      {"index-asked-first", [=](Plan& p) { first(p, OpCode::Look).code = OpCode::Rules; }},
      {"index-at-home", [=](Plan& p) { index(p).bodies.clear(); }},
      {"rule-at-home",
       [=](Plan& p) { std::swap(index(p).bodies[0].body, index(p).bodies[1].body); }},
  };
  return table;
}

// Also of a pack from outside, where no verifier was: what is computed from an event, and where it came, are no texts.
TEST(PlanVerify, AnIndexTakesNoTextForANumber) {
  ASSERT_EQ(unsound_part(indexed_plan()), "");
  for (const IndexSource source :
       {IndexSource::Field, IndexSource::Profile, IndexSource::Channel, IndexSource::Key}) {
    Plan plan = indexed_plan();
    for (IndexInput& input : plan.touchpoints[kViewed].index.inputs) {
      if (input.source == source) input.is_text = true;
    }
    if (source == IndexSource::Channel) {
      IndexInput channel;
      channel.source = source;
      channel.is_text = true;
      plan.touchpoints[kViewed].index.inputs.push_back(channel);
    }
    EXPECT_EQ(unsound_part(plan), "an index takes a text for a number");
    EXPECT_THAT(names_of(verify(plan)), testing::Contains("index-text"));
  }
}

// A sequence of which an event is no part unless the price says so: its update and its rule stand behind indexes.
Plan indexed_updates() {
  ProgramBuilder b;
  b.rule("a", {b.priced_at_least(25), b.priced_at_least(50)});
  return from_program(b.program, {true, 1, 0});
}

TEST(PlanVerify, EachDamageOfUpdatesIsFoundByTheNameOfItsInvariant) {
  constexpr auto updates = [](Plan& p) -> BodyIndex& { return p.touchpoints[kViewed].updates; };
  const Damage damages[] = {
      {"index-body", [=](Plan& p) { updates(p).conjunctions[0].body = 1; }},
      {"index-rule", [=](Plan& p) { updates(p).bodies[0].rule = 0; }},
      {"index-inputs", [=](Plan& p) { updates(p).inputs[0].source = IndexSource::Profile; }},
      {"index-at-home", [=](Plan& p) { updates(p).bodies.clear(); }},
      {"fact-kind", [=](Plan& p) { first(p, OpCode::Completed).imm = 9; }},
  };
  EXPECT_TRUE(verify(indexed_updates()).empty());
  for (const Damage& damage : damages) {
    Plan plan = indexed_updates();
    damage.damage(plan);
    EXPECT_THAT(names_of(verify(plan)), testing::Contains(damage.invariant));
  }
}

TEST(PlanVerify, EachDamageOfAnIndexIsFoundByTheNameOfItsInvariant) {
  for (const Damage& damage : index_damages()) {
    Plan plan = indexed_plan();
    damage.damage(plan);
    EXPECT_THAT(names_of(verify(plan)), testing::Contains(damage.invariant));
  }
}

TEST(PlanVerify, AViolationSaysWhere) {
  Plan plan = sound_plan();
  first(plan, OpCode::Field).imm = 3;
  const std::vector<Violation> violations = verify(plan);
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_THAT(violations[0].words,
              testing::MatchesRegex(
                  "touchpoint product_viewed: [0-9]+ `r[0-9]+ = field field 3` reads a field "
                  "that the event in hand has not"));
}

}  // namespace
}  // namespace wend::plan::test
