// SPDX-License-Identifier: Apache-2.0
//
// The compile report of a small pack.
#include <gtest/gtest.h>

#include "compiler/plan/fact_use.h"
#include "compiler/plan/report.h"
#include "tests/unit/plan_fixture.h"

namespace wend::plan::test {
namespace {

using namespace program;

Plan small_pack() {
  ProgramBuilder b;
  const PatternId viewed = b.pattern({kViewed}), cart = b.pattern({kCart}),
                  ordered = b.pattern({kOrdered});
  Rule& left = b.rule("cart_left", {cart});
  left.trigger.absence =
      Absence{ordered, {}, false, hours(2), AbsenceAnchor::Each, 8, "no order_placed"};
  left.condition = b.at_least(b.count_in_hours(viewed, 24, 3), b.number(3));
  left.limit = {false, 1, {}, {}, 0, false, {}};
  Rule& loved = b.rule("loved", {viewed});
  loved.condition = b.at_least(b.count_in_hours(viewed, 1, 2), b.number(2));
  loved.limit = {false, 1, days(30), b.step_field(0, {0}, kProduct), 20, false, {}};
  return from_program(b.program);
}

TEST(PlanReport, SaysWhatIsKeptDoneAndForgotten) {
  EXPECT_EQ(report(small_pack()), R"(State
  at most 872 bytes per customer: 847 of 4 facts, 13 of profile, 12 of its own
  A customer pays only for what happened. Bytes of a fact when first used, and at most:
        12         30  times of product_viewed
                       2 rules: cart_left, loved
        12         14  decisions of cart_left
                       1 rule: cart_left
        34        531  decisions of loved per product
                       1 rule: loved
        39        272  open deadlines of cart_left: no order_placed within 2 hours of each (cart_changed)
                       1 rule: cart_left
  Shared by several rules: 1 of 4 facts

Work per event
  touchpoint      operations  always run  tests  fact updates  rules
  product_viewed          15          10      1             1      1
  order_placed             1           1      0             1      0
  cart_changed             1           1      0             1      0
  Tests are those that every event of the touchpoint meets, each once for all rules that ask it;
  the other operations stand behind one.

Clock
  1 of 2 rules act at a deadline, by the clock alone
  cart_left: after 2 hours, 8 open at once, 13 operations

Never forgotten
  decisions of cart_left: the newest 1

Can be pushed out
  decisions of loved per product: remembers 20 values
  open deadlines of cart_left: no order_placed within 2 hours of each (cart_changed): 8 open at once; a start beyond them is not armed
  The value whose own last event is oldest makes room. Overruns are counted when they happen.
)");
}

TEST(PlanReport, AFactIsUsedByTheRulesWhoseAnswersDependOnIt) {
  const std::vector<std::set<std::uint32_t>> rules = rules_of_facts(small_pack());
  ASSERT_EQ(rules.size(), 4u);
  EXPECT_EQ(rules[0], (std::set<std::uint32_t>{0, 1}));  // times of product_viewed
  EXPECT_EQ(rules[1], (std::set<std::uint32_t>{0}));     // ledgers
  EXPECT_EQ(rules[2], (std::set<std::uint32_t>{1}));
  EXPECT_EQ(rules[3], (std::set<std::uint32_t>{0}));  // the open deadlines
}

}  // namespace
}  // namespace wend::plan::test
