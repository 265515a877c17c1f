// SPDX-License-Identifier: Apache-2.0
//
// A session's customers on several threads, over more events than are stepped at once: what is decided, in which order,
// what is refused, and what is saved are those of the session alone.
#include <atomic>
#include <random>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wend/compiler.h"
#include "wend/partitions.h"

namespace wend {
namespace {

constexpr std::uint32_t kLooked = 0, kBought = 1;
constexpr std::size_t kEvents = 30'000;

std::shared_ptr<Pack> pack_of(const std::string& more) {
  const CompileResult made = compile({{"shop.wend", R"(
schema shop
  zone       "UTC"
  history    begins 2026-01-01
  identifier Product up to 8 characters remembering 50
  identifier Visitor up to 8 characters
  channel    web
  touchpoint looked on web
    product: Product
  touchpoint bought on web
    product: Product
)" + more + R"(
  action     tell purpose service
    about: Product
rule seen_again
  when     looked
  if       count of looked with the same product remembering 20 in 1 day >= 2
  do       tell(about: looked.product)
  limit    once per product in 1 day
rule left_alone
  when     looked
           then no bought within 2 hours of each up to 8 open
  do       tell(about: "none")
  limit    none
)"}});
  EXPECT_TRUE(made.pack) << made.text;
  return made.pack;
}

// Now and then an event is a repeat, one of another customer under a known name, or too early.
struct Log {
  struct Entry {
    std::string id, customer, product;
    std::int64_t second = 0;
    std::uint32_t touchpoint = 0;
  };
  std::vector<Entry> entries;

  Log() {
    std::mt19937 random(20261122);
    const auto up_to = [&](std::uint32_t most) {
      return static_cast<std::uint32_t>(random() % most);
    };
    std::int64_t second = 1'767'312'000;
    for (std::size_t i = 0; i < kEvents; ++i) {
      second += up_to(40);
      Entry entry{std::to_string(i), "c" + std::to_string(up_to(700)),
                  "p" + std::to_string(up_to(5)), second, up_to(4) == 0 ? kBought : kLooked};
      const std::uint32_t odd = up_to(50);
      if (odd == 0 && i > 0) entry = entries.back();
      if (odd == 1 && i > 0) entry.id = entries.back().id, entry.second = entries.back().second;
      if (odd == 2) entry.second -= 100;
      if (odd == 3) entry.product = "much too long";
      entries.push_back(entry);
    }
  }

  template <typename Host>
  void feed(std::size_t i, Host& host, std::vector<std::string>& refused) const {
    const Entry& entry = entries[i];
    Event event;
    event.source = "shop";
    event.id = entry.id;
    event.customer = entry.customer;
    event.time_ns = entry.second * 1'000'000'000;
    event.touchpoint = entry.touchpoint;
    event.fields = {{Event::State::Present, 0, entry.product}};
    const auto refusal = host.feed(event);
    refused.push_back(refusal ? std::string(slug_of(refusal->kind)) : "");
  }
};

struct Heard {
  std::vector<std::string> lines, refused;
  std::vector<std::uint8_t> in_the_middle, at_the_end;
  bool operator==(const Heard&) const = default;
};

void write(const Plan& plan, const Decision& decision, std::string& line) {
  append_cloud_event(line, plan, decision, {});
}

Heard alone(const std::shared_ptr<Pack>& pack, const Log& log) {
  Heard heard;
  Session session(pack, Tier::Interpreter);
  session.on_decision(
      [&](const Decision& decision) { write(pack->plan(), decision, heard.lines.emplace_back()); });
  for (std::size_t i = 0; i < kEvents; ++i) {
    if (i == kEvents / 2) heard.in_the_middle = session.save();
    log.feed(i, session, heard.refused);
  }
  session.flush();
  heard.at_the_end = session.save();
  return heard;
}

Heard divided(const std::shared_ptr<Pack>& pack, const Log& log, unsigned threads) {
  Heard heard;
  Session session(pack, Tier::Interpreter);
  Partitions partitions(
      session, threads,
      [&](const Decision& decision, std::string& line) { write(pack->plan(), decision, line); },
      [&](std::string_view line) { heard.lines.emplace_back(line); });
  for (std::size_t i = 0; i < kEvents; ++i) {
    if (i == kEvents / 2) {
      partitions.join();
      heard.in_the_middle = session.save();
    }
    log.feed(i, partitions, heard.refused);
  }
  partitions.flush();
  EXPECT_EQ(partitions.decisions(), heard.lines.size());
  partitions.join();
  EXPECT_EQ(partitions.events(), session.counts().events);
  heard.at_the_end = session.save();
  return heard;
}

TEST(RuntimePartitions, DecideWhatOneThreadDecides) {
  const auto pack = pack_of("");
  const Log log;
  const Heard right = alone(pack, log);
  EXPECT_GT(right.lines.size(), kEvents / 10);
  EXPECT_THAT(right.refused,
              testing::IsSupersetOf({"repeat", "repeat-differs", "earlier", "text-too-long"}));
  for (const unsigned threads : {1U, 2U, 5U})
    EXPECT_TRUE(divided(pack, log, threads) == right) << threads << " threads";
}

TEST(RuntimePartitions, GoOnWhereASavedSessionStood) {
  const auto pack = pack_of("");
  const Log log;
  const Heard right = alone(pack, log);
  Session session(pack, Tier::Interpreter);
  ASSERT_FALSE(session.load(right.in_the_middle));
  std::vector<std::string> lines, refused;
  {
    Partitions partitions(
        session, 3,
        [&](const Decision& decision, std::string& line) { write(pack->plan(), decision, line); },
        [&](std::string_view line) { lines.emplace_back(line); });
    for (std::size_t i = kEvents / 2; i < kEvents; ++i) log.feed(i, partitions, refused);
    partitions.flush();
  }
  EXPECT_EQ(session.save(), right.at_the_end);
  ASSERT_LT(lines.size(), right.lines.size());
  EXPECT_TRUE(std::equal(lines.rbegin(), lines.rend(), right.lines.rbegin()));
}

TEST(RuntimePartitions, ClockAloneLetsDeadlinesFire) {
  const auto pack = pack_of("");
  Session session(pack);
  std::vector<std::int64_t> instants;
  Partitions partitions(
      session, 2,
      [](const Decision& decision, std::string& line) { line = std::to_string(decision.time_ms); },
      [&](std::string_view line) { instants.push_back(std::stoll(std::string(line))); });
  const Log log;
  std::vector<std::string> refused;
  log.feed(0, partitions, refused);
  const std::int64_t deadline = (log.entries[0].second + 2 * 3600) * 1000;
  partitions.advance_to(deadline);
  partitions.settle();
  EXPECT_THAT(instants, testing::IsEmpty());
  partitions.advance_to(deadline + 1000);
  partitions.settle();
  EXPECT_THAT(instants, testing::ElementsAre(deadline));
}

// Whoever asks for answers often asks in the middle of an instant, too.
TEST(RuntimePartitions, DecideTheSameWhenAskedOften) {
  const auto pack = pack_of("");
  const Log log;
  const auto feed_all = [&](auto& host, std::vector<std::string>& refused) {
    for (std::size_t i = 0; i < kEvents; ++i) {
      log.feed(i, host, refused);
      if (i % 7 == 0) host.flush();
    }
  };
  Heard right, told;
  Session session(pack, Tier::Interpreter), shared(pack, Tier::Interpreter);
  session.on_decision(
      [&](const Decision& decision) { write(pack->plan(), decision, right.lines.emplace_back()); });
  feed_all(session, right.refused);
  session.flush();
  {
    Partitions partitions(
        shared, 2,
        [&](const Decision& decision, std::string& line) { write(pack->plan(), decision, line); },
        [&](std::string_view line) { told.lines.emplace_back(line); });
    feed_all(partitions, told.refused);
    partitions.flush();
  }
  right.at_the_end = session.save();
  told.at_the_end = shared.save();
  EXPECT_TRUE(right == told);
}

TEST(RuntimePartitions, WhatTheHostThrowsOnAThreadReachesTheCaller) {
  const auto pack = pack_of("");
  const Log log;
  Session session(pack, Tier::Interpreter);
  std::atomic<int> formatted = 0;
  std::uint64_t written = 0;
  Partitions partitions(
      session, 2,
      [&](const Decision&, std::string&) {
        if (++formatted == 100) throw std::runtime_error("no more paper");
      },
      [&](std::string_view) { ++written; });
  int thrown = 0;
  std::vector<std::string> refused;
  const auto count_thrown = [&](const auto& act) {
    try {
      act();
    } catch (const std::runtime_error& problem) {
      EXPECT_STREQ(problem.what(), "no more paper");
      ++thrown;
    }
  };
  for (std::size_t i = 0; i < kEvents; ++i) count_thrown([&] { log.feed(i, partitions, refused); });
  count_thrown([&] { partitions.flush(); });
  EXPECT_EQ(thrown, 1);
  partitions.join();
  EXPECT_EQ(partitions.decisions(), written);
  EXPECT_GT(written, kEvents / 20);
}

TEST(RuntimePartitions, CustomersThatHangTogetherStayTogether) {
  EXPECT_FALSE(Partitions::problem(*pack_of("")));
  for (const auto& [words, what] :
       {std::pair{"  lateness 10 minutes up to 8 events\n", "`lateness`"},
        std::pair{"  identity Visitor up to 3\n  touchpoint seen on web from Visitor\n"
                  "  touchpoint named on web links visitor\n    visitor: Visitor\n",
                  "`identity`"},
        std::pair{
            "  touchpoint back on web about Product\n"
            "  link Product by looked.product up to 9 per product and 9 per customer for 1 day\n",
            "`link`"}}) {
    const auto problem = Partitions::problem(*pack_of(words));
    ASSERT_TRUE(problem) << words;
    EXPECT_THAT(problem->what, testing::HasSubstr(what));
  }
}

}  // namespace
}  // namespace wend
