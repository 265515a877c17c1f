// SPDX-License-Identifier: Apache-2.0
//
// Random indexes against their own definition, with every kind of instructions that the processor has.
#include <algorithm>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "runtime/step/bit_index.h"
#include "runtime/step/body_lookup.h"

namespace wend::runtime {
namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }

 private:
  std::mt19937_64 engine_;
};

// Numbers of every size: small ones are looked up in a table, others searched.
std::int64_t number(Dice& dice, bool is_small) {
  if (is_small) return static_cast<std::int64_t>(dice.below(60));
  const std::int64_t hard[] = {std::numeric_limits<std::int64_t>::min(), -1, 0,
                               std::numeric_limits<std::int64_t>::max()};
  if (dice.below(8) == 0) return hard[dice.below(4)];
  return static_cast<std::int64_t>(dice.below(400)) * 1'000'003 - 200'000'000;
}

IndexInput make_input(Dice& dice, std::uint32_t place) {
  const bool is_small = place % 2 == 0;
  IndexInput input;
  input.source = static_cast<IndexSource>(place % 4);
  input.number = place / 4;
  std::set<std::int64_t> starts;
  const std::size_t count = is_small ? dice.below(20) : dice.below(300);
  for (std::size_t i = 0; i < count; ++i) starts.insert(number(dice, is_small));
  input.starts.assign(starts.begin(), starts.end());
  return input;
}

constexpr std::uint32_t kNoLead = 0xFFFFFFFF;

// Of the input that leads mostly one row.
std::vector<IndexRange> make_ranges(Dice& dice, const BodyIndex& index, std::uint32_t lead) {
  std::vector<IndexRange> ranges;
  for (std::uint32_t input = 0; input < index.inputs.size(); ++input) {
    const std::uint32_t rows = index.inputs[input].row_count();
    if (input == lead && dice.below(50) != 0) {
      const auto row = static_cast<std::uint32_t>(dice.below(rows));
      ranges.push_back({input, row, row});
      continue;
    }
    if (dice.below(2) == 0) continue;
    for (std::uint32_t next = 0; next < rows;) {
      const auto first = next + static_cast<std::uint32_t>(dice.below(rows));
      if (first >= rows) break;
      const auto last = first + static_cast<std::uint32_t>(dice.below(rows - first));
      ranges.push_back({input, first, last});
      next = last + 1 + static_cast<std::uint32_t>(dice.below(2));
    }
  }
  return ranges;
}

// As where rules ask one thing or two of many: then a block of conjunctions asks few inputs.
BodyIndex make_sparse_index(Dice& dice) {
  BodyIndex index;
  for (std::uint32_t i = 0; i < 9; ++i) index.inputs.push_back(make_input(dice, i));
  const auto rules = static_cast<std::uint32_t>(1'000 + dice.below(2'000));
  for (std::uint32_t i = 0; i < rules; ++i) {
    index.bodies.push_back({i, IndexedBody::kNone, {}});
    std::vector<IndexRange> ranges;
    const auto input = static_cast<std::uint32_t>(dice.below(9));
    const auto first = static_cast<std::uint32_t>(dice.below(index.inputs[input].row_count()));
    if (dice.below(100) != 0)
      ranges.push_back({input, first / 2, index.inputs[input].row_count() - 1});
    if (dice.below(100) == 0 && input < 8)
      ranges.push_back({input + 1, 0, index.inputs[input + 1].unknown_row()});
    index.conjunctions.push_back({i, std::move(ranges)});
  }
  return index;
}

// Of an input mostly from a threshold on, or below one, or both; seldom what is no threshold.
std::vector<IndexRange> make_thresholds(Dice& dice, const BodyIndex& index, std::uint32_t input) {
  const IndexInput& of = index.inputs[input];
  const auto last = static_cast<std::uint32_t>(of.starts.size());
  const auto row = static_cast<std::uint32_t>(dice.below(last + 1));
  if (dice.below(400) == 0) return {{input, row, row}};
  const bool has_unknown = dice.below(4) != 0;
  std::vector<IndexRange> ranges;
  if (dice.below(3) == 0) ranges.push_back({input, 0, row / 2});
  if (ranges.empty() || dice.below(3) == 0)
    ranges.push_back({input, row / 2 + 2 <= last ? row / 2 + 2 : last,
                      has_unknown && dice.below(2) == 0 ? of.unknown_row() : last});
  if (ranges.size() == 2 && ranges[0].last >= ranges[1].first) ranges.pop_back();
  if (ranges.back().last <= last && has_unknown)
    ranges.push_back(
        {input, dice.below(2) == 0 ? of.missing_row() : of.unknown_row(), of.unknown_row()});
  return ranges;
}

// As where rules ask what was counted, and some of them the event besides.
BodyIndex make_threshold_index(Dice& dice) {
  BodyIndex index;
  for (const std::uint32_t place : {3U, 7U, 11U, 0U, 4U})  // three keys, two fields
    index.inputs.push_back(make_input(dice, place));
  const auto rules = static_cast<std::uint32_t>(1 + dice.below(400));
  const bool has_triggers = dice.below(2) == 0;
  for (std::uint32_t i = 0; i < rules; ++i) {
    index.bodies.push_back({i, IndexedBody::kNone, {}});
    for (std::size_t n = dice.below(3); n > 0; --n) {
      const auto input = static_cast<std::uint32_t>(dice.below(4));
      index.conjunctions.push_back({i, make_thresholds(dice, index, input)});
      if (dice.below(500) == 0)
        index.conjunctions.back().ranges.push_back({4, 0, index.inputs[4].unknown_row()});
    }
  }
  if (has_triggers) index.triggers.push_back({{{3, 0, 0}}});
  return index;
}

// As where each rule names a section of its own, and some ask what was counted instead.
BodyIndex make_point_index(Dice& dice) {
  BodyIndex index;
  const bool is_small = dice.below(2) == 0, has_thresholds = dice.below(2) == 0;
  std::set<std::int64_t> starts;
  for (std::size_t n = 1 + dice.below(60); n > 0; --n) {
    const std::int64_t named = number(dice, is_small);
    starts.insert(named);
    if (named < std::numeric_limits<std::int64_t>::max()) starts.insert(named + 1);
  }
  index.inputs.push_back(make_input(dice, is_small ? 0 : 1));
  index.inputs[0].starts.assign(starts.begin(), starts.end());
  if (has_thresholds) index.inputs.push_back(make_input(dice, 3));
  const auto rows = static_cast<std::uint32_t>(starts.size() + 1);
  const auto few_rows = [&]() -> std::vector<IndexRange> {
    const auto row = static_cast<std::uint32_t>(dice.below(rows));
    const auto last = std::min(rows - 1, row + static_cast<std::uint32_t>(dice.below(8) == 0));
    return {{0, row, last}};
  };
  const auto rules = static_cast<std::uint32_t>(65 + dice.below(150));
  for (std::uint32_t i = 0; i < rules; ++i) {
    index.bodies.push_back({i, IndexedBody::kNone, {}});
    const bool is_counted = has_thresholds && dice.below(4) == 0;
    index.conjunctions.push_back({i, is_counted ? make_thresholds(dice, index, 1) : few_rows()});
    if (dice.below(8) == 0) index.conjunctions.push_back({i, few_rows()});
  }
  for (std::size_t n = dice.below(2) * dice.below(150); n > 0; --n)
    index.triggers.push_back({few_rows()});
  return index;
}

BodyIndex make_index(Dice& dice) {
  if (dice.below(10) == 0) return make_sparse_index(dice);
  if (dice.below(8) == 0) return make_point_index(dice);
  if (dice.below(8) == 0) return make_threshold_index(dice);
  BodyIndex index;
  const std::size_t inputs = 1 + dice.below(9);
  const std::size_t most_rules[] = {8, 50, 700};
  const std::size_t rules = 1 + dice.below(most_rules[dice.below(3)]);
  for (std::uint32_t i = 0; i < inputs; ++i) index.inputs.push_back(make_input(dice, i));
  const bool is_led = dice.below(2) == 0;
  const auto lead = is_led ? static_cast<std::uint32_t>(dice.below(inputs)) : kNoLead;
  for (std::uint32_t i = 0; i < rules; ++i) {
    index.bodies.push_back({i, IndexedBody::kNone, {}});
    for (std::size_t n = dice.below(3); n > 0; --n)
      index.conjunctions.push_back({i, make_ranges(dice, index, lead)});
  }
  for (std::size_t n = dice.below(100); n > 0; --n)
    index.triggers.push_back({make_ranges(dice, index, lead)});
  return index;
}

Cell make_cell(Dice& dice, bool is_small) {
  const std::size_t kind = dice.below(10);
  if (kind == 0) return {7, Status::Missing};
  if (kind == 1) return {7, Status::Unknown};
  return known(number(dice, is_small));
}

struct Values {
  std::vector<Cell> fields, profile, keys;
  Cell channel;
  bool has_keys = true;

  IndexValues values() const {
    return {fields.data(), nullptr, profile.data(), has_keys ? keys.data() : nullptr,
            channel,       nullptr};
  }
  Cell cell(const IndexInput& input) const {
    switch (input.source) {
      case IndexSource::Field: return fields[input.number];
      case IndexSource::Profile: return profile[input.number];
      case IndexSource::Channel: return channel;
      case IndexSource::Key: break;
    }
    return has_keys ? keys[input.number] : Cell{0, Status::Unknown};
  }
};

Values make_event(Dice& dice) {
  Values event;
  for (int i = 0; i < 3; ++i) {
    event.fields.push_back(make_cell(dice, true));
    event.profile.push_back(make_cell(dice, false));
    event.keys.push_back(make_cell(dice, false));
  }
  event.channel = make_cell(dice, true);
  event.has_keys = dice.below(5) != 0;
  return event;
}

std::uint32_t row_of(const IndexInput& input, const Cell& cell) {
  if (cell.status == Status::Missing) return input.missing_row();
  if (cell.status == Status::Unknown) return input.unknown_row();
  std::uint32_t row = 0;
  for (const std::int64_t start : input.starts) row += start <= cell.value ? 1 : 0;
  return row;
}

bool holds(const BodyIndex& index, const std::vector<IndexRange>& ranges, const Values& event) {
  for (std::uint32_t input = 0; input < index.inputs.size(); ++input) {
    bool is_named = false, is_allowed = false;
    const std::uint32_t row = row_of(index.inputs[input], event.cell(index.inputs[input]));
    for (const IndexRange& range : ranges) {
      if (range.input != input) continue;
      is_named = true;
      is_allowed = is_allowed || (range.first <= row && row <= range.last);
    }
    if (is_named && !is_allowed) return false;
  }
  return true;
}

std::set<std::uint32_t> let_through(const BodyIndex& index, const Values& event) {
  std::set<std::uint32_t> rules;
  for (const IndexConjunction& conjunction : index.conjunctions) {
    if (holds(index, conjunction.ranges, event)) rules.insert(conjunction.body);
  }
  return rules;
}

std::set<std::uint32_t> bits_of(const std::vector<std::uint64_t>& words) {
  std::set<std::uint32_t> bits;
  for (std::uint32_t bit = 0; bit < words.size() * 64; ++bit) {
    if ((words[bit / 64] >> (bit % 64) & 1) != 0) bits.insert(bit);
  }
  return bits;
}

// What was found, as a list or as bits.
std::set<std::uint32_t> set_of(std::optional<BitIndex::List> list,
                               const std::vector<std::uint64_t>& words) {
  if (!list) return bits_of(words);
  EXPECT_EQ(std::adjacent_find(list->begin(), list->end(), std::greater_equal<>()), list->end());
  return {list->begin(), list->end()};
}

class BitIndexes : public testing::TestWithParam<Vectors> {};

TEST_P(BitIndexes, LetThroughWhatTheirRangesAllow) {
  if (GetParam() == Vectors::Wide && best_vectors() != Vectors::Wide)
    GTEST_SKIP() << "this processor has no AVX-512";
  Dice dice(5);
  const std::vector<std::string> no_texts;
  int sifted = 0, lists = 0, by_block = 0, by_threshold = 0, by_point = 0, by_both = 0;
  for (int round = 0; round < 300; ++round) {
    const BodyIndex index = make_index(dice);
    const BitIndex bits(index, no_texts, GetParam());
    sifted += bits.is_sifted(false) ? 1 : 0;
    by_block += bits.is_by_block() ? 1 : 0;
    by_threshold += bits.has_thresholds() ? 1 : 0;
    by_point += bits.points().is_any() ? 1 : 0;
    by_both += bits.points().is_any() && bits.has_thresholds() ? 1 : 0;
    std::vector<std::uint32_t> rows(bits.input_count());
    std::vector<std::uint64_t> rules(bits.rule_words(), ~std::uint64_t{0}),
        fired(bits.trigger_words());
    for (int n = 0; n < 30; ++n) {
      const Values event = make_event(dice);
      for (const bool for_triggers : {false, true}) {
        BitIndex::Room room;
        const auto found = bits.look(event.values(), for_triggers, rows.data(), room, rules.data());
        lists += found && found->size() > 1 ? 1 : 0;
        ASSERT_EQ(set_of(found, rules), let_through(index, event)) << "round " << round;
      }
      BitIndex::Room room;
      const auto found = bits.fired(rows.data(), room, fired.data());
      std::set<std::uint32_t> right;
      for (std::uint32_t i = 0; i < index.triggers.size(); ++i) {
        if (holds(index, index.triggers[i].ranges, event)) right.insert(i);
      }
      ASSERT_EQ(set_of(found, fired), right) << "round " << round;
    }
  }
  EXPECT_GT(sifted, 10);
  EXPECT_LT(sifted, 270);
  EXPECT_GT(lists, 60);
  EXPECT_GT(by_block, 10);
  EXPECT_GT(by_threshold, 10);
  EXPECT_GT(by_point, 10);
  EXPECT_GT(by_both, 5);
}

// Of one small input; which rows of it a rule allows is thrown.
BodyIndex make_long_index(Dice& dice, std::uint32_t rules) {
  BodyIndex index;
  IndexInput input;
  input.starts = {1, 2};
  index.inputs.push_back(input);
  for (std::uint32_t rule = 0; rule < rules; ++rule) {
    index.bodies.push_back({rule * 3, IndexedBody::kNone, {}});
    const std::uint32_t first = dice.below(100) == 0 ? 1 : 2;
    index.conjunctions.push_back({rule, {{0, first, 2}}});
    if (dice.below(4) == 0) index.conjunctions.push_back({rule, {{0, 2, 2}}});
  }
  return index;
}

TEST_P(BitIndexes, NameTheRulesHoweverManyThereAre) {
  if (GetParam() == Vectors::Wide && best_vectors() != Vectors::Wide)
    GTEST_SKIP() << "this processor has no AVX-512";
  Dice dice(11);
  const std::vector<std::string> no_texts;
  for (const std::uint32_t rules : {1U, 2U, 63U, 64U, 65U, 512U, 700U, 20'000U}) {
    const BodyIndex index = make_long_index(dice, rules);
    const BitIndex bits(index, no_texts, GetParam());
    BodyLookup lookup(index, bits);
    for (const std::int64_t value : {0, 1, 2}) {  // nothing, one in a hundred, all
      Values event;
      event.fields.push_back(known(value));
      std::vector<std::uint32_t> right;
      for (const std::uint32_t rule : let_through(index, event)) right.push_back(rule * 3);
      const auto named = lookup.peek(event.values());
      ASSERT_EQ(std::vector(named.begin(), named.end()), right) << rules << " rules, " << value;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(OfEveryKind, BitIndexes, testing::Values(Vectors::None, Vectors::Wide),
                         [](const auto& about) {
                           return about.param == Vectors::Wide ? "Wide" : "None";
                         });

TEST(BitCounts, AreTheSumsOfTheirBits) {
  Dice dice(9);
  constexpr std::size_t kWords = 3;
  BitCounts counts(kWords);
  for (int round = 0; round < 3; ++round) {
    std::vector<std::uint64_t> sums(64 * kWords);
    for (std::size_t n = dice.below(1'000); n > 0; --n) {
      std::uint64_t bits[kWords];
      for (std::uint64_t& word : bits)
        word = dice.below(3) == 0 ? ~std::uint64_t{0} : dice.below(~0ULL);
      for (std::size_t bit = 0; bit < sums.size(); ++bit)
        sums[bit] += bits[bit / 64] >> (bit % 64) & 1;
      counts.add(bits);
    }
    EXPECT_EQ(counts.sums(), sums);
    counts.clear();
  }
}

}  // namespace
}  // namespace wend::runtime
