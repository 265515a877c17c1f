// SPDX-License-Identifier: Apache-2.0
//
// Numbers by hash, and open events by instant, beside a plain list: what comes and goes at random is always found, and
// comes out in order.
#include <algorithm>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "runtime/step/number_index.h"
#include "runtime/step/open_order.h"

namespace wend::runtime {
namespace {

std::uint32_t below(std::mt19937& random, std::uint32_t most) {
  return static_cast<std::uint32_t>(random() % most);
}

// Few hashes, near each other and at the end of the places: many numbers stand behind their home, some around the end.
TEST(NumberIndex, FindsWhatIsThereAndNothingElse) {
  std::mt19937 random(7);
  NumberIndex index;
  std::map<std::uint32_t, std::uint32_t> hashes;  // by number
  for (int step = 0; step < 20'000; ++step) {
    const std::uint32_t number = below(random, 200);
    const auto known = hashes.find(number);
    if (known == hashes.end()) {
      const std::uint32_t hash = 0xFFFFFFF0U + below(random, 24);
      index.add(hash, number);
      hashes.emplace(number, hash);
    } else {
      index.remove(known->second, number);
      hashes.erase(known);
    }
    const std::uint32_t asked = below(random, 200);
    for (std::uint32_t hash = 0xFFFFFFF0U; hash != 8; ++hash) {
      const auto is_asked = [asked](std::uint32_t one) { return one == asked; };
      const auto there = hashes.find(asked);
      const bool is_there = there != hashes.end() && there->second == hash;
      ASSERT_EQ(index.find(hash, is_asked), is_there ? asked : NumberIndex::kNone);
    }
  }
}

TEST(NumberIndex, ANumberStandsInPlaceOfAnother) {
  NumberIndex index;
  index.add(5, 1);
  index.replace(5, 1, 2);
  const auto is_any = [](std::uint32_t) { return true; };
  EXPECT_EQ(index.find(5, is_any), 2U);
  index.remove(5, 2);
  EXPECT_EQ(index.find(5, is_any), NumberIndex::kNone);
}

TEST(OpenOrder, TheOldestComesFirstHoweverTheyCame) {
  std::mt19937 random(11);
  OpenOrder order;
  std::vector<std::int64_t> instants;
  std::uint64_t asked_for = 0;
  OpenOrder::Asked asked;
  for (std::int64_t step = 0; step < 20'000; ++step) {
    const std::int64_t instant =
        step - static_cast<std::int64_t>(random() % 8 == 0 ? random() % 90 : 0);
    order.add({instant, static_cast<std::uint32_t>(step), 0});
    instants.push_back(instant);
    if (below(random, 512) == 0) {
      order.drop_if([](const OpenOrder::Entry& entry) { return entry.instant % 3 == 0; });
      std::erase_if(instants, [](std::int64_t one) { return one % 3 == 0; });
    }
    while (order.size() > 80 || (!order.empty() && below(random, 3) == 0)) {
      const auto least = std::min_element(instants.begin(), instants.end());
      ASSERT_EQ(order.oldest().instant, *least);
      instants.erase(least);
      order.drop_oldest();
      asked_for += order.coming(4, asked).size();
    }
    ASSERT_EQ(order.size(), instants.size());
  }
  EXPECT_GT(asked_for, 10'000U);
  EXPECT_LE(asked_for, 20'000U);  // each once
}

}  // namespace
}  // namespace wend::runtime
