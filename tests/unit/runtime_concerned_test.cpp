// SPDX-License-Identifier: Apache-2.0
//
// Session::concerned: what the event, its channel and the profile rule out, and what they leave open.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/plan_fixture.h"
#include "wend/runtime.h"

namespace wend::plan::test {
namespace {

using namespace program;
using testing::ElementsAre;

// By number: 0 asks the price, 1 the age too, 2 the history, 3 two steps, 4 the channel.
std::shared_ptr<Pack> some_pack() {
  ProgramBuilder b;
  b.rule("a_price", {b.priced_at_least(25)});
  const ExprId age = b.add(CustomerField{0}, {Kind::Value, kWhole, true, false});
  b.rule("b_age", {b.priced_at_least(10)}).condition =
      b.both(b.yes_no(Unary{UnaryKind::IsKnown, age}), b.at_least(age, b.number(18)));
  b.rule("c_history", {b.priced_at_least(50)}).condition =
      b.at_least(b.count_in_hours(b.pattern({kViewed}), 24, 3), b.number(3));
  b.rule("d_steps", {b.pattern({kCart}), b.pattern({kViewed})});
  b.rule("e_app", {b.pattern({kViewed}, {1})});
  return std::make_shared<Pack>(from_program(b.program, {true, 1, 0}));
}

Event viewed(std::int64_t euros, std::uint32_t channel) {
  Event event;
  event.source = "shop";
  event.id = "1";
  event.customer = "ann";
  event.touchpoint = kViewed;
  event.channel = channel;
  event.fields = {{Event::State::Present, 0, "p1"},
                  {Event::State::Present, euros * kMillionth, {}},
                  {Event::State::Absent, 0, {}}};
  return event;
}

Event aged(std::int64_t years) {
  Event event;
  event.source = "shop";
  event.id = "2";
  event.customer = "ann";
  event.touchpoint = Event::kProfile;
  event.fields = {{Event::State::Present, years * kMillionth, {}}};
  return event;
}

std::vector<std::uint32_t> concerned(Session& session, const Event& event) {
  const auto rules = session.concerned(event);
  return {rules.begin(), rules.end()};
}

TEST(SessionConcerned, LeavesOutWhatTheEventRulesOut) {
  Session session(some_pack());
  EXPECT_THAT(concerned(session, viewed(5, 0)), ElementsAre(3));
  EXPECT_THAT(concerned(session, viewed(30, 0)), ElementsAre(0, 3));
  EXPECT_THAT(concerned(session, viewed(30, 1)), ElementsAre(0, 3, 4));
  EXPECT_THAT(concerned(session, viewed(60, 0)), ElementsAre(0, 2, 3)) << "history is left open";
}

TEST(SessionConcerned, KnowsTheProfileAndChangesNothing) {
  Session session(some_pack());
  const Event adult = aged(20);
  ASSERT_FALSE(session.feed(adult));
  session.flush();
  EXPECT_THAT(concerned(session, viewed(30, 0)), ElementsAre(0, 1, 3));
  Event other = viewed(30, 0);
  other.customer = "bob";
  EXPECT_THAT(concerned(session, other), ElementsAre(0, 3));
  EXPECT_EQ(session.customers(), 1U);
  EXPECT_EQ(session.counts().rules[0].candidates, 0U);
}

TEST(SessionConcerned, WithoutAnIndexEveryRuleThere) {
  Session session(some_pack());
  Event cart = viewed(5, 0);
  cart.touchpoint = kCart;
  EXPECT_TRUE(concerned(session, cart).empty());
  cart.touchpoint = 99;
  EXPECT_TRUE(concerned(session, cart).empty());
}

}  // namespace
}  // namespace wend::plan::test
