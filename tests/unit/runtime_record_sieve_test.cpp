// SPDX-License-Identifier: Apache-2.0
//
// What a sieve asks of a struct in the struct's own numbers is what it asks of the field's number, for every form and
// every pattern of bits.
#include <array>
#include <cstring>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "runtime/step/record_sieve.h"

namespace wend::runtime {
namespace {

using Form = RecordLayout::Form;

constexpr std::size_t kBytes = 24;
constexpr std::uint32_t kInputs = 12;

using Dice = std::mt19937_64;

std::int64_t border(Dice& dice) {
  const std::int64_t size = std::int64_t{1} << dice() % 62;
  return static_cast<std::int64_t>(dice() % static_cast<std::uint64_t>(2 * size)) - size;
}

// Two conjunctions that each ask many inputs: most of these are no rows to be and-ed.
BodyIndex index_of(Dice& dice) {
  BodyIndex index;
  index.bodies.resize(2);
  for (std::uint32_t input = 0; input < kInputs; ++input) {
    IndexInput& made = index.inputs.emplace_back();
    made.number = input;
    std::set<std::int64_t> starts;
    for (std::size_t n = 1 + dice() % 4; n > 0; --n) starts.insert(border(dice));
    made.starts.assign(starts.begin(), starts.end());
  }
  for (std::uint32_t body = 0; body < 2; ++body) {
    std::vector<IndexRange> ranges;
    for (std::uint32_t input = 0; input < kInputs; ++input) {
      for (std::uint32_t row = 0; row < index.inputs[input].row_count(); ++row) {
        if (dice() % 2 == 0) ranges.push_back({input, row, row});
      }
    }
    index.conjunctions.push_back({body, ranges});
  }
  return index;
}

RecordPlace place_of(Dice& dice) {
  constexpr std::int64_t kScales[] = {1, 10, 10'000, 1'000'000};
  RecordPlace place;
  place.form = static_cast<Form>(dice() % (static_cast<int>(Form::Double) + 1));
  const std::size_t bytes = place.form == Form::Int8 || place.form == Form::UInt8     ? 1
                            : place.form == Form::Int16 || place.form == Form::UInt16 ? 2
                            : place.form == Form::Int32 || place.form == Form::UInt32 ? 4
                                                                                      : 8;
  place.offset = dice() % (kBytes - bytes + 1);
  place.scale = kScales[dice() % 4];
  if (place.form == Form::Double) place.steps = 100;
  if (dice() % 3 == 0) place.present = dice() % kBytes;
  return place;
}

std::array<std::byte, kBytes> record_of(Dice& dice, const RecordPlace& place,
                                        const IndexInput& input) {
  std::array<std::byte, kBytes> record;
  for (std::byte& byte : record) byte = static_cast<std::byte>(dice() % 3 == 0 ? 0xFF : dice());
  const std::int64_t near = input.starts[dice() % input.starts.size()] / place.scale +
                            static_cast<std::int64_t>(dice() % 3) - 1;
  if (dice() % 2 == 0) return record;
  if (place.form == Form::Double) {
    const double value = (static_cast<double>(near) + (dice() % 2 == 0 ? 0.5 : 0)) / place.steps;
    std::memcpy(record.data() + place.offset, &value, sizeof value);
  } else if (place.offset + sizeof near <= kBytes) {
    std::memcpy(record.data() + place.offset, &near, sizeof near);
  }
  return record;
}

Cell cell_of(const std::byte* record, const RecordPlace& place) {
  if (!RecordReader::is_there(record, place)) return {0, Status::Missing};
  std::int64_t number = 0;
  if (!RecordReader::number_of(record, place, number)) return {0, Status::Unknown};
  return known(number);
}

TEST(RecordSieve, AsksOfBitsWhatIsAskedOfNumbers) {
  Dice dice(3);
  std::size_t in_place = 0, allowed = 0, asked_in_all = 0;
  for (int round = 0; round < 300; ++round) {
    const BodyIndex index = index_of(dice);
    const Sieve sieve(index);
    for (const Sieve::Question& asked : sieve.questions()) {
      const RecordPlace place = place_of(dice);
      RecordSieve of;
      of.questions.push_back(question_at(place, sieve, asked, {0, kBytes}, of.more));
      if (of.questions[0].is_by_value) continue;
      ++in_place;
      for (int n = 0; n < 40; ++n) {
        const auto record = record_of(dice, place, index.inputs[asked.input]);
        const bool right = sieve.is_allowed(asked, cell_of(record.data(), place));
        ASSERT_EQ(of.is_allowed(record.data(), of.questions[0]), right)
            << "round " << round << " form " << static_cast<int>(place.form);
        allowed += right ? 1 : 0;
        ++asked_in_all;
      }
    }
  }
  EXPECT_GT(in_place, 1'000U);
  EXPECT_GT(allowed, asked_in_all / 10);
  EXPECT_LT(allowed, asked_in_all / 10 * 9);
}

TEST(RecordSieve, ReadsNothingThatTheLayoutDoesNotName) {
  Dice dice(4);
  const BodyIndex index = index_of(dice);
  const Sieve sieve(index);
  std::vector<Numbers> more;
  RecordPlace place;
  place.offset = 10;
  place.form = Form::UInt8;
  std::size_t in_place = 0;
  for (const Sieve::Question& asked : sieve.questions()) {
    EXPECT_TRUE(question_at(place, sieve, asked, {8, 15}, more).is_by_value) << "seven bytes";
    const RecordSieve::Question last = question_at(place, sieve, asked, {3, 11}, more);
    if (last.is_by_value) continue;
    ++in_place;
    EXPECT_EQ(last.window, 3U);
    EXPECT_EQ(last.shift, 0U);
  }
  EXPECT_GT(in_place, 0U);
}

}  // namespace
}  // namespace wend::runtime
