// SPDX-License-Identifier: Apache-2.0
//
// A link joins two histories as if they had always been one, for rules that the report calls exact: they decide from
// then on as in a world where everybody said who they are from the start. What is linked again, and who did nothing
// before, changes nothing. (That it does not matter which of several histories joins first follows from the first.)
#include <map>
#include <set>

#include <fmt/format.h>

#include "compiler/plan/joined_rules.h"
#include "tests/differential/trials/laws.h"
#include "tests/reference/door.h"
#include "tests/reference/identity.h"

namespace wend::differential {
namespace {

using reference::Event;

bool has_identities(const Schema& schema) { return schema.identifiers.back().aliases != 0; }

// One event at an instant: of those of one instant, a united history could not tell the order in which they came.
Stream apart(const Schema& schema, const Stream& stream) {
  std::set<std::int64_t> instants;
  Stream result;
  for (auto& event : reference::admitted(schema, stream)) {
    if (event && !event->table &&
        instants.insert(reference::instant_of(*event, schema.grain_ms)).second)
      result.push_back(std::move(*event));
  }
  return result;
}

// Everybody says who they are. Where there are identities nothing is decided at once.
GeneratedPack without_identities(GeneratedPack pack) {
  if (pack.schema.lateness_ms != 0)
    for (GeneratedRule& rule : pack.rules) rule.decide = "when certain";
  pack.schema.identifiers.back().aliases = 0;
  for (SchemaTouchpoint& touchpoint : pack.schema.touchpoints) {
    touchpoint.identity.reset();
    touchpoint.links.clear();
  }
  return pack;
}

// Each event by whom it turns out to be of; at each instant there is one.
Stream named(const std::vector<reference::Person>& people, Stream stream) {
  std::vector<std::string> names;
  for (const reference::Person& person : people) names.push_back(person.name);
  for (const reference::Person& person : people)
    for (const reference::Person::Join& join : person.joins) names[join.person] = person.name;
  std::map<std::int64_t, std::string> of;
  for (std::size_t i = 0; i < people.size(); ++i)
    for (const Event& event : people[i].events) of[event.time_ns] = names[i];
  for (Event& event : stream)
    if (const auto found = of.find(event.time_ns); found != of.end())
      event.customer = found->second;
  return stream;
}

std::int64_t last_join(const std::vector<reference::Person>& people) {
  std::int64_t last = INT64_MIN;
  for (const reference::Person& person : people) last = std::max(last, person.ends.value_or(last));
  return last;
}

// Without a limit: what was sent before is another matter.
std::set<std::string> exact_rules(const Plan& plan) {
  std::set<std::string> exact;
  for (const plan::JoinedRule& one : plan::joined_rules(plan)) {
    const RuleInfo& rule = plan.rules[one.rule];
    if (one.is_exact() && rule.ledger == Fact::kNoFact && !rule.is_stage) exact.insert(rule.name);
  }
  return exact;
}

struct Heard {
  std::vector<std::string> lines;
  std::uint64_t pushed_out = 0;
};

// Decisions of these rules for customers, dated after `since`.
Heard heard(const Compiled& compiled, const Stream& stream, const std::set<std::string>& rules,
            std::int64_t since) {
  Heard result;
  Run run(compiled, Tier::Interpreter);
  run.session().on_decision([&](const Decision& decision) {
    const Plan& plan = compiled.pack->plan();
    const bool is_nobody = !decision.identity.empty() || decision.customer.front() == '\0';
    if (is_nobody || decision.time_ms <= since || !rules.contains(plan.rules[decision.rule].name))
      return;
    append_cloud_event(result.lines.emplace_back(), plan, decision, DecisionFormat{});
  });
  for (const Event& event : stream) run.feed(event);
  run.session().flush();
  const Counts& counts = run.session().counts();
  result.pushed_out = counts.pushed_out + counts.not_armed + counts.links_forgotten;
  return result;
}

std::string united_law(const GeneratedPack& pack, const Compiled& made, const Stream& stream) {
  const Compiled plain = compiled(text_of(without_identities(pack)), false);
  if (!plain.accepted) return "";
  reference::Admission door = reference::admission(pack.schema, stream);
  Stream admitted;
  for (auto& event : door.events) admitted.push_back(std::move(*event));
  const std::vector<reference::Person> people =
      reference::people_of(pack.schema, admitted, door.closings);
  const std::set<std::string> rules = exact_rules(made.pack->plan());
  const std::int64_t since = last_join(people);
  if (since == INT64_MIN) return "";
  const Heard joined = heard(made, stream, rules, since);
  const Heard united = heard(plain, named(people, stream), rules, since);
  if (joined.pushed_out + united.pushed_out != 0) return "";
  return first_difference(united.lines, joined.lines, "one history all along, and joined");
}

// A touchpoint that no rule asks about links what is linked already, and somebody who did nothing.
GeneratedPack with_more_links(GeneratedPack pack) {
  SchemaTouchpoint again;
  again.name = "linked_again";
  again.channels = {0};
  again.by_customer = false;
  const auto kind = static_cast<std::uint32_t>(pack.schema.identifiers.size() - 1);
  pack.schema.identifiers.back().aliases = 1000;
  again.fields.push_back({"guest", {ValueKind::Identifier, 0, 15, kind}, false, false, {}});
  again.links = {0};
  pack.schema.touchpoints.push_back(std::move(again));
  return pack;
}

Event link_again(const Event& event, const std::string& identity, const Schema& schema,
                 std::size_t number) {
  Event again;
  again.source = event.source;
  again.id = fmt::format("again {}", number);
  again.customer = event.customer;
  again.time_ns = event.time_ns;
  again.sequence = event.sequence + 1;
  again.touchpoint = static_cast<std::uint32_t>(schema.touchpoints.size() - 1);
  again.fields.push_back({reference::EventField::State::Present, 0, identity});
  return again;
}

Stream with_links_again(const Schema& schema, const Stream& stream) {
  Stream all;
  for (const Event& event : stream) {
    all.push_back(event);
    if (event.profile) continue;
    const SchemaTouchpoint& touchpoint = schema.touchpoints[event.touchpoint];
    for (const std::uint32_t field : touchpoint.links) {
      if (event.fields[field].text.empty()) continue;
      all.push_back(link_again(event, event.fields[field].text, schema, all.size()));
      all.push_back(link_again(event, fmt::format("new {}", all.size()), schema, all.size()));
    }
  }
  return all;
}

std::string twice_law(const GeneratedPack& pack, const Stream& stream) {
  const GeneratedPack more = with_more_links(pack);
  const Compiled made = compiled(text_of(more), false);
  if (!made.accepted) return "";
  std::set<std::string> rules;
  for (const RuleInfo& rule : made.pack->plan().rules) rules.insert(rule.name);
  return first_difference(
      heard(made, stream, rules, INT64_MIN).lines,
      heard(made, with_links_again(more.schema, stream), rules, INT64_MIN).lines,
      "linked once more");
}

}  // namespace

// No open event has to make room: in another world others would have to.
std::string merge_law(const Case& one, std::uint64_t) {
  if (!has_identities(one.pack.schema)) return "";
  GeneratedPack pack = one.pack;
  if (pack.schema.lateness_ms != 0) pack.schema.open_events = 10'000;
  const Compiled made = compiled(text_of(pack), false);
  if (!made.accepted) return "";
  Stream stream = apart(pack.schema, one.stream);
  // Without those that were left out, the clock stands elsewhere, and what was none before may be a repeat.
  for (std::size_t before = stream.size() + 1; stream.size() < before;) {
    before = stream.size();
    stream = apart(pack.schema, stream);
  }
  const std::string found = united_law(pack, made, stream);
  return found.empty() ? twice_law(pack, stream) : found;
}

}  // namespace wend::differential
