// SPDX-License-Identifier: Apache-2.0
//
// Rows of tables and limits of several customers, fed as typed events: which row holds, what is kept, what has no room, who of a
// household is first.
#include <deque>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/abi/plan.h"
#include "wend/compiler.h"
#include "wend/partitions.h"
#include "wend/runtime.h"

namespace wend {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::shared_ptr<Pack> shop(const std::string& lateness, const std::string& rules) {
  const CompileResult made =
      compile({{"shop.wend", "schema shop\n  history complete\n" + lateness + R"(
  identifier Store up to 5 characters
  customer
    house: text up to 10 characters optional
  channel    till
  touchpoint bought on till
    store: Store
  action     tell purpose service
    floor: whole
  table      Shop by store: Store up to 2 rows
    floor: whole
  level      household by customer.house
)" + rules}});
  EXPECT_TRUE(made.pack) << made.text;
  return made.pack;
}

constexpr const char* kAskRow = R"(
rule where_it_is
  when     bought
  if       Shop(bought.store) is known
  do       tell(floor: Shop(bought.store).floor)
  limit    none
  decide   when certain
)";

constexpr const char* kOncePerHousehold = R"(
rule once_in_a_house
  when     bought
           then no bought within 1 hour of the last
  do       tell(floor: 1)
  limit    once per household in 30 days
)";

class RuntimeTables : public testing::Test {
 protected:
  void open(const std::string& lateness, const std::string& rules) {
    pack = shop(lateness, rules);
    session = std::make_unique<Session>(pack);
    listen();
  }
  void listen() {
    session->on_decision([this](const Decision& decision) {
      told.push_back(std::string(decision.customer) + " " +
                     std::to_string(decision.arguments[0].number / 1'000'000));
    });
  }

  std::optional<Refusal> feed(Event made, std::int64_t second) {
    made.source = "shop";
    made.id = numbers.emplace_back(std::to_string(numbers.size()));
    made.time_ns = second * 1'000'000'000;
    return session->feed(made);
  }
  std::optional<Refusal> row(std::int64_t second, std::string_view store, std::int64_t floor) {
    Event made;
    made.touchpoint = Event::kRow;
    made.fields = {{Event::State::Present, 0, store},
                   {Event::State::Present, floor * 1'000'000, {}}};
    return feed(made, second);
  }
  std::optional<Refusal> no_row(std::int64_t second, std::string_view store) {
    Event made;
    made.touchpoint = Event::kRow;
    made.channel = Event::kRowEnds;
    made.fields = {{Event::State::Present, 0, store}};
    return feed(made, second);
  }
  std::optional<Refusal> buy(std::int64_t second, std::string_view customer,
                             std::string_view store) {
    Event made;
    made.customer = customer;
    made.fields = {{Event::State::Present, 0, store}};
    return feed(made, second);
  }
  void live(std::int64_t second, std::string_view customer, std::string_view house) {
    Event made;
    made.touchpoint = Event::kProfile;
    made.customer = customer;
    made.fields = {{Event::State::Present, 0, house}};
    EXPECT_FALSE(feed(made, second));
  }

  std::shared_ptr<Pack> pack;
  std::unique_ptr<Session> session;
  std::vector<std::string> told;
  std::deque<std::string> numbers;
};

TEST_F(RuntimeTables, ARowStandsBeforeWhatElseHappensAtItsInstant) {
  open("", kAskRow);
  EXPECT_FALSE(buy(5, "ann", "s1"));
  EXPECT_FALSE(row(5, "s1", 3));
  EXPECT_FALSE(no_row(6, "s1"));
  EXPECT_FALSE(buy(6, "ben", "s1"));
  session->flush();
  EXPECT_THAT(told, ElementsAre("ann 3"));
  EXPECT_EQ(row(6, "s2", 1)->kind, RefusalKind::Earlier);  // ben was looked at
  EXPECT_FALSE(row(7, "s2", 1));
}

TEST_F(RuntimeTables, OneMoreThanThereIsRoomForIsLeftOut) {
  open("", kAskRow);
  EXPECT_FALSE(row(1, "s1", 1));
  EXPECT_FALSE(row(1, "s2", 2));
  EXPECT_FALSE(row(2, "s3", 3));
  EXPECT_FALSE(row(2, "s1", 4));  // another in the place of the first
  EXPECT_FALSE(no_row(3, "s2"));
  EXPECT_FALSE(row(4, "s3", 5));
  for (const char* store : {"s1", "s2", "s3"}) EXPECT_FALSE(buy(5, "ann", store));
  session->flush();
  EXPECT_THAT(told, ElementsAre("ann 4", "ann 5"));
  EXPECT_EQ(session->rows(0), 2U);
  EXPECT_EQ(session->rows_left_out(0), 1U);
  EXPECT_EQ(session->counts().rows_left_out, 1U);
  EXPECT_LE(session->table_bytes(), 2 * (kRowBytes + 2 * 5 + kCellBytes));
}

TEST_F(RuntimeTables, ALateEventSeesTheRowOfItsInstant) {
  open("  lateness 10 seconds up to 9 events\n", kAskRow);
  EXPECT_FALSE(row(1, "s1", 1));
  EXPECT_FALSE(row(8, "s1", 8));
  EXPECT_FALSE(row(5, "s1", 5));  // three are kept, and two have room
  EXPECT_FALSE(buy(6, "ann", "s1"));
  EXPECT_FALSE(buy(9, "ben", "s1"));
  session->advance_to(30'000);
  EXPECT_THAT(told, ElementsAre("ann 1", "ben 8"));
  EXPECT_EQ(session->rows(0), 1U);
}

TEST_F(RuntimeTables, ASavedSessionHasThemAndADamagedOneIsRefused) {
  open("", kAskRow);
  EXPECT_FALSE(row(1, "s1", 1));
  EXPECT_FALSE(row(2, "s2", 2));
  const std::vector<std::uint8_t> bytes = session->save();
  session = std::make_unique<Session>(pack);
  listen();
  ASSERT_FALSE(session->load(bytes));
  EXPECT_EQ(session->save(), bytes);
  EXPECT_FALSE(buy(2, "ann", "s1"));
  session->flush();
  EXPECT_THAT(told, ElementsAre("ann 1"));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::vector<std::uint8_t> damaged = bytes;
    damaged[i] ^= 0x40;
    EXPECT_TRUE(Session(pack).load(damaged)) << i;
  }
}

TEST_F(RuntimeTables, OfAHouseholdTheFirstByNameActsAtADeadline) {
  open("", kOncePerHousehold);
  for (const char* name : {"zoe", "ann", "ben"}) live(1, name, "elm");
  live(1, "cid", "oak");
  for (const char* name : {"zoe", "ann", "ben", "cid", "dan"}) EXPECT_FALSE(buy(2, name, "s1"));
  session->advance_to(4'000'000);
  EXPECT_THAT(told, ElementsAre("ann 1", "cid 1", "dan 1"));
  const std::vector<std::uint8_t> bytes = session->save();
  session = std::make_unique<Session>(pack);
  listen();
  ASSERT_FALSE(session->load(bytes));
  EXPECT_EQ(session->save(), bytes);
  EXPECT_TRUE(session->forget("ann"));  // the house had its letter
  told.clear();
  EXPECT_FALSE(buy(5'000, "ben", "s1"));
  session->advance_to(10'000'000);
  EXPECT_THAT(told, IsEmpty());
}

TEST_F(RuntimeTables, TieCustomersToOneThread) {
  open("", kAskRow);
  EXPECT_TRUE(Partitions::problem(*pack));
}

}  // namespace
}  // namespace wend
