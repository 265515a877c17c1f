// SPDX-License-Identifier: Apache-2.0
//
// A customer's state as bytes: records that grow, tables of keys, bytes that were damaged.
#include <algorithm>
#include <cstring>
#include <list>
#include <map>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/abi/fact_layout.h"
#include "runtime/decision/decision_buffer.h"
#include "runtime/step/blob.h"
#include "runtime/step/facts.h"
#include "runtime/step/key_table.h"
#include "runtime/step/moment.h"
#include "runtime/step/series.h"
#include "runtime/step/totals.h"
#include "runtime_plans.h"

namespace wend::runtime_tests {
namespace {

using runtime::Blob;
using runtime::Key;
using runtime::KeyTable;
using runtime::Series;

void expect_records_from(const Blob& blob, std::uint32_t least,
                         const std::map<std::uint32_t, std::vector<std::uint8_t>>& expected) {
  std::vector<std::uint32_t> found, wanted;
  blob.for_each_from(least, [&](std::uint32_t record) { found.push_back(record); });
  for (auto it = expected.lower_bound(least); it != expected.end(); ++it)
    wanted.push_back(it->first);
  EXPECT_EQ(found, wanted);
}

// Of as many records as a bitmap has bits, of one more, and of those whose numbers fit into 16 bits and do not.
class RuntimeBlobOf : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Records, RuntimeBlobOf,
                         testing::Values(1, 40, 64, 65, 700, 65'535, 65'536));

TEST_P(RuntimeBlobOf, RecordsKeepTheirBytesWhileOthersComeGrowAndGo) {
  const std::uint32_t kRecords = GetParam();
  std::minstd_rand random(7);
  Blob blob;
  blob.prepare(kRecords);
  std::map<std::uint32_t, std::vector<std::uint8_t>> expected;
  for (int round = 0; round < 2000; ++round) {
    const auto of_few = static_cast<std::uint32_t>(random() % 150);
    const std::uint32_t record =
        of_few % 2 == 0 ? of_few % kRecords : kRecords - 1 - of_few % kRecords;
    if (random() % 4 == 0) {
      blob.remove(record);
      expected.erase(record);
    } else {
      const auto size = static_cast<std::uint32_t>(random() % 40);
      auto bytes = blob.resize(record, size);
      expected[record].resize(size);
      for (std::uint32_t i = 0; i < size; ++i)
        bytes[i] = expected[record][i] = static_cast<std::uint8_t>(random());
    }
    for (const auto& [number, content] : expected) {
      const auto found = blob.find(number);
      ASSERT_TRUE(blob.has(number));
      ASSERT_TRUE(std::equal(found.begin(), found.end(), content.begin(), content.end()));
    }
    ASSERT_EQ(blob.has(record), expected.contains(record));
  }
  for (const std::uint32_t least : {0U, 1U, 5U, 63U, 64U, kRecords / 2, kRecords - 1, kRecords})
    expect_records_from(blob, least, expected);
  Blob copy;
  ASSERT_TRUE(copy.adopt(blob.bytes(), kRecords));
  EXPECT_TRUE(std::ranges::equal(copy.bytes(), blob.bytes()));
}

TEST(RuntimeBlob, RecordsAreFoundByWiderPlacesWhileTheyAreLarge) {
  for (const std::uint32_t records : {40U, 700U, 70'000U}) {
    Blob blob;
    blob.prepare(records);
    std::map<std::uint32_t, std::uint32_t> sizes;
    std::minstd_rand random(records);
    for (int round = 0; round < 600; ++round) {
      const auto record = static_cast<std::uint32_t>(random() % 30);
      const bool is_large = round / 100 % 2 == 1;
      sizes[record] = static_cast<std::uint32_t>(random() % (is_large ? 30'000 : 300));
      auto bytes = blob.resize(record, sizes[record]);
      std::fill(bytes.begin(), bytes.end(), static_cast<std::uint8_t>(record));
      std::uint64_t all = 0;
      for (const auto& [number, size] : sizes) {
        const auto found = blob.find(number);
        ASSERT_EQ(found.size(), size);
        ASSERT_TRUE(std::ranges::all_of(found, [&](std::uint8_t byte) { return byte == number; }));
        all += size;
      }
      const std::size_t head = records == 40 ? 12 : 4;
      const std::size_t of_list = records == 40 ? 1 : 2;
      const std::size_t place = all > 0xFFFF || records > 0xFFFF ? 4 : 2;
      ASSERT_EQ(blob.bytes().size(), head + of_list * place * sizes.size() + all);
      Blob copy;
      ASSERT_TRUE(copy.adopt(blob.bytes(), records));
      ASSERT_EQ(copy.find(record).size(), sizes[record]);
    }
  }
}

TEST_P(RuntimeBlobOf, DamagedBytesAreRefusedOrStayWithinThemselves) {
  const std::uint32_t records = GetParam();
  Blob blob;
  blob.prepare(records);
  for (const std::uint32_t record : {0U, 5U, 39U, 63U, 64U, 69U})
    if (record < records) blob.resize(record, record + 1);
  const std::uint32_t last = records == 1 ? 0 : records == 40 ? 39 : records == 64 ? 63 : 64;
  const std::vector<std::uint8_t> sound(blob.bytes().begin(), blob.bytes().end());
  for (std::size_t i = 0; i < sound.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::vector<std::uint8_t> damaged = sound;
      damaged[i] = static_cast<std::uint8_t>(damaged[i] ^ 1 << bit);
      Blob taken;
      if (!taken.adopt(damaged, records)) continue;
      for (std::uint32_t record = 0; record < std::min(records, 70U); ++record) {
        const auto bytes = taken.find(record);
        if (bytes.empty()) continue;
        ASSERT_GE(bytes.data(), taken.bytes().data());
        ASSERT_LE(bytes.data() + bytes.size(), taken.bytes().data() + taken.bytes().size());
      }
    }
  }
  // Where the last record ends, only the record itself can say.
  const std::size_t rest = sound.size() - blob.find(records > 69 ? 69 : last).size();
  for (std::size_t size = 0; size < rest; ++size) {
    Blob taken;
    EXPECT_FALSE(taken.adopt(std::span(sound).first(size), records));
  }
  Blob taken;  // numbers of another program
  EXPECT_EQ(taken.adopt(sound, records == 1 ? 2 : 1), records == 1);
}

// Whose they are stays theirs.
TEST(RuntimeKnownFacts, WhatIsAlikeIsDescribedOnce) {
  ShopPlan shop;
  const std::uint32_t one = shop.add_fact(fact(FactKind::Times, 3));
  const std::uint32_t alike = shop.add_fact(fact(FactKind::Times, 3));
  const std::uint32_t longer = shop.add_fact(fact(FactKind::Times, 4));
  Plan plan = shop.finished();
  plan.facts[alike].rule = 7;
  const runtime::KnownFacts facts(plan);
  EXPECT_EQ(facts[one].alike, facts[alike].alike);
  EXPECT_NE(facts[one].alike, facts[longer].alike);
  EXPECT_EQ(facts[longer].alike->layout.most, layout_of(plan, plan.facts[longer]).most);
  EXPECT_EQ(facts[one].rule, 0U);
  EXPECT_EQ(facts[alike].rule, 7U);
}

// A count that is full stays so, and says that it does not know.
TEST(RuntimeTotals, OfTooManyEventsItIsUnknownHowMany) {
  ShopPlan shop;
  const std::uint32_t plain = shop.add_fact(fact(FactKind::Totals, 1));
  const std::uint32_t valued = shop.add_fact(fact(FactKind::Totals, 1, true));
  const Plan plan = shop.finished();
  const runtime::Prepared prepared(plan);
  Counts counts;
  runtime::DecisionBuffer decisions(plan);
  runtime::Moment moment(prepared, counts, decisions);
  Blob blob;
  blob.prepare(prepared.records);
  moment.blob = &blob;
  for (const std::uint32_t number : {plain, valued}) {
    const FactLayout& layout = prepared.facts[number].alike->layout;
    const auto ask = [&](FactPart part, std::uint32_t cap = 0) {
      const std::span<std::uint8_t> record = blob.find(runtime::record_of_fact(number));
      return runtime::read_at(moment, {number, record, layout}, {part, runtime::kForever, cap});
    };
    runtime::update(moment, number, 7);
    runtime::store(blob.find(runtime::record_of_fact(number)).data(), std::uint32_t{0xFFFFFFFD});
    runtime::update(moment, number, 7);
    EXPECT_EQ(ask(FactPart::Count).value, 4'294'967'294 * 1'000'000);
    for (int more = 0; more < 2; ++more) {
      runtime::update(moment, number, 7);
      EXPECT_EQ(ask(FactPart::Count).status, Status::Unknown);
      EXPECT_EQ(ask(FactPart::Count, 3).value, 3'000'000);
      EXPECT_EQ(ask(FactPart::Exists).value, 1);
    }
  }
  const std::span<std::uint8_t> record = blob.find(runtime::record_of_fact(valued));
  const runtime::Totals totals = runtime::load_totals(record.data(), true);
  EXPECT_EQ(runtime::part_of(totals, {FactPart::Average, runtime::kForever, 0}).status,
            Status::Unknown);
  EXPECT_EQ(runtime::part_of(totals, {FactPart::Sum, runtime::kForever, 0}).value, 28);
}

// Count and head of one, two and four bytes.
class RuntimeSeries : public testing::TestWithParam<std::uint32_t> {};

TEST_P(RuntimeSeries, KeepsTheNewestAndFindsTheFirstAfter) {
  FactLayout layout;
  layout.entry = 8;
  layout.most_entries = GetParam();
  Blob blob;
  blob.prepare(1);
  std::vector<std::int64_t> all;
  std::int64_t time = 0;
  std::mt19937 random(3);
  for (std::uint32_t i = 0; i < GetParam() + 100; ++i) {
    time += static_cast<std::int64_t>(random() % 3);
    all.push_back(time);
    Series::with_room(blob, 0, layout).push(time);
    const bool is_near_end = i < 100 || i > GetParam() - 20;
    if (!is_near_end) continue;
    const Series series = Series::in(blob.find(0), layout);
    const std::size_t kept = std::min<std::size_t>(all.size(), GetParam());
    ASSERT_EQ(series.count(), kept);
    ASSERT_TRUE(series.is_sound());
    ASSERT_LE(blob.find(0).size(),
              series_head(GetParam()) + 8 * std::min<std::size_t>(GetParam(), kept + kept / 4));
    const auto newest = all.end() - static_cast<std::ptrdiff_t>(kept);
    for (std::int64_t start = time - 20; start <= time; ++start) {
      const auto expected =
          std::count_if(newest, all.end(), [&](std::int64_t each) { return each > start; });
      ASSERT_EQ(series.count() - series.first_after(start), static_cast<std::uint32_t>(expected));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Most, RuntimeSeries, testing::Values(13U, 255U, 256U, 65'536U));

class RuntimeKeyTable : public testing::TestWithParam<std::uint32_t> {
 protected:
  static FactLayout layout_of_keys() {
    FactLayout layout;
    layout.key_width = 8;
    layout.entry = 8 + 8;
    layout.most_entries = GetParam();
    return layout;
  }
  static Key key_of(std::int64_t value) {
    Key key;
    std::memcpy(key.bytes, &value, 8);
    return key;
  }
};

TEST_P(RuntimeKeyTable, KeepsTheKeysWhoseLastEventIsNewest) {
  const FactLayout layout = layout_of_keys();
  Blob blob;
  blob.prepare(1);
  std::list<std::int64_t> expected;  // newest first
  std::mt19937 random(GetParam());
  for (int round = 0; round < 3000; ++round) {
    const auto value = static_cast<std::int64_t>(random() % (GetParam() * 2 + 3));
    const bool is_new = std::find(expected.begin(), expected.end(), value) == expected.end();
    const auto touched = KeyTable::touch(blob, 0, layout, key_of(value));
    ASSERT_EQ(touched.is_new, is_new);
    ASSERT_EQ(touched.pushed_out, is_new && expected.size() == GetParam());
    expected.remove(value);
    expected.push_front(value);
    if (expected.size() > GetParam()) expected.pop_back();
    const KeyTable table(blob.find(0), layout);
    ASSERT_TRUE(table.is_sound());
    ASSERT_EQ(table.count(), expected.size());
    std::uint32_t entry = table.newest();
    for (const std::int64_t each : expected) {
      ASSERT_EQ(table.find(key_of(each)), entry);
      entry = table.older(entry);
    }
    ASSERT_EQ(entry, KeyTable::kNone);
  }
}

TEST_P(RuntimeKeyTable, AnyKeyButTheOnlyOneCanBeErased) {
  const FactLayout layout = layout_of_keys();
  Blob blob;
  blob.prepare(1);
  std::list<std::int64_t> expected;  // newest first
  std::mt19937 random(GetParam() + 1);
  for (int round = 0; round < 3000; ++round) {
    const auto value = static_cast<std::int64_t>(random() % (GetParam() * 2 + 3));
    const bool is_there = std::find(expected.begin(), expected.end(), value) != expected.end();
    if (is_there && expected.size() > 1 && random() % 2 == 0) {
      const KeyTable table(blob.find(0), layout);
      table.erase(table.find(key_of(value)));
      expected.remove(value);
    } else {
      const auto touched = KeyTable::touch(blob, 0, layout, key_of(value));
      if (touched.is_new) std::memcpy(touched.kept, &value, 8);
      expected.remove(value);
      expected.push_front(value);
      if (expected.size() > GetParam()) expected.pop_back();
    }
    const KeyTable table(blob.find(0), layout);
    ASSERT_TRUE(table.is_sound());
    ASSERT_EQ(table.count(), expected.size());
    std::uint32_t entry = table.newest();
    for (const std::int64_t each : expected) {
      ASSERT_EQ(table.find(key_of(each)), entry);
      ASSERT_EQ(std::memcmp(table.kept(entry), &each, 8), 0);
      if (each == expected.back()) {
        ASSERT_EQ(table.oldest(), entry);
      }
      entry = table.older(entry);
    }
    ASSERT_EQ(entry, KeyTable::kNone);
  }
}
// Beyond 255 and 65,535 entries numbers become wider, and behind 8 and 255 keys are found otherwise.
TEST(RuntimeKeyTables, KeysStayWhatTheyAreWhileTheTableGrows) {
  for (const std::uint32_t width : {8U, 9U, 13U, 16U}) {
    FactLayout layout;
    layout.key_width = width;
    layout.entry = width + 3;
    layout.most_entries = width == 9 ? 70'000 : 700;
    const auto key_of = [&](std::uint32_t number) {
      Key key;
      std::memcpy(key.bytes + width - 4, &number, 4);
      return key;
    };
    Blob blob;
    blob.prepare(1);
    for (std::uint32_t number = 0; number < layout.most_entries; ++number) {
      const auto touched = KeyTable::touch(blob, 0, layout, key_of(number));
      ASSERT_TRUE(touched.is_new);
      std::memcpy(touched.kept, &number, 3);
      const bool is_border =
          number < 12 || (number > 250 && number < 260) || (number > 65'530 && number < 65'540);
      if (!is_border && number + 1 != layout.most_entries) continue;
      const KeyTable table(blob.find(0), layout);
      ASSERT_TRUE(table.is_sound());
      ASSERT_EQ(table.count(), number + 1);
      for (std::uint32_t each = 0; each <= number; each += 1 + number / 97) {
        const std::uint32_t entry = table.find(key_of(each));
        ASSERT_NE(entry, KeyTable::kNone);
        ASSERT_EQ(std::memcmp(table.kept(entry), &each, 3), 0);
      }
      ASSERT_EQ(table.find(key_of(number + 1)), KeyTable::kNone);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, RuntimeKeyTable, testing::Values(1, 2, 8, 9, 50, 255, 256));

TEST(RuntimeKey, LongIdentifiersAreHashedShortOnesWhole) {
  runtime::Texts texts;
  const ValueType type{ValueKind::Identifier, 0, 100, 0};
  const auto key = [&](std::string_view text) {
    return runtime::key_of(type, kMostKey, texts.add_copy(text), texts);
  };
  const auto same = [](const Key& a, const Key& b) {
    return std::memcmp(a.bytes, b.bytes, 16) == 0;
  };
  EXPECT_FALSE(same(key("a"), key(std::string_view("a\0", 2))));
  EXPECT_FALSE(same(key("123456789012345"), key("1234567890123456")));
  EXPECT_TRUE(same(key("1234567890123456"), key("1234567890123456")));
  EXPECT_FALSE(same(key("1234567890123456"), key("1234567890123457")));
}

}  // namespace
}  // namespace wend::runtime_tests
