// SPDX-License-Identifier: Apache-2.0
//
// Pack files: what was written is read, what was damaged is refused and never crashes.
#include <cstring>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <xxhash.h>

#include "runtime/abi/fact_layout.h"
#include "runtime/abi/pack.h"
#include "runtime/abi/processor.h"
#include "runtime_plans.h"

namespace wend::runtime_tests {
namespace {

using testing::HasSubstr;

Plan some_plan() {
  ShopPlan shop;
  Fact sequence = fact(FactKind::Sequence, 1);
  sequence.steps = {{}, {false, true, {true, pack(CalendarSpan{0, 1})}}};
  sequence.capture_count = 1;
  shop.plan.captures = {{0, {ValueKind::Identifier, 0, 40, 0}, false, {0, Capture::kNone}}};
  const std::uint32_t number = shop.add_fact(sequence);
  const std::uint32_t times = shop.add_fact(fact(FactKind::Times, 3));
  const std::uint32_t rule = shop.add_rule("twice");
  shop.plan.texts = {"a constant"};
  shop.add(ShopPlan::kCart, op(OpCode::UpdateEvent, 0, 0, 0, times));
  shop.add(ShopPlan::kCart, op(OpCode::Constant, 1, 0, 0, 1));
  shop.add(ShopPlan::kCart, op(OpCode::Mark, 0, 1, 0, 0));
  shop.add(ShopPlan::kCart, op(OpCode::Mark, 0, 1, 0, 1));
  shop.add(ShopPlan::kCart, op(OpCode::Advance, 2, 0, 0, number));
  shop.act(ShopPlan::kCart, rule, 2);
  return shop.finished();
}

void put_sum(std::vector<std::uint8_t>& bytes) {
  XXH128_canonical_t sum;
  XXH128_canonicalFromHash(&sum, XXH3_128bits(bytes.data(), bytes.size() - 16));
  std::memcpy(bytes.data() + bytes.size() - 16, sum.digest, 16);
}

void run_some_events(std::shared_ptr<Pack> pack) {
  Session session(std::move(pack));
  session.on_decision([](const Decision&) {});
  session.feed(cart("ann", "1", "2026-01-01T10:00:00Z", "a", 1));
  session.feed(cart("ann", "2", "2026-01-01T11:00:00Z", "b", 1));
  session.advance_to(instant("2026-01-03T10:00:00Z"));
}

TEST(RuntimePack, WhatWasWrittenIsRead) {
  const Plan plan = some_plan();
  const auto bytes = pack_bytes(plan, nullptr);
  const auto content = read_pack(bytes);
  ASSERT_TRUE(content) << content.failure().what;
  EXPECT_EQ(pack_bytes(content.value().plan, nullptr), bytes);
  EXPECT_EQ(content.value().plan.meaning[0], plan.meaning[0]);
  EXPECT_EQ(content.value().plan.meaning[1], plan.meaning[1]);
}

TEST(RuntimePack, DamageIsSaidClearly) {
  auto bytes = pack_bytes(some_plan(), nullptr);
  EXPECT_THAT(Pack::from_bytes({}).failure().what, HasSubstr("not a Wend pack"));
  bytes[40] ^= 1;
  EXPECT_THAT(Pack::from_bytes(bytes).failure().what, HasSubstr("damaged"));
  bytes[8] = 99;
  EXPECT_THAT(Pack::from_bytes(bytes).failure().what, HasSubstr("format version"));
  EXPECT_THAT(Pack::from_file("/nowhere/a.pack").failure().what, HasSubstr("/nowhere/a.pack"));
}

TEST(RuntimePack, EveryChangedByteWithARightSumIsRefusedOrRuns) {
  const auto sound = pack_bytes(some_plan(), nullptr);
  int accepted = 0;
  for (std::size_t i = 16; i + 16 < sound.size(); ++i) {
    for (const int change : {0x01, 0x80, 0xFF}) {
      std::vector<std::uint8_t> changed = sound;
      changed[i] = static_cast<std::uint8_t>(changed[i] ^ change);
      put_sum(changed);
      auto pack = Pack::from_bytes(changed);
      if (!pack) continue;
      ++accepted;
      run_some_events(pack.value());
    }
  }
  EXPECT_GT(accepted, 0);
}

TEST(RuntimePack, CutPacksAreRefused) {
  const auto sound = pack_bytes(some_plan(), nullptr);
  for (std::size_t size = 16; size < sound.size(); ++size) {
    std::vector<std::uint8_t> cut(sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(size));
    if (size > 32) put_sum(cut);
    EXPECT_FALSE(Pack::from_bytes(cut));
  }
}

TEST(RuntimePack, NativeCodeOfAnotherProcessorIsLeftOut) {
  NativeImage image;
  image.processor = "another machine";
  image.text = {0xC3};
  image.touchpoints = {0, NativeImage::kNone};
  image.deadlines = {NativeImage::kNone};
  const auto foreign = Pack::from_bytes(pack_bytes(some_plan(), &image));
  ASSERT_TRUE(foreign);
  EXPECT_FALSE(foreign.value()->has_native());
  image.processor = processor();
  const auto own = Pack::from_bytes(pack_bytes(some_plan(), &image));
  ASSERT_TRUE(own);
  EXPECT_TRUE(own.value()->has_native());
  image.touchpoints = {1};
  EXPECT_FALSE(Pack::from_bytes(pack_bytes(some_plan(), &image)));
}

TEST(RuntimePack, MeaningFollowsEveryChange) {
  Plan plan = some_plan();
  const std::uint64_t before = plan.meaning[0];
  plan.ops[0].imm += 1;
  seal(plan);
  EXPECT_NE(plan.meaning[0], before);
}

}  // namespace
}  // namespace wend::runtime_tests
