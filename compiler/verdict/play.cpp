// SPDX-License-Identifier: Apache-2.0
#include "compiler/verdict/play.h"

#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/check.h"
#include "compiler/plan/from_program.h"
#include "compiler/plan/verify.h"
#include "runtime/abi/about.h"
#include "runtime/abi/plan.h"

namespace wend::verdict {

using program::TestEvent;
using program::TestValue;

namespace {

Value value_of(const Decision::NamedValue& from) {
  return {from.known, from.at_least, from.number, std::string(from.text)};
}

// The views of the event live as long as `from` and `id` do.
Event event_of(const Plan& plan, const TestEvent& from, std::size_t number, const std::string& id) {
  Event event;
  event.source = "test";
  event.id = id;
  const std::uint32_t touchpoint =
      from.table ? Event::kRow + *from.table : from.touchpoint.value_or(Event::kProfile);
  if (!from.table && !is_about_value(plan, touchpoint))
    event.customer = from.identity.empty() ? std::string_view("customer") : from.identity;
  event.time_ns = from.instant * 1'000'000;
  event.sequence = number;
  event.touchpoint = touchpoint;
  event.channel = !from.table ? from.channel : from.ends ? Event::kRowEnds : Event::kRowHolds;
  for (const TestValue& value : from.fields) {
    Event::Field field;
    if (value.state == TestValue::State::Given)
      field = {Event::State::Present, value.number, value.text};
    if (value.state == TestValue::State::Missing && !from.touchpoint && !from.table)
      field.state = Event::State::Cleared;
    event.fields.push_back(field);
  }
  return event;
}

Acted acted_of(const Plan& plan, const Decision& from) {
  Acted made{from.time_ms, plan.rules[from.rule].name, from.action, {}, {}, {}};
  for (const auto& argument : from.arguments) made.arguments.push_back(value_of(argument));
  for (const auto& because : from.events) made.events.emplace_back(because.step, because.time_ms);
  for (const auto& value : from.values) {
    made.values.emplace_back(
        value.name,
        value.known ? value_text(plan, *value.type, value.number, value.text) : "not known");
  }
  return made;
}

// Reads the reasons of a watching rule in the order in which watch_of put them.
class Answers {
 public:
  explicit Answers(const Decision& from) : from_(from) {}

  Asked of(const Watched& watched) {
    Asked made;
    made.instant = from_.time_ms;
    made.of = &watched;
    made.condition = watched.condition ? next() : Value{true, false, 1, {}};
    for (std::size_t i = 0; i < watched.arguments; ++i)
      made.arguments_known = next().known && made.arguments_known;
    for (const Question& question : watched.questions) {
      Answer answer;
      answer.test = next();
      if (question.left) answer.left = next();
      if (question.right) answer.right = next();
      made.answers.push_back(std::move(answer));
    }
    return made;
  }

 private:
  Value next() { return value_of(from_.values[at_++]); }

  const Decision& from_;
  std::size_t at_ = 0;
};

// An answer yes and the decisions of the same rule and instant belong together, in their order.
void join(Played& played) {
  std::size_t before = 0;
  std::vector<bool> taken(played.acted.size(), false);
  for (Asked& asked : played.asked) {
    while (before < played.acted.size() && played.acted[before].instant < asked.instant) ++before;
    const bool answers = asked.of->kind == Watching::Rule || asked.of->kind == Watching::Stage;
    if (!answers) continue;
    if (!asked.condition.known || asked.condition.number == 0 || !asked.arguments_known) continue;
    if (asked.of->kind == Watching::Stage) asked.acted = true;  // it is recognised
    std::size_t actions = asked.of->actions;
    for (std::size_t i = before; i < played.acted.size() && actions > 0; ++i) {
      const Acted& acted = played.acted[i];
      if (acted.instant != asked.instant) break;
      if (taken[i] || acted.rule != asked.of->rule) continue;
      taken[i] = asked.acted = true;
      --actions;
    }
  }
}

std::optional<std::string> feed(Session& session, const program::Test& test) {
  for (std::size_t i = 0; i < test.events.size(); ++i) {
    const std::string id = fmt::format("{:06}", i + 1);
    if (auto refused = session.feed(event_of(session.pack().plan(), test.events[i], i + 1, id)))
      return fmt::format("`{}`: {}", test.events[i].text, refused->reason);
  }
  // Behind all deadlines of the last instant, and behind what could be late.
  const Plan& plan = session.pack().plan();
  session.advance_to(test.end + plan.grain + plan.lateness);
  session.flush();
  return std::nullopt;
}

}  // namespace

Player::Player(std::shared_ptr<const Pack> pack, const Watch& watch, Tier tier)
    : pack_(std::move(pack)), watch_(watch), tier_(tier) {
  Plan plan = plan::from_program(watch.program);
  CHECK(plan::verify(plan).empty());
  watching_ = std::make_shared<Pack>(std::move(plan));
  for (const RuleInfo& rule : watching_->plan().rules) watched_.push_back(watch_.named(rule.name));
}

Played Player::play(const program::Test& test) const {
  Played played;
  Session real(pack_, tier_);
  real.on_decision(
      [&](const Decision& decision) { played.acted.push_back(acted_of(pack_->plan(), decision)); });
  Session watching(watching_, Tier::Interpreter);
  watching.on_decision([&](const Decision& decision) {
    played.asked.push_back(Answers(decision).of(*watched_[decision.rule]));
  });
  played.refused = feed(real, test);
  if (!played.refused) played.refused = feed(watching, test);
  played.counts = real.counts().rules;
  // What is decided at once comes before what is certain later.
  const auto is_earlier = [](const auto& a, const auto& b) { return a.instant < b.instant; };
  std::stable_sort(played.acted.begin(), played.acted.end(), is_earlier);
  std::stable_sort(played.asked.begin(), played.asked.end(), is_earlier);
  join(played);
  return played;
}

}  // namespace wend::verdict
