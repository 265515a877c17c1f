// SPDX-License-Identifier: Apache-2.0
//
// Events that are later than stated: what a host sees of them beside decisions, which the judge looks at.
#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wend/compiler.h"
#include "wend/runtime.h"

namespace wend {
namespace {

using testing::ElementsAre;

constexpr std::uint32_t kOrdered = 1;

std::shared_ptr<Pack> shop(const std::string& rules) {
  const CompileResult made = compile({{"shop.wend", R"(
schema shop
  zone     "UTC"
  history  begins 2026-01-01
  lateness 10 minutes up to 8 events
  channel  web
  touchpoint called on web
  touchpoint ordered on web without repeats
  action   tell purpose service
)" + rules}});
  EXPECT_TRUE(made.pack) << made.text;
  return made.pack;
}

std::shared_ptr<Pack> called_and_ordered() {
  return shop(R"(
rule called_and_ordered
  when     called
  if       any ordered today
  do       tell()
  limit    none
rule each_order
  when     ordered
  do       tell()
  limit    none
  decide   when certain
)");
}

std::string line(const std::string& type, const std::string& id, const std::string& customer,
                 const std::string& time) {
  return fmt::format(
      R"({{"specversion":"1.0","id":"{}","source":"s","type":"{}","subject":"{}","time":"2026-03-02T{}Z","data":{{}}}})",
      id, type, customer, time);
}

// Anna called at 12:05, which is open; everything before 11:55 is closed.
void call(Session& session) {
  ASSERT_FALSE(session.feed_json(line("called", "1", "anna", "12:05:00")));
}

TEST(RuntimeLate, WhatIsOpenIsLookedAtAgain) {
  Session session(called_and_ordered());
  std::vector<std::string> told;
  session.on_decision([&](const Decision& decision) { told.emplace_back(decision.customer); });
  call(session);
  EXPECT_TRUE(told.empty());
  EXPECT_FALSE(session.feed_json(line("ordered", "2", "anna", "09:00:00")));
  EXPECT_THAT(told, ElementsAre("anna"));
  EXPECT_EQ(session.counts().events, 2U);
  EXPECT_EQ(session.counts().late, 1U);
}

// One customer's flood closes its own events early, among many that stay open.
TEST(RuntimeLate, WhoeverHasTooManyKeepsTheNewestOpen) {
  Session session(called_and_ordered());
  std::vector<std::int64_t> closed;
  session.on_decision([&](const Decision& decision) {
    if (decision.customer == "anna") closed.push_back(decision.time_ms);
  });
  for (int i = 0; i < 300; ++i) {
    const std::string time = fmt::format("12:0{}:{:02}", i / 60, i % 60);
    ASSERT_FALSE(session.feed_json(line("ordered", fmt::format("a{}", i), "anna", time)));
    if (i % 10 == 0) {
      const std::string other = fmt::format("other{}", i);
      ASSERT_FALSE(session.feed_json(line("ordered", other, other, time)));
    }
    ASSERT_LE(session.open_events(), 8U + static_cast<std::uint64_t>(i / 10 + 1));
  }
  EXPECT_EQ(session.open_events(), 8U + 30U);
  EXPECT_EQ(session.counts().closed_early, 292U);
  EXPECT_EQ(closed.size(), 292U);
  EXPECT_TRUE(std::is_sorted(closed.begin(), closed.end()));
}

TEST(RuntimeLate, NamesThatAreKeptHaveAStatedLength) {
  Session session(called_and_ordered());
  EXPECT_FALSE(session.feed_json(line("called", std::string(255, 'x'), "anna", "12:05:00")));
  const auto refused = session.feed_json(line("called", std::string(256, 'y'), "anna", "12:05:00"));
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->kind, RefusalKind::TextTooLong);
}

TEST(RuntimeLate, ASinkThatThrowsLosesNothing) {
  Session session(called_and_ordered());
  std::vector<std::string> told;
  bool is_ready = false;
  session.on_decision([&](const Decision& decision) {
    if (!std::exchange(is_ready, true)) throw std::runtime_error("not now");
    told.emplace_back(decision.customer);
  });
  call(session);
  const std::string late = line("ordered", "2", "anna", "09:00:00");
  EXPECT_THROW(session.feed_json(late), std::runtime_error);
  EXPECT_FALSE(session.feed_json(late));
  EXPECT_THAT(told, ElementsAre("anna"));
  EXPECT_EQ(session.counts().late, 1U);
}

TEST(RuntimeLate, ItMayBeTheFirstOfACustomer) {
  Session session(called_and_ordered());
  std::vector<std::string> told;
  session.on_decision([&](const Decision& decision) { told.emplace_back(decision.customer); });
  call(session);
  EXPECT_FALSE(session.feed_json(line("ordered", "2", "ben", "09:00:00")));
  EXPECT_EQ(session.customers(), 2U);
  EXPECT_FALSE(session.feed_json(line("called", "3", "ben", "12:06:00")));
  EXPECT_THAT(told, ElementsAre("ben"));
}

TEST(RuntimeLate, ASourceAndIdThatIsOpenIsOneOfOtherContent) {
  Session session(called_and_ordered());
  call(session);
  const auto refused = session.feed_json(line("ordered", "1", "anna", "09:00:00"));
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->kind, RefusalKind::RepeatDiffers);
  EXPECT_EQ(session.counts().late, 0U);
}

TEST(RuntimeLate, ConcernsNoRule) {
  Session session(called_and_ordered());
  call(session);
  Event event;
  event.source = "s";
  event.id = "2";
  event.customer = "anna";
  event.touchpoint = kOrdered;
  event.time_ns = *read_rfc3339("2026-03-02T12:06:00Z");
  EXPECT_FALSE(session.concerned(event).empty());
  event.time_ns = *read_rfc3339("2026-03-02T09:00:00Z");
  EXPECT_TRUE(session.concerned(event).empty());
}

TEST(RuntimeLate, TheStateKnowsWhatWasTaken) {
  const std::shared_ptr<Pack> pack = called_and_ordered();
  Session session(pack), resumed(pack);
  call(session);
  EXPECT_FALSE(session.feed_json(line("ordered", "2", "ben", "09:00:00")));
  ASSERT_FALSE(resumed.load(session.save()));
  EXPECT_EQ(resumed.counts().late, 1U);
  ASSERT_EQ(resumed.counts().late_facts.size(), 1U);
  EXPECT_EQ(resumed.counts().late_facts[0].taken, 1U);
  std::vector<std::string> told;
  resumed.on_decision([&](const Decision& decision) { told.emplace_back(decision.customer); });
  EXPECT_FALSE(resumed.feed_json(line("called", "3", "ben", "12:06:00")));
  EXPECT_THAT(told, ElementsAre("ben"));
}

// Also when the session was saved in between.
TEST(RuntimeLate, WhatCameBeforeOtherRulesTookOverIsRefused) {
  Session before(called_and_ordered());
  call(before);
  const std::shared_ptr<Pack> others = shop(R"(
rule called_and_ordered
  when     called
  if       any ordered on record
  do       tell()
  limit    none
)");
  Session session(others), resumed(others);
  session.succeed(before);
  ASSERT_FALSE(resumed.load(session.save()));
  const auto refused = resumed.feed_json(line("ordered", "2", "anna", "12:04:00"));
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->kind, RefusalKind::Earlier);
  EXPECT_FALSE(resumed.feed_json(line("called", "3", "anna", "13:00:00")));
  EXPECT_FALSE(resumed.feed_json(line("ordered", "4", "anna", "12:30:00")));
  EXPECT_EQ(resumed.counts().late, 1U);
}

}  // namespace
}  // namespace wend
