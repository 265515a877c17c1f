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

// ------------------------------------------------------------------------------- profiles

ProfileMemory::Moment at(std::int64_t time, std::uint64_t sequence = 0, std::uint32_t file = 0) {
  return {time, sequence, file};
}

std::uint64_t values(std::string_view text) { return ProfileMemory::hash_of(text); }

TEST(ProfileMemory, HoldsWhatWasRememberedLastAndSurvivesSaving) {
  ProfileMemory memory;
  const auto fields = memory.add_fields({0});
  for (int i = 0; i < 10'000; ++i) {
    const std::string customer = "customer " + std::to_string(i);
    memory.remember(customer, fields, values("first"), at(1));
    if (i % 2 == 0) memory.remember(customer, fields, values("second"), at(2));
  }
  ProfileMemory loaded;
  loaded.add_fields({0});
  ASSERT_TRUE(loaded.restore(0, memory.bytes(0)));
  for (int i = 0; i < 10'000; ++i) {
    const std::string customer = "customer " + std::to_string(i);
    EXPECT_EQ(loaded.holds(customer, fields, values("second"), at(3)), i % 2 == 0);
    EXPECT_EQ(loaded.holds(customer, fields, values("first"), at(3)), i % 2 == 1);
  }
  EXPECT_FALSE(loaded.holds("nobody", fields, values("first"), at(3)));
  EXPECT_FALSE(ProfileMemory().restore(0, "odd"));
}

TEST(ProfileMemory, IsCertainOfOneOrderOnly) {
  ProfileMemory memory;
  const auto fields = memory.add_fields({0});
  memory.remember("ann", fields, values("Bonn"), at(10, 5, 0));
  EXPECT_TRUE(memory.holds("ann", fields, values("Bonn"), at(10, 6, 0)));
  EXPECT_TRUE(memory.holds("ann", fields, values("Bonn"), at(11, 1, 1)));
  EXPECT_FALSE(memory.holds("ann", fields, values("Bonn"), at(10, 6, 1)));  // of another file
  EXPECT_FALSE(memory.holds("ann", fields, values("Bonn"), at(10, 4, 0)));
  EXPECT_FALSE(memory.holds("ann", fields, values("Bonn"), at(9, 6, 0)));

  memory.remember("ann", fields, values("Trier"), at(9, 1, 1));  // earlier: Bonn stands
  EXPECT_TRUE(memory.holds("ann", fields, values("Bonn"), at(11)));
  memory.remember("ann", fields, values("Trier"), at(10, 1, 1));  // before or after: unknown
  EXPECT_FALSE(memory.holds("ann", fields, values("Bonn"), at(11)));
  EXPECT_FALSE(memory.holds("ann", fields, values("Trier"), at(11)));
  memory.remember("ann", fields, values("Trier"), at(11));
  EXPECT_TRUE(memory.holds("ann", fields, values("Trier"), at(11)));
  memory.forget("ann", at(12));
  EXPECT_FALSE(memory.holds("ann", fields, values("Trier"), at(13)));
}

TEST(ProfileMemory, FieldsThatTwoFilesSetAreKnownByTheLaterOfThem) {
  ProfileMemory memory;
  const auto city = memory.add_fields({1});
  const auto tier = memory.add_fields({2});
  const auto both = memory.add_fields({2, 1});
  EXPECT_EQ(memory.add_fields({1, 2}), both);
  memory.remember("ann", city, values("Bonn"), at(1));
  memory.remember("ann", tier, values("gold"), at(2));
  EXPECT_TRUE(memory.holds("ann", city, values("Bonn"), at(3)));
  memory.remember("ann", both, values("Trier, gold"), at(4));
  EXPECT_FALSE(memory.holds("ann", city, values("Bonn"), at(5)));
  memory.remember("ann", city, values("Bonn"), at(6));
  EXPECT_FALSE(memory.holds("ann", both, values("Trier, gold"), at(7)));
  EXPECT_TRUE(memory.holds("ann", city, values("Bonn"), at(7)));
}

}  // namespace
}  // namespace wend::door
