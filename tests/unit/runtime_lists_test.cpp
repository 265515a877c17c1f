// SPDX-License-Identifier: Apache-2.0
//
// Lists in events of typed values: which are refused, what is asked of them, and packs that say too much of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/abi/pack.h"
#include "tests/unit/plan_fixture.h"
#include "wend/runtime.h"

namespace wend::plan::test {
namespace {

using namespace program;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// `cart_changed` has a list of up to two items with a price and, perhaps, a weight; the rule acts if one costs 10 EUR.
Plan some_plan() {
  ProgramBuilder b;
  SchemaTouchpoint& cart = b.program.schema.touchpoints[kCart];
  b.program.schema.records = {
      {"Item", {{"price", kMoney, false, false, {}}, {"weight", kWhole, true, false, {}}}, {}}};
  cart.lists = {{"items", 0, 2, false, false, {}}};
  const ExprId price = b.add(ItemField{0}, {Kind::Value, kMoney, false, false});
  b.program.answers[kCart] = {{ListMeasure::Any, 0, 0, b.at_least(price, b.money(10))}};
  const ValueType yes_no{ValueKind::YesNo, 0, 0, 0};
  cart.answers = {{"any items where price >= 10 EUR", yes_no, false, false, {}}};
  b.rule("dear", {b.pattern({kCart})}).condition = b.step_field(0, {1}, yes_no);
  return from_program(b.program, {true, 1, 0});
}

Event::Field number(std::int64_t whole) { return {Event::State::Present, whole * kMillionth, {}}; }

Event cart(std::vector<Event::Field> lists) {
  Event event;
  event.source = "shop";
  event.id = "1";
  event.customer = "ann";
  event.time_ns = 1'767'000'000'000'000'000;
  event.touchpoint = kCart;
  event.fields = {number(5)};
  event.fields.insert(event.fields.end(), lists.begin(), lists.end());
  return event;
}

std::string refusal(std::vector<Event::Field> lists) {
  Session session(std::make_shared<Pack>(some_plan()));
  const auto refused = session.feed(cart(std::move(lists)));
  return refused ? std::string(slug_of(refused->kind)) + ": " + refused->reason : "";
}

TEST(Lists, AreAskedInEventsOfTypedValues) {
  Session session(std::make_shared<Pack>(some_plan()));
  int acted = 0;
  session.on_decision([&](const Decision&) { ++acted; });
  ASSERT_FALSE(session.feed(cart({Event::list_of(2), number(3), {}, number(12), number(1)})));
  session.flush();
  EXPECT_EQ(acted, 1);
}

TEST(Lists, OfAnEventAreChecked) {
  EXPECT_EQ(refusal({Event::list_of(0)}), "");
  EXPECT_EQ(refusal({}), "missing-field: `items` is missing");
  EXPECT_THAT(refusal({Event::list_of(3)}), HasSubstr("too-many-items: `items` has more items"));
  EXPECT_EQ(refusal({Event::list_of(2), number(1), {}}),
            "malformed: `items` has fewer items than it says");
  EXPECT_EQ(refusal({Event::list_of(2), number(1), {}, {}, number(1)}),
            "missing-field: item 2 of `items`: `price` is missing");
}

TEST(Lists, RuleOutRulesThatAskThem) {
  Session session(std::make_shared<Pack>(some_plan()));
  const auto concerned = [&](std::int64_t price) {
    const auto rules = session.concerned(cart({Event::list_of(1), number(price), {}}));
    return std::vector<std::uint32_t>(rules.begin(), rules.end());
  };
  EXPECT_THAT(concerned(10), ElementsAre(0));
  EXPECT_THAT(concerned(9), IsEmpty());
}

TEST(Lists, OfAPackAreChecked) {
  ASSERT_EQ(unsound_part(some_plan()), "");
  Plan no_list = some_plan();
  no_list.touchpoints[kCart].answers[0].list = 1;
  EXPECT_EQ(unsound_part(no_list), "an answer names no list");
  Plan no_field = some_plan();
  no_field.touchpoints[kCart].answers[0].measure = ListMeasure::Sum;
  no_field.touchpoints[kCart].answers[0].field = 2;
  EXPECT_EQ(unsound_part(no_field), "an answer names no field");
  Plan too_long = some_plan();
  too_long.touchpoints[kCart].lists[0].most = kMostListItems + 1;
  EXPECT_EQ(unsound_part(too_long), "a list is too long");
  Plan acts = some_plan();
  acts.touchpoints[kCart].answers[0].test = acts.touchpoints[kCart].index.bodies[0].body;
  EXPECT_EQ(unsound_part(acts), "a test of items does more than to test");
  Plan reads = some_plan();
  reads.ops[reads.touchpoints[kCart].answers[0].test.begin] = {OpCode::Field, 0, 0, 0, 0, 2};
  EXPECT_EQ(unsound_part(reads), "an operation names no field");
}

}  // namespace
}  // namespace wend::plan::test
