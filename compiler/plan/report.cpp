// SPDX-License-Identifier: Apache-2.0
//
// The compile report. Sections: state, work per event, the clock, what is never forgotten, what can be
// pushed out.
#include "compiler/plan/report.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "compiler/plan/cost.h"
#include "compiler/plan/fact_use.h"
#include "compiler/plan/joined_rules.h"
#include "compiler/plan/links.h"
#include "compiler/plan/print.h"
#include "compiler/plan/tables.h"
#include "compiler/plan/words.h"
#include "runtime/abi/fact_layout.h"

namespace wend::plan {

namespace {

std::string counted(std::uint64_t number, const char* one, const char* more) {
  return fmt::format("{} {}", grouped(number), number == 1 ? one : more);
}

// The first few names, and how many more.
std::string some_of(const Plan& plan, const std::set<std::uint32_t>& rules) {
  constexpr std::size_t kShown = 4;
  std::vector<std::string> names;
  for (const std::uint32_t rule : rules) {
    if (names.size() < kShown) names.push_back(plan.rules[rule].name);
  }
  std::string text = fmt::format("{}", fmt::join(names, ", "));
  if (rules.size() > kShown) text += fmt::format(" and {} more", rules.size() - kShown);
  return text;
}

// Rows belong to no customer.
std::string tables_text(const Plan& plan) {
  std::string text;
  for (const TableInfo& table : plan.tables) {
    const std::uint64_t row = row_bytes(plan, table);
    text += fmt::format("  at most {} bytes for all customers together, {} a row: {}\n",
                        grouped(row * table.rows), grouped(row), table.meaning);
  }
  return text;
}

std::string state_section(const Plan& plan) {
  const StateBound bound = state_bound(plan);
  std::string text = fmt::format(
      "State\n  at most {} bytes per customer: {} of {}, {} of profile, {} of its own{}{}\n",
      grouped(bound.total()), grouped(bound.facts), counted(plan.facts.size(), "fact", "facts"),
      grouped(bound.profile), grouped(bound.head),
      plan.links.empty() ? "" : fmt::format(", {} of links", grouped(bound.links)),
      plan.lateness == 0 ? ""
                         : fmt::format(", {} of {}", grouped(bound.open_events),
                                       counted(plan.open_events, "open event", "open events")) +
                               (bound.at_once == 0 ? ""
                                                   : fmt::format(", {} of what is decided at once",
                                                                 grouped(bound.at_once))));
  for (const LinkInfo& link : plan.links)
    text += fmt::format("  {:>19}  {}\n", grouped(bytes_of_links(plan, link)), link.meaning);
  text += tables_text(plan);
  if (plan.facts.empty()) return text;
  text +=
      "  A customer pays only for what happened. Bytes of a fact when first used, and at most:\n";
  const std::vector<std::set<std::uint32_t>> users = rules_of_facts(plan);
  for (std::size_t i = 0; i < plan.facts.size(); ++i) {
    const Fact& fact = plan.facts[i];
    text += fmt::format("  {:>8} {:>10}  {}\n{:23}{}: {}\n", grouped(fact.bytes_least),
                        grouped(fact.bytes_most), fact.meaning, "",
                        counted(users[i].size(), "rule", "rules"), some_of(plan, users[i]));
  }
  const auto shared =
      std::count_if(users.begin(), users.end(), [](const auto& rules) { return rules.size() > 1; });
  return text + fmt::format("  Shared by several rules: {} of {}\n", shared,
                            counted(users.size(), "fact", "facts"));
}

constexpr std::array kTests = {OpCode::Equal,      OpCode::NotEqual,  OpCode::Less,
                               OpCode::LessEqual,  OpCode::TextEqual, OpCode::TextContains,
                               OpCode::TextStarts, OpCode::TextEnds,  OpCode::InMask,
                               OpCode::Includes};

bool is_test(OpCode code) { return std::find(kTests.begin(), kTests.end(), code) != kTests.end(); }

constexpr std::array kChanges = {
    OpCode::Update,    OpCode::UpdateEvent, OpCode::Reset,  OpCode::Advance,    OpCode::AdvanceSame,
    OpCode::Arm,       OpCode::ArmSame,     OpCode::Disarm, OpCode::DisarmSame, OpCode::CountSame,
    OpCode::ArmAt,     OpCode::Cross,       OpCode::WakeAt, OpCode::ArmNext,    OpCode::Cycle,
    OpCode::ArmAtSame, OpCode::Mention,     OpCode::Move,   OpCode::Postpone};

bool changes_fact(OpCode code) {
  return std::find(kChanges.begin(), kChanges.end(), code) != kChanges.end();
}

struct Work {
  std::uint64_t operations = 0, always = 0, tests = 0, updates = 0, rules = 0;
};

Work work_of(const Plan& plan, const Body& body) {
  Work work;
  std::int64_t run_end = 0;  // of the outermost run that may be skipped
  for (std::uint32_t at = body.begin; at < body.end; ++at) {
    const Op& op = plan.ops[at];
    const bool always = std::int64_t{at} >= run_end;
    if (op.code == OpCode::Skip && always) run_end = op.imm;
    ++work.operations;
    work.always += always;
    work.tests += always && is_test(op.code);
    work.updates += changes_fact(op.code);
    work.rules +=
        op.code == OpCode::Candidate && !plan.rules[static_cast<std::size_t>(op.imm)].is_stage;
  }
  return work;
}

// Updates and rules behind an index stand behind a test of their own too: the index.
Work work_with_index(const Plan& plan, const TouchpointInfo& touchpoint) {
  Work work = work_of(plan, touchpoint.body);
  for (const IndexedBody& update : touchpoint.updates.bodies) {
    work.operations += update.body.end - update.body.begin;
    ++work.updates;
  }
  for (const IndexedBody& rule : touchpoint.index.bodies) {
    work.operations += rule.body.end - rule.body.begin;
    ++work.rules;
  }
  return work;
}

std::string work_section(const Plan& plan) {
  std::size_t width = 10;
  for (const TouchpointInfo& touchpoint : plan.touchpoints)
    width = std::max(width, touchpoint.name.size());
  std::string text =
      fmt::format("Work per event\n  {:<{}}  operations  always run  tests  fact updates  rules\n",
                  "touchpoint", width);
  for (const TouchpointInfo& touchpoint : plan.touchpoints) {
    const Work work = work_with_index(plan, touchpoint);
    text += fmt::format("  {:<{}}  {:>10}  {:>10}  {:>5}  {:>12}  {:>5}\n", touchpoint.name, width,
                        grouped(work.operations), grouped(work.always), grouped(work.tests),
                        grouped(work.updates), grouped(work.rules));
  }
  return text +
         "  Tests are those that every event of the touchpoint meets, each once for all rules that "
         "ask it;\n"
         "  the other operations stand behind one.\n";
}

std::string clock_section(const Plan& plan) {
  std::string text = "Clock\n";
  const auto waiting = std::count_if(
      plan.rules.begin(), plan.rules.end(),
      [](const RuleInfo& rule) { return !rule.is_stage && rule.absence != Fact::kNoFact; });
  text += fmt::format("  {} of {} act at a deadline, by the clock alone\n", waiting,
                      counted(rule_count(plan), "rule", "rules"));
  for (const RuleInfo& rule : plan.rules) {
    if (rule.at_deadline && rule.absence < plan.facts.size()) {
      const Fact& absence = plan.facts[rule.absence];
      if (absence.span.amount == 0) {
        text += fmt::format(
            "  {}, {}\n", absence.meaning,
            counted(rule.deadline_body.end - rule.deadline_body.begin, "operation", "operations"));
        continue;
      }
      text += fmt::format(
          "  {}: after {}, {} open at once{}, {}\n", rule.name, words_of(absence.span),
          absence.capacity,
          absence.keys == 0 ? "" : fmt::format(" for each of {} values", grouped(absence.keys)),
          counted(rule.deadline_body.end - rule.deadline_body.begin, "operation", "operations"));
    }
  }
  return text;
}

std::string for_ever_section(const Plan& plan) {
  std::string lines;
  for (const Fact& fact : plan.facts) {
    const bool ends = fact.instances != Fact::kNoMentions;  // with its instance
    if (fact.kind != FactKind::Ledger || !fact.forever || ends) continue;
    lines += fmt::format(
        "  {}: the newest {}\n", fact.meaning,
        fact.keys == 0 ? grouped(fact.capacity)
                       : fmt::format("{} for each of {} keys", fact.capacity, grouped(fact.keys)));
  }
  return "Never forgotten\n" + (lines.empty() ? std::string("  nothing\n") : lines);
}

std::string keys_words(const Fact& fact) {
  if (fact.instances != Fact::kNoMentions) return "";  // it ends with its instance
  return fact.keys == 0 ? "" : fmt::format("remembers {} values", grouped(fact.keys));
}

std::string open_words(const Fact& fact) {
  if (fact.span.amount == 0) return "";  // instants, as many as there are distances
  std::string words;
  if (fact.keys != 0 && fact.instances == Fact::kNoMentions)
    words = fmt::format("waits for {} values", grouped(fact.keys));
  if (fact.anchor != AbsenceAnchor::Each) return words;
  return fmt::format("{}{}{} open at once; a start beyond them is not armed", words,
                     words.empty() ? "" : ", of each ", grouped(fact.capacity));
}

// What makes room for newer values, or is refused for lack of room; both are counted when it happens.
std::string room_words(const Fact& fact) {
  switch (fact.kind) {
    case FactKind::Keyed:
    case FactKind::Cycle:
    case FactKind::Sequence:
    case FactKind::Ledger: return keys_words(fact);
    case FactKind::Absence: return open_words(fact);
    case FactKind::Times:
    case FactKind::First:
    case FactKind::Last:
    case FactKind::Totals:
    case FactKind::Panes:
    case FactKind::Items: return keys_words(fact);
    case FactKind::Distinct:  // a count up to n is exact, whatever was pushed out
    case FactKind::Level:
    case FactKind::Visit:
    case FactKind::Journey: return "";
    case FactKind::Mentions:
      return fmt::format("follows {}; the one whose last mention is oldest ends for a new one",
                         grouped(fact.capacity));
  }
  return "";
}

std::string room_section(const Plan& plan) {
  std::string lines;
  for (const Fact& fact : plan.facts) {
    const std::string words = room_words(fact);
    if (!words.empty()) lines += fmt::format("  {}: {}\n", fact.meaning, words);
  }
  if (lines.empty()) return "Can be pushed out\n  nothing\n";
  return "Can be pushed out\n" + lines +
         "  The value whose own last event is oldest makes room. Overruns are counted when they "
         "happen.\n";
}

}  // namespace

namespace {

// Of an event that stays open, at most.
std::uint64_t field_bytes(const Plan& plan, const std::vector<FieldInfo>& fields) {
  constexpr std::uint64_t kLongestText = 65'535;
  std::uint64_t bytes = 0;
  for (const FieldInfo& field : fields) {
    bytes += kOpenFieldBytes;
    if (!is_bytes(field.type.kind)) continue;
    const bool is_stated = field.type.length != 0 || field.type.kind == ValueKind::Identifier;
    bytes += is_stated ? length_of(plan, field.type) : kLongestText;
  }
  return bytes;
}

std::uint64_t most_open_bytes(const Plan& plan) {
  std::uint64_t most = field_bytes(plan, plan.customer_fields);
  for (const TouchpointInfo& touchpoint : plan.touchpoints) {
    std::uint64_t bytes = field_bytes(plan, touchpoint.fields);
    for (const ListInfo& list : touchpoint.lists)
      bytes += kOpenFieldBytes + list.most * field_bytes(plan, list.fields);
    most = std::max(most, bytes);
  }
  most += kOpenEventBytes + 2 * std::uint64_t{kLongestOpenName};
  return plan.open_events * most;
}

}  // namespace

StateBound state_bound(const Plan& plan) {
  StateBound bound;
  bound.open_events = most_open_bytes(plan);
  bound.links = bytes_of_links(plan);
  const DirectoryLayout place = directory_layout(plan);
  bound.head = place.head;
  for (const Fact& fact : plan.facts) bound.facts += fact.bytes_most;
  if (!plan.customer_fields.empty())
    bound.profile = place.most + (plan.customer_fields.size() + 7) / 8;
  for (const FieldInfo& field : plan.customer_fields) {
    bound.profile += is_bytes(field.type.kind) ? 4 + length_of(plan, field.type) : 8;
    if (plan.lateness != 0) bound.profile += 8;  // when it changed
  }
  const auto rules = std::count_if(plan.rules.begin(), plan.rules.end(),
                                   [](const RuleInfo& rule) { return rule.at_once; });
  if (rules == 0) return bound;
  bound.at_once = bound.head + bound.profile + bound.facts +
                  std::uint64_t{plan.open_events} * static_cast<std::uint64_t>(rules) * kActedBytes;
  return bound;
}

std::string report(const Plan& plan) {
  const std::string identities = identity_section(plan);
  return state_section(plan) + "\n" + work_section(plan) + "\n" + clock_section(plan) + "\n" +
         for_ever_section(plan) + "\n" + room_section(plan) +
         (identities.empty() ? "" : "\n" + identities);
}

}  // namespace wend::plan
