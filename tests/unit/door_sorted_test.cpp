// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <random>

#include <gtest/gtest.h>

#include "cli/door/profile_memory.h"
#include "cli/door/sorted_records.h"

namespace wend::door {
namespace {

struct Kept {
  std::int64_t time;
  std::uint64_t line;
  std::string text;
  friend bool operator==(const Kept&, const Kept&) = default;
};

std::vector<Kept> sorted_with(std::size_t memory, const std::vector<Kept>& records) {
  SortedRecords sorted(memory);
  for (const Kept& record : records)
    EXPECT_FALSE(sorted.add({record.time, 0, record.line, record.line, 0, record.text}));
  EXPECT_FALSE(sorted.finish());
  std::vector<Kept> result;
  while (const SortedRecord* record = sorted.next())
    result.push_back({record->time, record->line, std::string(record->text)});
  EXPECT_FALSE(sorted.failure());
  return result;
}

TEST(Sorting, IsStableByTimeWhateverTheMemory) {
  std::mt19937_64 random(7);
  std::vector<Kept> records;
  for (std::uint64_t line = 1; line <= 20'000; ++line) {
    records.push_back(
        {static_cast<std::int64_t>(random() % 500) - 100, line, std::string(random() % 60, 'x')});
  }
  std::vector<Kept> expected = records;
  std::stable_sort(expected.begin(), expected.end(),
                   [](const Kept& a, const Kept& b) { return a.time < b.time; });
  for (const std::size_t memory : {1u << 10, 1u << 16, 1u << 20, 1u << 26})
    EXPECT_EQ(sorted_with(memory, records), expected);
}

TEST(Sorting, NothingGivesNothing) { EXPECT_TRUE(sorted_with(1 << 20, {}).empty()); }

TEST(ProfileMemory, HoldsWhatWasRememberedLastAndSurvivesSaving) {
  ProfileMemory memory;
  for (int i = 0; i < 10'000; ++i) {
    const auto key = ProfileMemory::key_of("customer " + std::to_string(i));
    memory.remember(key, ProfileMemory::hash_of("first"));
    if (i % 2 == 0) memory.remember(key, ProfileMemory::hash_of("second"));
  }
  ProfileMemory loaded;
  ASSERT_TRUE(loaded.restore(memory.bytes()));
  for (int i = 0; i < 10'000; ++i) {
    const auto key = ProfileMemory::key_of("customer " + std::to_string(i));
    EXPECT_EQ(loaded.holds(key, ProfileMemory::hash_of("second")), i % 2 == 0);
    EXPECT_EQ(loaded.holds(key, ProfileMemory::hash_of("first")), i % 2 == 1);
  }
  EXPECT_FALSE(loaded.holds(ProfileMemory::key_of("nobody"), ProfileMemory::hash_of("first")));
  EXPECT_FALSE(ProfileMemory().restore("odd"));
}

}  // namespace
}  // namespace wend::door
