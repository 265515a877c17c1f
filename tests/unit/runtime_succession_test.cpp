// SPDX-License-Identifier: Apache-2.0
//
// Other rules take a session over: what is the same whether states go on as they are or one by one, prepared or not. That
// the decisions are right is the law of rules that take over.
#include <memory>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/abi/plan.h"
#include "wend/compiler.h"
#include "wend/runtime.h"

namespace wend {
namespace {

// `calls` says how many are kept, `cents` is a number in a condition.
std::shared_ptr<Pack> shop(int calls, int cents) {
  const CompileResult made = compile({{"shop.wend", fmt::format(R"(
schema shop
  zone     "UTC"
  history  begins 2026-01-01
  customer
    points: whole optional
  channel  web
  touchpoint called on web
  touchpoint ordered on web cents: whole
  action   tell purpose service

rule often
  when     called
  if       count of called in 7 days >= {}
  do       tell()
  limit    none

rule no_order
  when     called
           then no ordered within 1 hour of the last
  do       tell()
  limit    none

rule rich
  when     ordered where cents > {}
  if       (customer.points default 0) > 3
  do       tell()
  limit    once per customer
)",
                                                                calls, cents)}});
  EXPECT_TRUE(made.pack) << made.text;
  return made.pack;
}

std::string line(const std::string& type, int id, const std::string& customer,
                 const std::string& time, const std::string& data = "") {
  return fmt::format(
      R"({{"specversion":"1.0","id":"{}","source":"s","type":"{}","subject":"{}","time":"2026-03-02T{}Z","data":{{{}}}}})",
      id, type, customer, time, data);
}

void begin(Session& session) {
  EXPECT_FALSE(session.feed_json(line("wend.customer", 1, "anna", "08:00:00", R"("points":7)")));
  EXPECT_FALSE(session.feed_json(line("called", 2, "anna", "09:00:00")));
  EXPECT_FALSE(session.feed_json(line("called", 3, "ben", "09:10:00")));
}

std::vector<std::string> end(Session& session) {
  std::vector<std::string> told;
  session.on_decision([&](const Decision& decision) {
    told.push_back(fmt::format("{} {} {}", decision.rule, decision.customer, decision.id));
  });
  EXPECT_FALSE(session.feed_json(line("called", 4, "anna", "09:20:00")));
  EXPECT_FALSE(session.feed_json(line("ordered", 5, "anna", "09:30:00", R"("cents":900)")));
  EXPECT_FALSE(session.feed_json(line("called", 6, "cleo", "11:00:00")));
  session.flush();
  return told;
}

TEST(RuntimeSuccession, AnEditedThresholdKeepsStatesAsTheyAre) {
  const auto old_rules = shop(2, 500), new_rules = shop(2, 800);
  Session before(old_rules), kept(old_rules), now(new_rules);
  begin(before);
  begin(kept);
  kept.flush();
  now.prepare_to_succeed(old_rules);
  now.succeed(before);
  EXPECT_EQ(now.customers(), 2U);
  EXPECT_EQ(now.state_bytes(), kept.state_bytes());
  EXPECT_EQ(now.open_deadlines(), 2U);
  EXPECT_EQ(now.next_wake_ms(), kept.next_wake_ms());
  EXPECT_EQ(now.counts().events, 3U);
  EXPECT_EQ(before.customers(), 0U);
  EXPECT_THAT(end(now), testing::ContainerEq(end(kept)));
}

TEST(RuntimeSuccession, PreparedForAnotherPackOrNotAtAllItTakesOverTheSame) {
  const auto old_rules = shop(2, 500), others = shop(2, 600), new_rules = shop(2, 800);
  Session before(old_rules), again(old_rules), prepared(new_rules), plain(new_rules);
  begin(before);
  begin(again);
  prepared.prepare_to_succeed(others);
  prepared.succeed(before);
  plain.succeed(again);
  EXPECT_EQ(prepared.save(), plain.save());
}

// Customer by customer, where the new rules keep more calls than the old ones.
TEST(RuntimeSuccession, AFactOfAnotherSizeIsTakenOverForEachCustomer) {
  const auto old_rules = shop(2, 500), new_rules = shop(5, 500);
  Session before(old_rules), now(new_rules);
  begin(before);
  now.prepare_to_succeed(old_rules);
  now.succeed(before);
  EXPECT_EQ(now.customers(), 2U);
  EXPECT_EQ(now.open_deadlines(), 2U);
  EXPECT_TRUE(now.next_wake_ms());
  EXPECT_EQ(end(now).size(), 2U);  // anna's order, and ben without one
}

// Rules behind an index, whose candidates are counted by their triggers; `first` stands before them, the others change by
// what they compare with.
std::shared_ptr<Pack> many(const std::string& first, int cents) {
  std::string text = R"(
schema shop
  zone     "UTC"
  history  begins 2026-01-01
  channel  web
  touchpoint ordered on web cents: whole
  action   tell purpose service

)" + first;
  for (int i = 0; i < 40; ++i) {
    text += fmt::format(
        "rule r{:02}\n  when ordered where cents > {}\n  if ordered.cents < {}\n  do tell()\n  "
        "limit none\n\n",
        i, i * 10, i * 10 + cents);
  }
  const CompileResult made = compile({{"many.wend", text}});
  EXPECT_TRUE(made.pack) << made.text;
  return made.pack;
}

void order(Session& session, int from, int to) {
  for (int i = from; i < to; ++i)
    EXPECT_FALSE(session.feed_json(line("ordered", i, "anna", fmt::format("10:{:02}:00", i),
                                        fmt::format(R"("cents":{})", i * 17))));
}

std::vector<std::string> counts_of(const Session& session) {
  std::vector<std::string> words;
  const std::vector<RuleCounts>& counts = session.counts().rules;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::string& name = session.pack().plan().rules[i].name;
    if (name != "a_first")
      words.push_back(fmt::format("{} {} {} {}", name, counts[i].candidates, counts[i].not_true,
                                  counts[i].issued));
  }
  return words;
}

TEST(RuntimeSuccession, CountsOfRulesGoOnWhereverTheRulesStand) {
  const auto old_rules = many("", 50), new_rules = many("", 50),
             moved = many("rule a_first\n  when ordered\n  do tell()\n  limit none\n\n", 50);
  Session alone(old_rules);
  order(alone, 0, 20);
  for (const auto& rules : {new_rules, moved}) {
    Session before(old_rules), now(rules);
    order(before, 0, 12);
    now.prepare_to_succeed(old_rules);
    now.succeed(before);
    order(now, 12, 20);
    EXPECT_THAT(counts_of(now), testing::ContainerEq(counts_of(alone)));
    EXPECT_EQ(before.counts().rules.size(), old_rules->plan().rules.size());
  }
}

// `more` are other rules of it.
std::shared_ptr<Pack> once_per_order(const std::string& more) {
  const CompileResult made = compile({{"orders.wend", R"(
schema shop
  zone       "UTC"
  history    complete
  identifier Order up to 4 characters with 2 open for 1 day
  channel    web
  touchpoint ordered on web
    order: Order
  action     tell purpose service

rule thanks for each order
  when  ordered
  do    tell()
  limit once per order
)" + more}});
  EXPECT_TRUE(made.pack) << made.text;
  return made.pack;
}

// Its limit counts what was issued before, but an order's life may have ended since, whether anybody looked or not.
TEST(RuntimeSuccession, TheLogAndTheClockEndTheLifeOfWhatIsLimited) {
  const auto daily = once_per_order(R"(
rule daily
  when  every day at 09:00
  do    tell()
  limit none
)");
  const auto order = [](Session& session, const char* at) {
    EXPECT_FALSE(session.feed_json(fmt::format(
        R"({{"id":"{0}","source":"s","type":"ordered","subject":"anna","time":"2026-03-{0}","data":{{"order":"1"}}}})",
        at)));
    session.flush();
  };
  Session before(once_per_order("")), replayed(daily), now(daily);
  order(before, "01T10:00:00Z");
  order(replayed, "01T10:00:00Z");
  constexpr std::int64_t kFifthOfMarch = 1'772'712'000'000;  // at 12:00
  before.advance_to(kFifthOfMarch);
  std::vector<std::string> told;
  now.on_decision([&](const Decision& decision) {
    told.push_back(now.pack().plan().rules[decision.rule].name);
  });
  const auto failure = now.succeed(before, replayed);
  ASSERT_FALSE(failure) << failure->what;
  order(now, "05T13:00:00Z");
  EXPECT_THAT(told, testing::Contains("thanks"));
}

// Counts are added up when somebody asks; whoever was succeeded is taken apart before that, by another thread, or never.
TEST(RuntimeSuccession, CountsGoOnThroughManySuccessors) {
  const auto first = many("", 50);
  Session alone(first);
  order(alone, 0, 20);
  alone.flush();
  for (const bool are_kept : {true, false}) {
    auto serving = std::make_unique<Session>(first);
    auto before = first;
    std::vector<std::unique_ptr<Session>> kept;
    for (int cut = 0; cut < 20; cut += 4) {
      order(*serving, cut, cut + 4);
      const auto rules = cut == 8 ? many(
                                        "rule a_first\n  when ordered\n  do tell()\n"
                                        "  limit none\n\n",
                                        50)
                                  : many("", 50);
      auto next = std::make_unique<Session>(rules);
      next->prepare_to_succeed(std::exchange(before, rules));
      next->succeed(*serving);
      kept.push_back(std::exchange(serving, std::move(next)));
      if (are_kept) continue;
      std::thread elsewhere([&] { kept.clear(); });
      if (cut == 4) {
        EXPECT_EQ(serving->counts().events, 8U);
      }
      elsewhere.join();
    }
    EXPECT_THAT(counts_of(*serving), testing::ContainerEq(counts_of(alone)));
    for (const auto& session : kept) EXPECT_FALSE(session->counts().rules.empty());
  }
}

}  // namespace
}  // namespace wend
