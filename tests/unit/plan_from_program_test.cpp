// SPDX-License-Identifier: Apache-2.0
//
// Small programs and the plans made of them, operation by operation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/plan/print.h"
#include "compiler/plan/verify.h"
#include "runtime/abi/pack.h"
#include "tests/unit/plan_fixture.h"

namespace wend::plan::test {
namespace {

using namespace program;
using testing::HasSubstr;
using testing::Not;

// The plan of the program, which keeps all invariants with and without simplification, ours and those
// that the runtime asks of a plan from outside.
Plan planned(const ProgramBuilder& b) {
  for (const bool simplify : {false, true}) {
    const Plan plan = from_program(b.program, {simplify});
    for (const Violation& violation : verify(plan)) {
      ADD_FAILURE() << violation.invariant << ": " << violation.words;
    }
    EXPECT_EQ(unsound_part(plan), "");
  }
  return from_program(b.program);
}

TEST(PlanFromProgram, ARuleWithoutTestsGoesStraightToItsCandidate) {
  ProgramBuilder b;
  b.rule("hello", {b.pattern({kCart})});
  const Plan plan = planned(b);
  EXPECT_EQ(facts_of(plan), "");
  EXPECT_EQ(body_of(plan, kViewed), "");
  EXPECT_EQ(body_of(plan, kCart),
            "0 r0 = constant 1\n"
            "1 r1 = candidate r0, r0, hello\n"
            "2 skip r1, to 8\n"
            "3 r0 = absent\n"
            "4 argument r0, 0\n"
            "5 r0 = constant 10000000\n"
            "6 argument r0, 1\n"
            "7 issue hello 0\n");
}

TEST(PlanFromProgram, EqualPatternsAreOneTestAndOneSkip) {
  ProgramBuilder b;
  b.rule("one", {b.priced_at_least(25)});
  b.rule("two", {b.priced_at_least(25)});
  EXPECT_THAT(body_of(planned(b), kViewed), testing::StartsWith("0 r0 = constant 25000000\n"
                                                                "1 r1 = field field 1\n"
                                                                "2 r2 = less_equal r0, r1\n"
                                                                "3 r0 = constant 1\n"
                                                                "4 skip r2, to 19\n"
                                                                "5 r1 = candidate r0, r0, one\n"));
}

TEST(PlanFromProgram, AChannelThatTheTouchpointAlwaysHasNeedsNoTest) {
  ProgramBuilder b;
  b.rule("all", {b.pattern({kViewed}, {0, 1})});
  b.rule("some", {b.pattern({kViewed}, {1, 2})});
  b.rule("none", {b.pattern({kCart}, {2})});
  const Plan plan = planned(b);
  EXPECT_THAT(body_of(plan, kViewed), testing::StartsWith("0 r0 = constant 1\n"
                                                          "1 r1 = channel\n"
                                                          "2 r2 = in_mask r1, 6\n"
                                                          "3 r1 = candidate r0, r0, all\n"));
  EXPECT_EQ(body_of(plan, kCart), "");
}

TEST(PlanFromProgram, RulesStandByPriorityThenName) {
  ProgramBuilder b;
  const PatternId cart = b.pattern({kCart});
  b.rule("zebra", {cart}).priority = 5;
  b.rule("beta", {cart});
  b.rule("alpha", {cart});
  const Plan plan = planned(b);
  ASSERT_EQ(plan.rules.size(), 3u);
  EXPECT_EQ(plan.rules[0].name, "zebra");
  EXPECT_EQ(plan.rules[1].name, "alpha");
  EXPECT_EQ(plan.rules[2].name, "beta");
}

TEST(PlanFromProgram, CountsOfOnePatternShareTheGreatestCapacityAndKeepTheirOwnCap) {
  ProgramBuilder b;
  const PatternId viewed = b.pattern({kViewed}), cart = b.pattern({kCart});
  b.rule("few", {cart}).condition = b.at_least(b.count_in_hours(viewed, 1, 3), b.number(3));
  b.rule("many", {cart}).condition = b.at_least(b.count_in_hours(viewed, 24, 10), b.number(10));
  const Plan plan = planned(b);
  EXPECT_EQ(facts_of(plan), "times: times of product_viewed, capacity 10\n");
  EXPECT_EQ(body_of(plan, kViewed), "0 update_event f0\n");
  EXPECT_THAT(body_of(plan, kCart), HasSubstr("f0.count up to 3\n"));
  EXPECT_THAT(body_of(plan, kCart), HasSubstr("f0.count up to 10\n"));
}

TEST(PlanFromProgram, ABareLastTimeIsReadOffAFactWithAValue) {
  ProgramBuilder b;
  const PatternId viewed = b.pattern({kViewed}), cart = b.pattern({kCart});
  const ExprId any =
      b.history(Measure::Exists, viewed, {}, last(days(7)), 0, {ValueKind::YesNo, 0, 0, 0});
  const ExprId last_price = b.history(Measure::Last, viewed, {1}, on_record(), 0, kMoney);
  b.rule("r", {cart}).condition = b.both(any, b.at_least(last_price, b.money(5)));
  const Plan plan = planned(b);
  EXPECT_EQ(facts_of(plan), "last: last price of product_viewed, capacity 1\n");
  EXPECT_THAT(body_of(plan, kCart), HasSubstr("window_start 7 days\n"));
  EXPECT_THAT(body_of(plan, kCart), HasSubstr("f0.exists\n"));
}

TEST(PlanFromProgram, AnOptionalValueLendsNoTimeAndIsTakenOnlyWhereItIsKnown) {
  ProgramBuilder b;
  const PatternId viewed = b.pattern({kViewed}), cart = b.pattern({kCart});
  const ExprId any =
      b.history(Measure::Exists, viewed, {}, on_record(), 0, {ValueKind::YesNo, 0, 0, 0});
  const ExprId note =
      b.history(Measure::Last, viewed, {2}, on_record(), 0, {ValueKind::Text, 0, 20, 0});
  b.rule("r", {cart}).condition = b.both(any, b.yes_no(Unary{UnaryKind::IsKnown, note}));
  const Plan plan = planned(b);
  EXPECT_EQ(facts_of(plan),
            "last: last note of product_viewed, capacity 1\n"
            "last: last time of product_viewed, capacity 1\n");
  EXPECT_EQ(body_of(plan, kViewed),
            "0 r0 = field field 2\n"
            "1 r1 = is_known r0\n"
            "2 update_event f1\n"
            "3 skip r1, to 5\n"
            "4 update r0, f0\n");
}

TEST(PlanFromProgram, AnEventThatAlsoEndsAStretchIsTakenThenForgotten) {
  ProgramBuilder b;
  const PatternId ordered = b.pattern({kOrdered});
  const ExprId sum =
      b.history(Measure::Sum, ordered, {0}, since(b.pattern({kOrdered, kCart})), 0, kMoney);
  b.rule("r", {ordered}).condition = b.at_least(sum, b.money(50));
  const Plan plan = planned(b);
  EXPECT_THAT(body_of(plan, kOrdered), testing::StartsWith("0 r0 = field field 0\n"
                                                           "1 update r0, f0\n"
                                                           "2 reset f0\n"));
  EXPECT_EQ(body_of(plan, kCart), "0 reset f0\n");
}

TEST(PlanFromProgram, TimeSinceIsNowMinusTheTime) {
  ProgramBuilder b;
  const ExprId since_last = b.history(Measure::SinceLast, b.pattern({kOrdered}), {}, on_record(), 0,
                                      {ValueKind::Duration, 0, 0, 0});
  Rule& rule = b.rule("r", {b.pattern({kCart})});
  rule.reasons = {{since_last}};
  EXPECT_THAT(body_of(planned(b), kCart), HasSubstr("now\n"));
  EXPECT_THAT(body_of(planned(b), kCart), HasSubstr("read_all f0.last_time\n"));
}

TEST(PlanFromProgram, ASequenceMarksWhatMayMatchAndReadsItsCaptures) {
  ProgramBuilder b;
  const PatternId viewed = b.pattern({kViewed}), cart = b.pattern({kCart}),
                  ordered = b.pattern({kOrdered});
  Rule& rule = b.rule("r", {viewed, cart, ordered});
  rule.trigger.steps[1].within = hours(2);
  rule.trigger.steps[2].without = {{b.priced_at_least(25), {}}};
  rule.condition = b.at_least(b.step_field(2, {0}, kMoney), b.step_field(0, {1}, kMoney));
  const Plan plan = planned(b);
  EXPECT_EQ(plan.facts[0].meaning,
            "product_viewed, then cart_changed within 2 hours, then order_placed without "
            "product_viewed where 25 "
            "EUR <= price");
  EXPECT_EQ(body_of(plan, kViewed),
            "0 r0 = constant 1\n"
            "1 r1 = constant 25000000\n"
            "2 r2 = field field 1\n"
            "3 r3 = less_equal r1, r2\n"
            "4 mark r0, 0\n"
            "5 mark r3, 34\n"
            "6 r0 = advance f0\n");
  EXPECT_THAT(body_of(plan, kOrdered), testing::StartsWith("0 r0 = constant 1\n"
                                                           "1 mark r0, 2\n"
                                                           "2 r0 = advance f0\n"
                                                           "3 skip r0, to 14\n"
                                                           "4 r0 = captured c2\n"
                                                           "5 r1 = field field 0\n"
                                                           "6 r2 = less_equal r0, r1\n"));
  EXPECT_THAT(plan.rules[0].step_times, testing::ElementsAre(0, 1, RuleInfo::kCurrent));
}

TEST(PlanFromProgram, RulesShareASequenceAndItsCaptures) {
  ProgramBuilder b;
  const PatternId viewed = b.pattern({kViewed}), ordered = b.pattern({kOrdered});
  b.rule("one", {viewed, ordered}).reasons = {{b.step_field(0, {1}, kMoney)}};
  b.rule("two", {viewed, ordered}).reasons = {{b.step_field(0, {0}, kProduct)}};
  const Plan plan = planned(b);
  EXPECT_EQ(facts_of(plan), "sequence: product_viewed, then order_placed, capacity 1\n");
  EXPECT_EQ(plan.captures.size(), 3u);  // the time, a price, a product
}

TEST(PlanFromProgram, AnAbsenceIsCancelledBeforeItIsArmed) {
  ProgramBuilder b;
  const PatternId viewed = b.pattern({kViewed});
  Rule& rule = b.rule("silent", {viewed});
  rule.trigger.absence =
      Absence{viewed, {}, false, days(30), AbsenceAnchor::Last, 1, "no product_viewed"};
  rule.reasons = {{b.step_field(0, {1}, kMoney)}};
  const Plan plan = planned(b);
  EXPECT_EQ(body_of(plan, kViewed),
            "0 disarm f0\n"
            "1 arm f0\n");
  EXPECT_THAT(deadline_of(plan, 0), HasSubstr("captured c1\n"));
  EXPECT_THAT(plan.rules[0].step_times, testing::ElementsAre(0));
}

TEST(PlanFromProgram, AnAbsenceBehindASequenceRepeatsItsCaptures) {
  ProgramBuilder b;
  Rule& rule = b.rule("r", {b.pattern({kViewed}), b.pattern({kCart})});
  rule.trigger.absence = Absence{b.pattern({kOrdered}), {}, false, hours(2), AbsenceAnchor::Each, 8,
                                 "no order_placed"};
  rule.calls[0].arguments = {{0, b.step_field(0, {0}, kProduct)},
                             {1, b.step_field(1, {0}, kMoney)}};
  const Plan plan = planned(b);
  ASSERT_EQ(plan.facts.size(), 2u);
  EXPECT_EQ(plan.facts[1].sequence, 0u);
  EXPECT_EQ(plan.facts[0].capture_count, 4u);
  EXPECT_EQ(plan.facts[1].capture_begin, 4u);
  EXPECT_EQ(body_of(plan, kOrdered), "0 disarm f1\n");
  EXPECT_EQ(body_of(plan, kCart),
            "0 r0 = constant 1\n"
            "1 mark r0, 1\n"
            "2 r0 = advance f0\n"
            "3 skip r0, to 5\n"
            "4 arm f1\n");
}

TEST(PlanFromProgram, ARepetitionFiresAtExactlyItsNumber) {
  ProgramBuilder b;
  b.rule("r", {b.priced_at_least(25)}).trigger.repetition =
      Repetition{3, false, hours(1), {}, {}, 0, false};
  const Plan plan = planned(b);
  EXPECT_EQ(plan.facts[0].capacity, 4u);
  EXPECT_THAT(body_of(plan, kViewed), HasSubstr("f0.count up to 4\n"));
  EXPECT_THAT(body_of(plan, kViewed), HasSubstr("constant 3000000\n"));
}

TEST(PlanFromProgram, ARepetitionWithTheSameValueCountsUnderItsKey) {
  ProgramBuilder b;
  const PatternId dear = b.priced_at_least(25);
  b.rule("one", {dear}).trigger.repetition =
      Repetition{3, false, days(7), {0}, kProduct, 50, false};
  b.rule("two", {dear}).trigger.repetition =
      Repetition{3, false, days(7), {0}, kProduct, 50, false};
  const Plan plan = planned(b);
  EXPECT_EQ(plan.facts.size(), 1u);
  EXPECT_EQ(plan.facts[0].keys, 50u);
  EXPECT_THAT(body_of(plan, kViewed), HasSubstr("4 r1 = field field 0\n"
                                                "5 r3 = absent\n"
                                                "6 r4 = select r2, r1, r3\n"
                                                "7 r1 = window_start 7 days\n"
                                                "8 r2 = count_same r4, r1, f0\n"));
}

TEST(PlanFromProgram, OneOfSeveralChoicesIsAMask) {
  ProgramBuilder b;
  const ValueType channel{ValueKind::Choice, 0, 0, 0};
  const auto choice = [&](std::int64_t n) {
    return b.add(Constant{n}, {Kind::Value, channel, false, false});
  };
  const ExprId own = b.step_field(0, {kMetaChannel}, channel);
  b.rule("r", {b.pattern({kViewed})}).condition =
      b.yes_no(OneOf{own, {choice(0), choice(2)}, false});
  EXPECT_THAT(body_of(planned(b), kViewed), testing::StartsWith("0 r0 = channel\n"
                                                                "1 r1 = in_mask r0, 5\n"));
}

TEST(PlanFromProgram, AComputedAmountIsRoundedToTheCurrency) {
  ProgramBuilder b;
  Rule& rule = b.rule("r", {b.pattern({kCart})});
  const ExprId total = b.step_field(0, {0}, kMoney);
  const ExprId tenth =
      b.add(Constant{100'000}, {Kind::Value, {ValueKind::Percent, 0, 0, 0}, false, false});
  const ExprId gift =
      b.add(Binary{BinaryKind::Multiply, total, tenth, false}, {Kind::Value, kMoney, false, false});
  rule.calls = {{0, {}, {{1, gift}}}, {0, {}, {{1, total}}}};
  const std::string body = body_of(planned(b), kCart);
  EXPECT_THAT(body, HasSubstr("round r2, 10000\n"));
  EXPECT_EQ(body.find("round"), body.rfind("round"));  // a field has its digits
  EXPECT_THAT(body, HasSubstr("issue r 1\n"));
}

TEST(PlanFromProgram, DaysBetweenDatesAreAWholeNumber) {
  ProgramBuilder b;
  const ValueType date{ValueKind::Date, 0, 0, 0};
  const ExprId now = b.add(Now{}, {Kind::Value, {ValueKind::Instant, 0, 0, 0}, false, false});
  const ExprId today = b.add(Part{DatePart::Date, now}, {Kind::Value, date, false, false});
  const ExprId then = b.add(Constant{20'000}, {Kind::Value, date, false, false});
  const ExprId between =
      b.add(Binary{BinaryKind::Subtract, today, then, false}, {Kind::Value, kWhole, false, false});
  b.rule("r", {b.pattern({kCart})}).reasons = {{between}};
  EXPECT_THAT(body_of(planned(b), kCart), HasSubstr("constant 1000000000000\n"));
}

TEST(PlanFromProgram, AnUnrelatedRuleChangesNoOtherRulesReads) {
  ProgramBuilder alone, beside;
  for (ProgramBuilder* b : {&alone, &beside}) {
    b->rule("few", {b->pattern({kCart})}).condition =
        b->at_least(b->count_in_hours(b->pattern({kViewed}), 1, 3), b->number(3));
  }
  beside.rule("many", {beside.pattern({kOrdered})}).condition = beside.at_least(
      beside.count_in_hours(beside.pattern({kViewed}), 500, 900), beside.number(900));
  EXPECT_EQ(body_of(planned(alone), kCart), body_of(planned(beside), kCart));
}

TEST(PlanFromProgram, WithoutSimplificationConstantsStay) {
  ProgramBuilder b;
  b.rule("r", {b.pattern({kCart}, {0})});
  EXPECT_THAT(body_of(from_program(b.program, {false}), kCart), HasSubstr(" = and "));
  EXPECT_THAT(body_of(from_program(b.program), kCart), Not(HasSubstr(" = and ")));
}

TEST(PlanFromProgram, TheSameProgramGivesTheSamePlan) {
  ProgramBuilder b;
  b.rule("r", {b.priced_at_least(25), b.pattern({kOrdered})});
  const Plan one = planned(b), two = planned(b);
  EXPECT_EQ(print(one), print(two));
  EXPECT_EQ(one.meaning[0], two.meaning[0]);
  EXPECT_EQ(one.meaning[1], two.meaning[1]);
}

}  // namespace
}  // namespace wend::plan::test
