// SPDX-License-Identifier: Apache-2.0
//
// Events about something else than a customer, fed as typed events: whom they reach, in which order, and what is known of
// them while nobody is asked.
#include <deque>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wend/compiler.h"
#include "wend/runtime.h"

namespace wend {
namespace {

using testing::ElementsAre;

constexpr std::uint32_t kAsked = 0, kRestocked = 1;

std::shared_ptr<Pack> shop() {
  const CompileResult made = compile({{"shop.wend", R"(
schema shop
  history    complete
  identifier Article up to 15 characters
  identifier Store up to 5 characters
  channel    web
  touchpoint asked_for on web
    article: Article
    store: Store
  touchpoint restocked on web about Article
    pieces: whole
  action     tell purpose service
    store: Store
  link       Article by asked_for.article with store
             up to 3 per article and 2 per customer for 4 weeks
rule there_again
  when     restocked where pieces > 1
  do       tell(store: restocked.store)
  limit    none
)"}});
  EXPECT_TRUE(made.pack) << made.text;
  return made.pack;
}

class RuntimeLinks : public testing::Test {
 protected:
  RuntimeLinks() : pack(shop()), session(pack) {
    session.on_decision([this](const Decision& decision) {
      told.push_back(std::string(decision.customer) + " " +
                     std::string(decision.arguments[0].text));
      ids.insert(std::string(decision.id));
    });
  }

  Event event(std::uint32_t touchpoint, std::string_view subject) {
    Event made;
    made.source = "shop";
    made.id = numbers.emplace_back(std::to_string(numbers.size()));
    made.customer = subject;
    made.time_ns = static_cast<std::int64_t>(numbers.size()) * 1'000'000'000;
    made.touchpoint = touchpoint;
    return made;
  }
  void ask(std::string_view customer, std::string_view article, std::string_view store) {
    Event made = event(kAsked, customer);
    made.fields = {{Event::State::Present, 0, article}, {Event::State::Present, 0, store}};
    EXPECT_FALSE(session.feed(made));
  }
  std::optional<Refusal> restock(std::string_view article) {
    Event made = event(kRestocked, article);
    made.fields = {{}, {Event::State::Present, 5'000'000, {}}, {}};
    return session.feed(made);
  }

  std::shared_ptr<Pack> pack;
  Session session;
  std::vector<std::string> told;
  std::set<std::string> ids;
  std::deque<std::string> numbers;
};

TEST_F(RuntimeLinks, ReachCustomersByNameThenByWhatTheyCarry) {
  ask("zoe", "A", "s1");
  ask("ann", "A", "s2");
  ask("ann", "A", "s1");
  EXPECT_FALSE(restock("A"));
  session.flush();
  EXPECT_THAT(told, ElementsAre("ann s1", "ann s2", "zoe s1"));
  EXPECT_EQ(ids.size(), 3U);
  EXPECT_EQ(session.counts().reached, 3U);
}

TEST_F(RuntimeLinks, TheOldestMakesRoomAndIsCounted) {
  ask("ann", "A", "s1");
  ask("ben", "A", "s1");
  ask("ann", "A", "s1");  // anew: now ben is the oldest
  ask("cid", "A", "s1");
  ask("dan", "A", "s1");
  EXPECT_FALSE(restock("A"));
  session.flush();
  EXPECT_THAT(told, ElementsAre("ann s1", "cid s1", "dan s1"));
  EXPECT_EQ(session.counts().links_forgotten, 1U);
}

TEST_F(RuntimeLinks, ASavedSessionKnowsThemAndWhoIsForgottenHasNone) {
  ask("ann", "A", "s1");
  ask("ben", "A", "s1");
  EXPECT_FALSE(restock("A"));  // held, and saved with the rest
  Session other(pack);
  ASSERT_FALSE(other.load(session.save()));
  EXPECT_EQ(other.links(), 2U);
  EXPECT_TRUE(other.forget("ann"));
  EXPECT_EQ(other.links(), 1U);
  std::vector<std::string> customers;
  other.on_decision([&](const Decision& decision) { customers.emplace_back(decision.customer); });
  other.flush();
  EXPECT_THAT(customers, ElementsAre("ben"));
}

TEST_F(RuntimeLinks, CountAmongTheBytesOfTheirCustomer) {
  ask("ann", "A", "s1");
  const std::uint64_t one = session.largest_customer_bytes();
  ask("ann", "B", "s1");
  EXPECT_GT(session.largest_customer_bytes(), one);
}

TEST_F(RuntimeLinks, WhatAnEventIsAboutIsItsSubjectOrItsFirstFieldAndNotTwoThings) {
  EXPECT_EQ(restock("")->kind, RefusalKind::NoCustomer);
  Event by_field = event(kRestocked, "");
  by_field.fields = {{Event::State::Present, 0, "A"}, {Event::State::Present, 5'000'000, {}}, {}};
  EXPECT_FALSE(session.feed(by_field));
  Event again = by_field;  // said otherwise, it is the same event
  again.customer = "A";
  EXPECT_EQ(session.feed(again)->kind, RefusalKind::Repeat);
  Event both = event(kRestocked, "B");
  both.fields = by_field.fields;
  EXPECT_EQ(session.feed(both)->kind, RefusalKind::WrongType);
  Event filled = event(kRestocked, "A");
  filled.fields = {{}, {Event::State::Present, 5'000'000, {}}, {Event::State::Present, 0, "s1"}};
  EXPECT_EQ(session.feed(filled)->kind, RefusalKind::Malformed);
}

TEST_F(RuntimeLinks, AllThatWaitForTheTouchpointMayBeConcerned) {
  Event made = event(kRestocked, "A");
  made.fields = {{}, {Event::State::Present, 0, {}}, {}};
  EXPECT_THAT(session.concerned(made), ElementsAre(0));
}

}  // namespace
}  // namespace wend
