// SPDX-License-Identifier: Apache-2.0
//
// Events in the host's own structs.
#include <cstddef>
#include <stdexcept>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/abi/plan.h"
#include "wend/compiler.h"
#include "wend/record.h"

namespace wend::runtime_tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Form = RecordLayout::Form;

constexpr const char* kRules = R"(schema shop
  zone       "UTC"
  history    complete
  currency   EUR 2 digits
  choice     Size = small < large
  identifier Product up to 12 characters
  channel    web
  channel    app
  touchpoint bought on (web or app)
    product: Product
    total:   money
    weight:  decimal 3 places optional
    size:    Size
    gift:    yes or no
  action     thank purpose service
    product: Product
    total:   money

rule for_gifts
  when  bought where (gift and total >= 10 EUR)
  do    thank(product: bought.product, total: bought.total)
  limit none

rule heavy
  when  bought where (weight is known and weight > 2.5)
  do    thank(product: bought.product, total: bought.total)
  limit none
)";

struct Bought {
  std::int64_t at_ms = 0;
  std::uint64_t number = 0;
  std::string_view customer;
  std::int32_t product = 0;
  std::int32_t cents = 0;
  double weight = 0;
  bool has_weight = false;
  std::uint8_t size = 0;
  bool gift = false;
  std::uint16_t channel = 0;
};

RecordLayout layout_of(const Plan& plan) {
  RecordLayout layout(plan);
  layout.touchpoint("bought")
      .source("shop")
      .id_at(offsetof(Bought, number), Form::UInt64)
      .time_at(offsetof(Bought, at_ms), 1'000'000)
      .customer_at(offsetof(Bought, customer))
      .channel_at(offsetof(Bought, channel), Form::UInt16)
      .field_at("product", offsetof(Bought, product), Form::Int32)
      .field_at("total", offsetof(Bought, cents), Form::Int32, 2)
      .field_at("weight", offsetof(Bought, weight), Form::Double)
      .present_at("weight", offsetof(Bought, has_weight))
      .field_at("size", offsetof(Bought, size), Form::UInt8)
      .field_at("gift", offsetof(Bought, gift), Form::UInt8);
  return layout;
}

class RuntimeRecords : public testing::Test {
 protected:
  RuntimeRecords() {
    const CompileResult compiled = compile({{"shop.wend", kRules}});
    if (!compiled.pack) throw std::runtime_error(compiled.text);
    pack = compiled.pack;
    session.emplace(pack);
    session->on_decision([this](const Decision& decision) {
      append_cloud_event(decided.emplace_back(), pack->plan(), decision, {});
    });
  }
  void feed(const std::vector<Bought>& all) {
    const RecordLayout layout = layout_of(pack->plan());
    ASSERT_FALSE(layout.problem()) << layout.problem()->what;
    session->feed(
        layout, all.data(), all.size(), sizeof(Bought),
        [this](std::size_t at, const Refusal& refusal) {
          refused.push_back(std::to_string(at) + " " + std::string(slug_of(refusal.kind)));
        });
    session->flush();
  }
  std::shared_ptr<Pack> pack;
  std::optional<Session> session;
  std::vector<std::string> decided, refused;
};

TEST_F(RuntimeRecords, AreReadWhereTheyStand) {
  feed({{1'000, 17, "ann", 1234, 1'250, 2.5, true, 1, true, 1},
        {2'000, 18, "ben", 7, 999, 2.501, true, 0, true, 0},
        {3'000, 19, "ben", 8, 1'000, 99, false, 0, false, 0}});
  EXPECT_THAT(refused, IsEmpty());
  ASSERT_THAT(decided, SizeIs(2));
  EXPECT_THAT(decided[0], HasSubstr(R"("subject":"ann","time":"1970-01-01T00:00:01Z")"));
  EXPECT_THAT(decided[0], HasSubstr(R"("product":"1234")"));
  EXPECT_THAT(decided[0], HasSubstr(R"("amount":"12.50")"));
  EXPECT_THAT(decided[0], HasSubstr(R"("source":"shop","id":"17")"));
  EXPECT_THAT(decided[1], HasSubstr("heavy"));
}

TEST_F(RuntimeRecords, OfOneInstantAreAllTaken) {
  feed({{1'000, 1, "ann", 1, 1'250, 0, false, 0, true, 0},
        {1'000, 2, "ann", 2, 1'250, 0, false, 0, true, 0},
        {1'000, 1, "ann", 1, 1'250, 0, false, 0, true, 0},
        {1'000, 3, "ben", 3, 1'250, 0, false, 0, true, 0}});
  EXPECT_THAT(refused, ElementsAre("2 repeat"));
  EXPECT_THAT(decided, SizeIs(3));
}

TEST_F(RuntimeRecords, WhatDoesNotFitIsRefusedAndTheRestTaken) {
  feed({{1'000, 1, "", 1, 1'250, 0, false, 0, true, 0},
        {2'000, 2, "ann", 1, 1'250, 0, false, 2, true, 0},
        {3'000, 3, "ann", 1, 1'250, 1e300, true, 0, true, 0},
        {4'000, 4, "ann", 1, 1'250, 0, false, 0, true, 2},
        {INT64_MAX, 5, "ann", 1, 1'250, 0, false, 0, true, 0},
        {5'000, 6, "ann", 1, 1'250, 0, false, 0, true, 0}});
  EXPECT_THAT(refused, ElementsAre("0 no-customer", "1 value-out-of-range", "2 value-out-of-range",
                                   "3 channel-not-allowed", "4 value-out-of-range"));
  EXPECT_THAT(decided, SizeIs(1));
  EXPECT_EQ(session->counts().refused, 5U);
}

// So many rules that they stand behind an index.
TEST_F(RuntimeRecords, SayWhichRulesTheyWouldConcern) {
  std::string rules = kRules;
  for (int i = 0; i < 30; ++i)
    rules += fmt::format(
        "\nrule from_{0}\n  when  bought\n  if    bought.total >= {0} EUR and bought.size is "
        "large\n  do    thank(product: bought.product, total: bought.total)\n  limit none\n",
        i);
  const auto many = compile({{"shop.wend", rules}}).pack;
  ASSERT_NE(many, nullptr);
  Session asked(many);
  const RecordLayout layout = layout_of(many->plan());
  const auto count = [&](const Bought& record) { return asked.concerned(layout, &record).size(); };
  const std::size_t always = count({1'000, 1, "ann", 1, 0, 0, false, 0, false, 0});
  EXPECT_LE(always, 2U);  // those of kRules, if they stand behind no index
  EXPECT_EQ(count({1'000, 1, "ann", 1, 999, 0, false, 1, false, 0}), always + 10);
  EXPECT_EQ(count({1'000, 1, "ann", 1, 1'000, 0, false, 1, false, 0}), always + 11);
}

// What stands in bytes is there whatever it says: it is no number that might not fit.
TEST_F(RuntimeRecords, ConcernNoRuleForAMissingTextIfItIsThere) {
  std::string rules = R"(schema shop
  zone       "UTC"
  history    complete
  identifier Voucher up to 20 characters
  channel    web
  touchpoint bought on web
    total:   whole
    voucher: Voucher optional
  action     thank purpose service
)";
  for (int i = 0; i < 30; ++i)
    rules += fmt::format(
        "\nrule from_{0}\n  when  bought where (total >= {0} and voucher is not known)\n"
        "  do    thank()\n  limit none\n",
        i);
  const CompileResult compiled = compile({{"shop.wend", rules}});
  ASSERT_NE(compiled.pack, nullptr) << compiled.text;
  const std::shared_ptr<Pack> many = compiled.pack;
  struct Sale {
    std::int64_t at_ns = 1'000'000'000, total = 0;
    std::uint64_t number = 0;
    std::string_view customer = "ann", voucher;
    bool is_there = false;
  };
  const auto count = [&](const Sale& sale, std::size_t at, Form form) {
    Session asked(many);
    RecordLayout layout(many->plan());
    layout.touchpoint("bought")
        .time_at(offsetof(Sale, at_ns))
        .customer_at(offsetof(Sale, customer))
        .field_at("total", offsetof(Sale, total), Form::Int64)
        .field_at("voucher", at, form)
        .present_at("voucher", offsetof(Sale, is_there));
    EXPECT_FALSE(layout.problem());
    return asked.concerned(layout, &sale).size();
  };
  Sale sale;
  sale.total = 9;
  sale.number = ~std::uint64_t{0};
  EXPECT_EQ(count(sale, offsetof(Sale, voucher), Form::View), 10U);
  EXPECT_EQ(count(sale, offsetof(Sale, number), Form::UInt64), 10U);
  sale.is_there = true;
  EXPECT_EQ(count(sale, offsetof(Sale, voucher), Form::View), 0U);
  EXPECT_EQ(count(sale, offsetof(Sale, number), Form::UInt64), 0U);
}

TEST_F(RuntimeRecords, ALayoutThatChangesIsReadAnew) {
  RecordLayout layout = layout_of(pack->plan());
  const auto feed_one = [&](std::int64_t at_ms) {
    const Bought one{at_ms, 1, "ann", 700, 1'250, 0, false, 1, true, 0};
    session->feed(layout, &one, 1, sizeof one, [](std::size_t, const Refusal&) { FAIL(); });
    session->flush();
    return decided.back();
  };
  EXPECT_THAT(feed_one(1'000), HasSubstr(R"("product":"700")"));
  layout.field_at("product", offsetof(Bought, cents), Form::Int32);
  EXPECT_THAT(feed_one(2'000), HasSubstr(R"("product":"1250")"));
  layout.time_at(offsetof(Bought, at_ms), 1'000'000'000);
  EXPECT_THAT(feed_one(3), HasSubstr("1970-01-01T00:00:03"));
}

TEST_F(RuntimeRecords, OfManyLayoutsEachIsReadAsItSays) {
  constexpr int kLayouts = 40;
  std::vector<RecordLayout> layouts;
  for (int i = 0; i < kLayouts; ++i) {
    layouts.push_back(layout_of(pack->plan()));
    if (i % 2 == 1) layouts.back().field_at("product", offsetof(Bought, cents), Form::Int32);
  }
  for (int i = 0; i < 3 * kLayouts; ++i) {
    const Bought one{1'000 * (i + 1), 1, "ann", 700, 1'250, 0, false, 1, true, 0};
    session->feed(layouts[static_cast<std::size_t>(i % kLayouts)], &one, 1, sizeof one,
                  [](std::size_t, const Refusal&) { FAIL(); });
    session->flush();
    EXPECT_THAT(decided.back(), HasSubstr(i % 2 == 1 ? R"("1250")" : R"("700")"));
  }
}

TEST_F(RuntimeRecords, ALayoutSaysWhatIsWrongWithIt) {
  const auto problem_of = [&](auto declare) {
    RecordLayout layout(pack->plan());
    declare(layout.time_at(0).customer_at(8));
    return layout.problem() ? layout.problem()->what : "";
  };
  EXPECT_EQ(problem_of([](RecordLayout&) {}), "");
  EXPECT_EQ(problem_of([](RecordLayout& layout) { layout.touchpoint("sold"); }),
            "the schema declares no touchpoint `sold`");
  EXPECT_EQ(problem_of([](RecordLayout& layout) { layout.field_at("totl", 0, Form::Int64); }),
            "no touchpoint has a field `totl`");
  EXPECT_EQ(problem_of([](RecordLayout& layout) { layout.field_at("total", 0, Form::View); }),
            "`total` is no text");
  EXPECT_EQ(problem_of([](RecordLayout& layout) { layout.field_at("size", 0, Form::Int8, 2); }),
            "`size` has no digits behind a point");
  EXPECT_THAT(problem_of([](RecordLayout& layout) { layout.present_at("gift", 0); }),
              HasSubstr("field_at comes first"));
  EXPECT_THAT(RecordLayout(pack->plan()).problem()->what, HasSubstr("time"));
}

}  // namespace
}  // namespace wend::runtime_tests
