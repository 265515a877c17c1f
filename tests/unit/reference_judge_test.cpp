// SPDX-License-Identifier: Apache-2.0
//
// The judge itself, held to the examples of the manual: who judges the product must be right first.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "compiler/program/from_syntax.h"
#include "compiler/syntax/from_text.h"
#include "tests/reference/door.h"
#include "tests/reference/judge.h"

namespace wend::reference {
namespace {

const char* const kSchema = R"(
schema trial
  zone "UTC"
  grain 1 second
  history complete
  identifier Product up to 15 characters remembering 2
  channel web
  touchpoint a on web
  touchpoint b on web
  touchpoint viewed on web
    product: Product
    price: decimal 2 places
  action act purpose service
    at: instant
)";

program::Program program_of(const std::string& rules) {
  Sources sources;
  Diagnostics diagnostics;
  const FileId file = sources.add({"trial.wend", kSchema + rules});
  program::Program program =
      program::from_syntax({syntax::from_text(sources, file, diagnostics)}, sources, diagnostics);
  EXPECT_FALSE(diagnostics.has_errors()) << render_text(sources, diagnostics, Colour::Never);
  return program;
}

Event at(std::int64_t seconds, std::uint32_t touchpoint, const std::string& product = "",
         std::int64_t price = 0) {
  static int number = 0;
  Event event;
  event.source = "s";
  event.id = fmt::format("{:06}", ++number);
  event.customer = "c";
  event.time_ns = seconds * 1'000'000'000;
  event.touchpoint = touchpoint;
  if (touchpoint == 2)
    event.fields = {{EventField::State::Present, 0, product},
                    {EventField::State::Present, price, ""}};
  return event;
}

// The seconds at which the rule acts.
std::vector<std::int64_t> acts(const std::string& rule, const std::vector<Event>& events) {
  std::vector<std::int64_t> seconds;
  for (const Decision& decision : judge(program_of("rule r\n" + rule), events).decisions)
    seconds.push_back(decision.time_ms / 1000);
  return seconds;
}

using Seconds = std::vector<std::int64_t>;
constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kDay = 24 * kHour;

TEST(Judge, AnOrderAtTheDeadlineCancelsItAndOneSecondLaterDoesNot) {
  const std::string rule = "when a then no b within 2 hours of the last do act(at: now) limit none";
  EXPECT_EQ(acts(rule, {at(0, 0), at(2 * kHour, 1), at(kDay, 1)}), Seconds{});
  EXPECT_EQ(acts(rule, {at(0, 0), at(2 * kHour + 1, 1), at(kDay, 1)}), Seconds{2 * kHour});
}

TEST(Judge, ADeadlineThatIsNotYetPassedStaysOpen) {
  const std::string rule = "when a then no b within 2 hours of the last do act(at: now) limit none";
  EXPECT_EQ(acts(rule, {at(0, 0), at(2 * kHour, 0)}), Seconds{});
  EXPECT_EQ(acts(rule, {at(0, 0)}), Seconds{});
}

TEST(Judge, NTimesFiresWhenTheNumberBecomesExactlyN) {
  const std::string rule = "when a 3 times in 7 days do act(at: now) limit none";
  EXPECT_EQ(acts(rule, {at(0, 0), at(kDay, 0), at(2 * kDay, 0), at(7 * kDay + kDay / 2, 0)}),
            (Seconds{2 * kDay, 7 * kDay + kDay / 2}));
  EXPECT_EQ(acts(rule, {at(0, 0), at(1, 0), at(2, 0), at(3, 0), at(4, 0)}), Seconds{2});
}

TEST(Judge, AnEventMayFillAStepAndForbidOthers) {
  const std::string rule =
      "when viewed as x then viewed where price > 5 as y within 1 hour without viewed do act(at: "
      "now) limit none";
  EXPECT_EQ(acts(rule, {at(0, 2, "p", 0), at(10, 2, "p", 9'000'000)}), Seconds{10});
  EXPECT_EQ(acts(rule, {at(0, 2, "p", 0), at(5, 2, "p", 0), at(10, 2, "p", 9'000'000)}),
            Seconds{10});
}

TEST(Judge, ALimitCountsFromWhatWasIssued) {
  const std::string rule = "when a do act(at: now) limit once per customer in 7 days";
  EXPECT_EQ(acts(rule, {at(0, 0), at(3 * kDay, 0), at(7 * kDay, 0)}), (Seconds{0, 7 * kDay}));
}

TEST(Judge, AForgottenValueCountsAsNeverSeen) {
  const std::string rule =
      "when viewed 2 times with the same product in 1 hour do act(at: now) limit none";
  EXPECT_EQ(acts(rule, {at(0, 2, "p"), at(1, 2, "q"), at(2, 2, "p")}), Seconds{2});
  EXPECT_EQ(acts(rule, {at(0, 2, "p"), at(1, 2, "q"), at(2, 2, "r"), at(3, 2, "p")}), Seconds{});
}

TEST(Judge, TheMatchIsReadBackwards) {
  const std::string rule =
      "when a as first_one then b as second_one within 1 hour do act(at: first_one.time) limit "
      "none";
  const auto verdict = judge(program_of("rule r\n" + rule), {at(0, 0), at(100, 0), at(200, 1)});
  ASSERT_EQ(verdict.decisions.size(), 1U);
  EXPECT_EQ(verdict.decisions[0].arguments[0].number, 100'000);
}

TEST(Judge, OneMoveToTheStageDeclaredLast) {
  const std::string journey =
      "journey way stage near when a stage far when (a or b) if count of a ever >= 2 ";
  const std::string moves = journey + "rule r when way.stage changes do act(at: now) limit none";
  const std::vector<Event> events = {at(0, 0), at(1, 1), at(2, 0), at(3, 0), at(4, 1)};
  const auto acted = [&](const std::string& text) {
    Seconds seconds;
    for (const Decision& decision : judge(program_of(text), events).decisions)
      seconds.push_back(decision.time_ms / 1000);
    return seconds;
  };
  EXPECT_EQ(acted(moves), (Seconds{0, 2}));
  EXPECT_EQ(acted(journey + "rule r when way.stage becomes far do act(at: now) limit none"),
            Seconds{2});
  EXPECT_EQ(acted(journey + "rule r when b if way.stage is known and way.stage is far do act(at: "
                            "now) limit none"),
            Seconds{4});
}

TEST(Judge, AStayEndsWithTheMoveAtItsDeadline) {
  const std::string text =
      "journey way stage near when a stage far when b rule r when way.stage stays near for 2 hours "
      "without viewed do act(at: now) limit none";
  const auto acted = [&](const std::vector<Event>& events) {
    Seconds seconds;
    for (const Decision& decision : judge(program_of(text), events).decisions)
      seconds.push_back(decision.time_ms / 1000);
    return seconds;
  };
  EXPECT_EQ(acted({at(0, 0), at(2 * kHour, 1), at(kDay, 1)}), Seconds{});
  EXPECT_EQ(acted({at(0, 0), at(2 * kHour + 1, 1), at(kDay, 1)}), Seconds{2 * kHour});
  EXPECT_EQ(acted({at(0, 0), at(kHour, 2), at(kDay, 0), at(2 * kDay, 2)}), Seconds{3 * kHour});
}

TEST(Judge, TheDoorRefusesWhatIsEarlierAndWhatRepeats) {
  const program::Program program = program_of("rule r when a do act(at: now) limit none");
  std::vector<Event> events = {at(10, 0), at(5, 0), at(10, 0)};
  events.push_back(events[0]);
  const auto admitted_events = admitted(program.schema, events);
  EXPECT_TRUE(admitted_events[0] && admitted_events[2]);
  EXPECT_FALSE(admitted_events[1] || admitted_events[3]);
}

}  // namespace
}  // namespace wend::reference
