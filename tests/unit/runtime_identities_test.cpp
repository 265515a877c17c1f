// SPDX-License-Identifier: Apache-2.0
//
// Identities where events may come late: what a host sees of them beside decisions, which the judge looks at.
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "wend/compiler.h"
#include "wend/runtime.h"

namespace wend {
namespace {

std::shared_ptr<Pack> shop() {
  const CompileResult made = compile({{"shop.wend", R"(
schema shop
  zone       "UTC"
  history    begins 2026-01-01
  lateness   10 minutes up to 3 events
  identifier Visitor up to 24 characters
  identity   Visitor up to 2
  channel    web
  touchpoint viewed on web from Visitor
  touchpoint logged_in on web links visitor
    visitor: Visitor
  action     tell purpose service
rule whoever
  when     (viewed or logged_in)
  do       tell()
  limit    none
)"}});
  EXPECT_TRUE(made.pack) << made.text;
  return made.pack;
}

std::string line(const std::string& type, const std::string& id, const std::string& subject,
                 const std::string& time, const std::string& visitor = "") {
  const std::string data = visitor.empty() ? "{}" : fmt::format(R"({{"visitor":"{}"}})", visitor);
  return fmt::format(
      R"({{"specversion":"1.0","id":"{}","source":"s","type":"{}","subject":"{}","time":"2026-03-02T{}:00Z","data":{}}})",
      id, type, subject, time, data);
}

// More is closed of the visitor than of anna, who turns out to be it when 10:30 comes.
std::vector<std::string> out_of_turn() {
  return {line("logged_in", "1", "anna", "10:00", "v"),
          line("viewed", "2", "v", "10:01"),
          line("viewed", "3", "v", "10:02"),
          line("viewed", "4", "v", "10:03"),
          line("viewed", "5", "v", "10:04"),
          line("logged_in", "6", "anna", "10:01", "w"),
          line("viewed", "7", "v", "10:30")};
}

std::string words(const Decision& decision) {
  return fmt::format("{} {} {}", decision.customer, decision.time_ms, decision.id);
}

TEST(Identities, ARepeatUnderAnotherNameIsAnotherEvent) {
  Session session(shop(), Tier::Interpreter);
  EXPECT_FALSE(session.feed_json(line("viewed", "1", "v", "10:00")));
  EXPECT_FALSE(session.feed_json(line("logged_in", "2", "anna", "10:01", "v")));
  EXPECT_EQ(session.feed_json(line("viewed", "1", "v", "10:00"))->kind, RefusalKind::Repeat);
  EXPECT_EQ(session.feed_json(line("viewed", "1", "w", "10:00"))->kind, RefusalKind::RepeatDiffers);
}

TEST(Identities, WhoeverIsForgottenTakesTheOpenEventsOfAllNames) {
  Session session(shop(), Tier::Interpreter);
  for (const std::string& one : out_of_turn()) EXPECT_FALSE(session.feed_json(one));
  EXPECT_EQ(session.customers(), 1U);
  EXPECT_EQ(session.open_events(), 1U);
  EXPECT_TRUE(session.forget("v", "Visitor"));
  EXPECT_EQ(session.customers(), 0U);
  EXPECT_EQ(session.open_events(), 0U);
}

TEST(Identities, NoSinkFindsALinkHalfMade) {
  std::vector<std::string> all, some;
  Session whole(shop(), Tier::Interpreter);
  whole.on_decision([&](const Decision& decision) { all.push_back(words(decision)); });
  for (const std::string& one : out_of_turn()) whole.feed_json(one);
  Session broken(shop(), Tier::Interpreter);
  bool throws = true;
  broken.on_decision([&](const Decision& decision) {
    throws = !throws;
    if (!throws) throw std::runtime_error("the disk is full");
    some.push_back(words(decision));
  });
  for (const std::string& one : out_of_turn()) {
    for (;;) {
      try {
        broken.feed_json(one);
        break;
      } catch (const std::runtime_error&) {
      }
    }
  }
  EXPECT_EQ(all.size(), 6U);
  EXPECT_EQ(some, all);
  EXPECT_EQ(broken.counts().joined, whole.counts().joined);
  EXPECT_EQ(broken.save(), whole.save());
}

}  // namespace
}  // namespace wend
