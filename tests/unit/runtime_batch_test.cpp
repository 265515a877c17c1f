// SPDX-License-Identifier: Apache-2.0
//
// Many events at once: all variants of the kernels say the same, and what a row leaves out, texts, the ends of blocks and what is no
// comparison with a constant are as they are in a session.
#include <bit>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/abi/plan.h"
#include "runtime/batch/code_kernels.h"
#include "wend/batch.h"
#include "wend/compiler.h"

namespace wend::runtime {
namespace {

using testing::ElementsAre;

const std::vector<BatchVectors>& variants_here() {
  static const std::vector<BatchVectors> found = [] {
    std::vector<BatchVectors> all = {BatchVectors::None};
    if (best_batch_vectors() != BatchVectors::None) all.push_back(BatchVectors::Bits256);
    if (best_batch_vectors() == BatchVectors::Bits512) all.push_back(BatchVectors::Bits512);
    return all;
  }();
  return found;
}

template <typename Code, typename Rows>
void expect_rows(const Rows& rows_of, std::uint32_t most, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Code> codes(Batch::kRows);
  for (Code& code : codes) code = static_cast<Code>(random() % (most + 1));
  const std::vector<std::vector<CodeRange>> tried = {{{0, 0}},
                                                     {{most, most}},
                                                     {{0, most}},
                                                     {{most / 3, most / 2}},
                                                     {{1, 2}, {5, 9}, {most, most}}};
  for (const std::vector<CodeRange>& ranges : tried) {
    std::uint64_t rows[Batch::kWords];
    rows_of(codes.data(), ranges.data(), ranges.size(), rows);
    for (std::size_t row = 0; row < Batch::kRows; ++row) {
      const bool is_in = std::any_of(ranges.begin(), ranges.end(), [&](const CodeRange& range) {
        return range.first <= codes[row] && codes[row] <= range.last;
      });
      ASSERT_EQ(rows[row / 64] >> (row % 64) & 1, is_in ? 1U : 0U) << row;
    }
  }
}

TEST(BatchKernels, AllVariantsFindTheRowsOfRanges) {
  for (const BatchVectors vectors : variants_here()) {
    const BitKernels kernels = bit_kernels(vectors);
    expect_rows<std::uint8_t>(kernels.rows_of_bytes, 255, 1);
    expect_rows<std::uint16_t>(kernels.rows_of_halves, 300, 2);
    expect_rows<std::uint16_t>(kernels.rows_of_halves, 65'535, 3);
    expect_rows<std::uint32_t>(kernels.rows_of_words, 70'000, 4);
  }
}

TEST(BatchKernels, AllVariantsJoinSets) {
  constexpr std::size_t kSets = 5;
  alignas(64) std::uint64_t sets[kSets * Batch::kWords], rows[Batch::kWords];
  std::mt19937_64 random(7);
  for (std::uint64_t& word : sets) word = random();
  const std::uint32_t parts[] = {4, 1, 2};
  for (const BatchVectors vectors : variants_here()) {
    for (std::size_t count = 0; count <= 3; ++count) {
      bit_kernels(vectors).all_of(sets, parts, count, rows);
      for (std::size_t word = 0; word < Batch::kWords; ++word) {
        std::uint64_t all = ~std::uint64_t{0};
        for (std::size_t i = 0; i < count; ++i) all &= sets[parts[i] * Batch::kWords + word];
        ASSERT_EQ(rows[word], all);
      }
      bit_kernels(vectors).any_of(sets, parts, count, rows);
      for (std::size_t word = 0; word < Batch::kWords; ++word) {
        std::uint64_t any = 0;
        for (std::size_t i = 0; i < count; ++i) any |= sets[parts[i] * Batch::kWords + word];
        ASSERT_EQ(rows[word], any);
      }
    }
  }
}

template <typename Code>
void expect_codes(std::size_t count, std::size_t rows) {
  std::mt19937_64 random(count);
  std::vector<std::int64_t> starts, numbers;
  for (std::size_t i = 0; i < count; ++i) starts.push_back(static_cast<std::int64_t>(10 * i) - 50);
  const auto range = static_cast<std::int64_t>(10 * count + 200);
  while (numbers.size() < rows)
    numbers.push_back(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(range)) -
                      100);
  numbers.front() = std::numeric_limits<std::int64_t>::max();
  numbers.back() = std::numeric_limits<std::int64_t>::min();
  for (const BatchVectors vectors : variants_here()) {
    std::vector<Code> codes(rows);
    write_codes(vectors, starts, numbers.data(), rows, codes.data());
    for (std::size_t row = 0; row < rows; ++row) {
      const auto above = std::upper_bound(starts.begin(), starts.end(), numbers[row]);
      ASSERT_EQ(codes[row], static_cast<std::size_t>(above - starts.begin()))
          << count << " starts, row " << row << " of " << rows;
    }
  }
}

TEST(BatchKernels, AllVariantsFindCodes) {
  for (const std::size_t rows : {2, 63, 64, 200, 1024}) {
    for (const std::size_t count : {0, 1, 7, 16, 31, 32, 33, 47, 48, 100, 250})
      expect_codes<std::uint8_t>(count, rows);
    for (const std::size_t count : {257, 1000, 1024, 1025, 3000})
      expect_codes<std::uint16_t>(count, rows);
    expect_codes<std::uint32_t>(70'000, rows);
  }
}

// ---------------------------------------------------------------------------------------- packs

constexpr const char* kSchema = R"(schema shop
  zone "Europe/Berlin"
  history begins 2020-01-01
  currency EUR 2 digits
  choice Tier = bronze < silver < gold
  customer
    tier: Tier optional
    points: whole
  channel web live
  channel app live
  touchpoint sold on (web or app)
    total: money
    gift: whole optional
    code: text up to 20 characters optional
  action thank purpose service
    share: money
)";

std::string rule(const std::string& name, const std::string& when, const std::string& condition,
                 const std::string& share = "1 EUR") {
  return "\nrule " + name + "\n  \"" + name + "\"\n  when " + when +
         (condition.empty() ? "" : "\n  if " + condition) + "\n  do thank(share: " + share +
         ")\n  limit none\n";
}

std::shared_ptr<Pack> pack_of(const std::string& rules) {
  const CompileResult result = compile({{"schema.wend", kSchema}, {"rules.wend", rules}});
  if (!result.pack) throw std::runtime_error(result.text);
  return result.pack;
}

Event sold(std::int64_t cents, std::optional<std::int64_t> gift = std::nullopt,
           std::optional<std::string_view> code = std::nullopt) {
  Event event;
  event.source = "till";
  event.id = "1";
  event.customer = "ann";
  event.time_ns = 1'780'000'000'000'000'000;
  event.fields = {{Event::State::Present, cents * (kMillionth / 100), {}}, {}, {}};
  if (gift) event.fields[1] = {Event::State::Present, *gift * kMillionth, {}};
  if (code) event.fields[2] = {Event::State::Present, 0, *code};
  return event;
}

std::uint64_t starts(Backtest& backtest, const Pack& pack, const std::string& name) {
  for (const Backtest::Rule& one : backtest.finish()) {
    if (pack.plan().rules[one.rule].name != name) continue;
    EXPECT_EQ(one.why, Unanswered::Nothing) << name;
    return one.events;
  }
  ADD_FAILURE() << name;
  return 0;
}

TEST(BacktestTest, WhatARowLeavesOutIsNotKnown) {
  const auto pack =
      pack_of(rule("gives", "sold", "sold.gift is known and sold.gift > 2") +
              rule("gives_few", "sold", "sold.gift is known and not (sold.gift > 2)") +
              rule("gives_none", "sold", "sold.gift is not known") +
              rule("asks_code", "sold", "sold.code default \"none\" is \"none\"") +
              rule("other_code", "sold", "sold.code is known and sold.code is not \"none\"") +
              rule("half", "sold",
                   "sold.gift is known and sold.total / sold.gift is known and sold.total / "
                   "sold.gift > 2 EUR",
                   "sold.total / sold.gift"));
  Backtest backtest(pack);
  for (const Event& event :
       {sold(1000, 3), sold(1000, 0), sold(1000), sold(10, 5, "none"), sold(10, 5, "x")})
    ASSERT_FALSE(backtest.add(event));
  EXPECT_EQ(starts(backtest, *pack, "gives"), 3U);
  EXPECT_EQ(starts(backtest, *pack, "gives_few"), 1U);
  EXPECT_EQ(starts(backtest, *pack, "gives_none"), 1U);
  EXPECT_EQ(starts(backtest, *pack, "asks_code"), 4U);
  EXPECT_EQ(starts(backtest, *pack, "other_code"), 1U);
  EXPECT_EQ(starts(backtest, *pack, "half"), 1U) << "nothing is divided by zero";
}

TEST(BacktestTest, TextsAreTakenInNormalForm) {
  const auto pack =
      pack_of(rule("cafe", "sold", "sold.code default \"\" is \"caf\u00e9\"") +
              rule("begins", "sold", "sold.code default \"\" starts with \"caf\u00e9\""));
  Backtest backtest(pack);
  ASSERT_FALSE(backtest.add(sold(1, 1, "cafe\u0301")));
  ASSERT_FALSE(backtest.add(sold(1, 1, "cafe\u0301s")));
  EXPECT_EQ(starts(backtest, *pack, "cafe"), 1U);
  EXPECT_EQ(starts(backtest, *pack, "begins"), 2U);
}

TEST(BacktestTest, BlocksEndAnywhereAndColumnsMayHaveManyBorders) {
  std::string rules;
  for (int i = 1; i <= 300; ++i) {
    const std::string number = std::to_string(i);
    rules += rule("above_" + number, "sold where total > " + number + " EUR", "");
  }
  const auto pack = pack_of(rules);
  Backtest backtest(pack);
  constexpr std::int64_t kEvents = 2 * Batch::kRows + 77;
  for (std::int64_t i = 0; i < kEvents; ++i) {
    ASSERT_FALSE(backtest.add(sold(i * 10)));
    if (i == 500) backtest.finish();  // as often as one likes
  }
  for (const int i : {1, 100, 204, 205, 212, 300}) {
    const std::int64_t not_above = i * 10 + 1;  // 0.00, 0.10, ...
    EXPECT_EQ(starts(backtest, *pack, "above_" + std::to_string(i)),
              static_cast<std::uint64_t>(std::max<std::int64_t>(0, kEvents - not_above)));
  }
  EXPECT_EQ(backtest.events(), static_cast<std::uint64_t>(kEvents));
}

TEST(BacktestTest, RefusesWhatASessionRefuses) {
  const auto pack = pack_of(rule("always", "sold", ""));
  Backtest backtest(pack);
  Event event = sold(1);
  event.fields[0] = {};
  const auto refused = backtest.add(event);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->kind, RefusalKind::MissingField);
  EXPECT_EQ(backtest.events(), 0U);
}

TEST(BatchTest, AsksTheProfileWhereItIsGiven) {
  const auto pack =
      pack_of(rule("has_tier", "sold", "customer.tier is known and customer.tier >= silver") +
              rule("rich", "sold", "customer.points > 10") +
              rule("poor", "sold", "not (customer.points > 10)"));
  Batch without(pack, 0, false);
  EXPECT_TRUE(without.rules().empty());
  ASSERT_EQ(without.others().size(), 3U);
  EXPECT_EQ(without.others()[0].why, Unanswered::Profile);
  Batch batch(pack, 0, true);
  ASSERT_EQ(batch.rules().size(), 3U);
  EXPECT_TRUE(batch.asks_profile(0));
  EXPECT_FALSE(batch.asks_field(0));
  const std::int64_t tiers[] = {0, 1, 2, 2}, points[] = {50'000'000, 5'000'000, 0, 0};
  const std::uint64_t has_tier = 0b1011,
                      has_points = 0b0111;  // whoever has no points has no profile yet
  const Batch::Column profile[] = {{tiers, nullptr, &has_tier}, {points, nullptr, &has_points}};
  const std::int64_t zeros[4] = {};
  const Batch::Column fields[3] = {};
  const auto rows = batch.answer({4, fields, profile, zeros, zeros});
  std::vector<std::uint64_t> found;
  for (const char* name : {"has_tier", "rich", "poor"}) {
    for (std::size_t i = 0; i < 3; ++i)
      if (pack->plan().rules[batch.rules()[i]].name == name)
        found.push_back(rows[i * Batch::kWords]);
  }
  EXPECT_THAT(found, ElementsAre(0b1010, 0b0001, 0b0110));
}

}  // namespace
}  // namespace wend::runtime
