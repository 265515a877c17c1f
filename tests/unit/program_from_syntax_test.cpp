// SPDX-License-Identifier: Apache-2.0
//
// Edges that a golden shows badly: what follows from an error, several files, fixes.
#include <gtest/gtest.h>

#include "compiler/program/from_syntax.h"
#include "compiler/syntax/from_text.h"

namespace wend::program {
namespace {

constexpr const char* kSchema = R"(schema shop
  history complete
  currency EUR 2 digits
  choice Tier = silver < gold
  identifier Order up to 12 characters remembering 20
  customer
    age: whole optional
    born: date optional
    tier: Tier
  channel web
  touchpoint order_placed on web
    order: Order
    total: money
    coupon: money optional
    tip: money optional
  action thank purpose service
    share: percent optional
)";

struct Checked {
  Program program;
  Diagnostics diagnostics;
  Sources sources;

  std::vector<std::string> slugs() const {
    std::vector<std::string> made;
    for (const Diagnostic& one : diagnostics.all()) made.emplace_back(row_of(one.kind).slug);
    return made;
  }
};

Checked checked(const std::vector<std::string>& files) {
  Checked made;
  std::vector<syntax::Tree> trees;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const FileId file = made.sources.add({"file_" + std::to_string(i) + ".wend", files[i]});
    trees.push_back(syntax::from_text(made.sources, file, made.diagnostics));
  }
  made.program = from_syntax(trees, made.sources, made.diagnostics);
  made.diagnostics.sort();
  return made;
}

Checked with_rule(const std::string& condition, const std::string& share = "") {
  return checked({kSchema, "rule r\n  when order_placed\n  if " + condition + "\n  do thank(" +
                               share + ")\n  limit none\n"});
}

using Slugs = std::vector<std::string>;

TEST(Checker, FilesOfAPackAreOneProgram) {
  const Checked pack = checked({"define large as 100 EUR\n", kSchema,
                                "rule r\n  when order_placed\n  if order_placed.total > large\n  "
                                "do thank()\n  limit none\n"});
  EXPECT_EQ(pack.slugs(), Slugs{});
  ASSERT_EQ(pack.program.rules.size(), 1u);
  EXPECT_EQ(pack.program.rules[0].reasons.size(), 1u);  // a fixed definition is no reason
}

TEST(Checker, OneMistakeIsReportedOnce) {
  EXPECT_EQ(with_rule("order_placed.totl * 2 > 3 EUR and order_placed.totl < 9 EUR").slugs(),
            Slugs{"unknown-field"});
  EXPECT_EQ(checked({kSchema,
                     "rule r\n  when order_plced\n  if order_plced.total > 3 EUR\n  do thank()\n  "
                     "limit once per order\n"})
                .slugs(),
            Slugs{"unknown-touchpoint"});
  EXPECT_EQ(checked({kSchema,
                     "define broken as 1 + yes\n\nrule r\n  when order_placed\n  if broken > 3\n  "
                     "do thank()\n  limit none\n"})
                .slugs(),
            Slugs{"cannot-compute"});
}

TEST(Checker, AFieldOfAnUnknownTypeIsNotReportedAgain) {
  EXPECT_EQ(checked({"schema s\n  history complete\n  channel web\n  touchpoint page_viewed on "
                     "web\n    page: Pge\n"
                     "  action note purpose service\n",
                     "rule r\n  when page_viewed\n  if page_viewed.page is home\n  do note()\n  "
                     "limit once per page\n"})
                .slugs(),
            Slugs{"unknown-type"});
}

TEST(Checker, DamagedRulesAreLeftOutInSilence) {
  const Checked pack = checked({kSchema,
                                "rule r\n  when order_placed where\n  do thank()\n  limit none\n"
                                "rule s\n  when order_placed\n  do thnk()\n  limit none\n"});
  ASSERT_EQ(pack.slugs().size(), 2u);
  EXPECT_EQ(pack.slugs()[1], "unknown-action");
}

TEST(Flow, AQuestionBeforeMakesAValueKnown) {
  EXPECT_EQ(with_rule("customer.age is known and customer.age > 18").slugs(), Slugs{});
  EXPECT_EQ(with_rule("customer.age is not known or customer.age > 18").slugs(), Slugs{});
  EXPECT_EQ(with_rule("not (customer.age is known) or customer.age > 18").slugs(), Slugs{});
  EXPECT_EQ(with_rule("not (customer.age is not known or customer.age < 18)").slugs(), Slugs{});
}

TEST(Flow, PartsOfAKnownValueAreKnown) {
  EXPECT_EQ(with_rule("customer.born is known and customer.born.month is now.month").slugs(),
            Slugs{});
  EXPECT_EQ(with_rule("customer.born.month is now.month").slugs(), Slugs{"unasked-optional"});
}

TEST(Flow, AQuestionBehindOrInAnotherBranchDoesNot) {
  EXPECT_EQ(with_rule("customer.age > 18 and customer.age is known").slugs(),
            Slugs{"unasked-optional"});
  EXPECT_EQ(with_rule("customer.age is known or customer.age > 18").slugs(),
            Slugs{"unasked-optional"});
  EXPECT_EQ(with_rule("(order_placed.coupon is known or order_placed.tip is known) and "
                      "order_placed.tip > 1 EUR")
                .slugs(),
            Slugs{"unasked-optional"});
}

TEST(Flow, TheSameHistoryIsTheSameThing) {
  EXPECT_EQ(with_rule("last order_placed.total in 7 days is known and (last order_placed.total\n  "
                      "in 7 days) > 3 EUR")
                .slugs(),
            Slugs{});
  EXPECT_EQ(with_rule("last order_placed.total in 7 days is known and last order_placed.total in 8 "
                      "days > 3 EUR")
                .slugs(),
            Slugs{"unasked-optional"});
}

TEST(Flow, WhatTheConditionAsksIsKnownInTheActions) {
  const std::string share = "share: (10% if order_placed.coupon > 5 EUR, default 5%)";
  EXPECT_EQ(with_rule("order_placed.coupon is known", share).slugs(), Slugs{});
  EXPECT_EQ(with_rule("order_placed.tip is known", share).slugs(), Slugs{"unasked-optional"});
}

TEST(Counts, AComparisonWithAFixedNumberIsBoundEnough) {
  const auto cap_of = [](const std::string& condition) {
    const Checked pack = with_rule(condition);
    EXPECT_EQ(pack.slugs(), Slugs{}) << condition;
    for (const Expr& expr : pack.program.expressions) {
      if (const auto* history = history_in(expr)) return history->cap;
    }
    return 0u;
  };
  EXPECT_EQ(cap_of("count of order_placed in 7 days >= 3"), 4u);
  EXPECT_EQ(cap_of("3 <= count of order_placed in 7 days"), 4u);
  EXPECT_EQ(cap_of("count of order_placed in 7 days is 0"), 1u);
  EXPECT_EQ(cap_of("count of order_placed in 7 days is from 2 to 5"), 6u);
  EXPECT_EQ(cap_of("(count of order_placed in 7 days) is (1 or 9)"), 10u);
  EXPECT_EQ(cap_of("count of different order_placed.order ever > 2"), 3u);
  EXPECT_EQ(cap_of("count of order_placed in 7 days of the newest 5 > now.day"), 5u);
  EXPECT_EQ(cap_of("count of order_placed in 7 days by day >= 3"), 0u);
  EXPECT_EQ(cap_of("count of order_placed ever >= 3"), 0u);
}

TEST(Reasons, OperandsInWrittenOrderEachOnce) {
  const Checked pack = with_rule(
      "10 EUR < order_placed.total and (customer.tier is gold or order_placed.total > 50 EUR) and "
      "no order_placed where total > 99 EUR in 1 day");
  ASSERT_EQ(pack.slugs(), Slugs{});
  std::vector<std::string> shown;
  for (const Reason& reason : pack.program.rules.at(0).reasons)
    shown.push_back(pack.program[reason.value].text);
  EXPECT_EQ(shown, (Slugs{"order_placed.total", "customer.tier",
                          "no order_placed where total > 99 EUR in 1 day"}));
}

}  // namespace
}  // namespace wend::program
