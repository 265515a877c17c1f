// SPDX-License-Identifier: Apache-2.0
//
// Invariants of the tables: facts, captures, rules and what they name. Those of operations are in
// verify_bodies.cpp.
#include "compiler/plan/verify.h"

#include <set>

#include <fmt/format.h>

#include "runtime/abi/fact_layout.h"

namespace wend::plan {

namespace {

class TableVerifier {
 public:
  TableVerifier(const Plan& plan, std::vector<Violation>& violations)
      : plan_(plan), violations_(violations) {}

  void verify() {
    if (plan_.grain != 1 && plan_.grain != 1000)
      report("grain", "the grain is neither 1 nor 1000 ms");
    require(plan_.lateness >= 0 && plan_.lateness <= kLongestLateness &&
                plan_.lateness % plan_.grain == 0,
            "lateness", "the lateness is no whole number of grains");
    require(
        (plan_.lateness == 0) == (plan_.open_events == 0) && plan_.open_events <= kMostOpenEvents,
        "lateness", "the lateness states no number of events, or too many");
    for (std::size_t i = 0; i < plan_.captures.size(); ++i) capture(i);
    for (std::size_t i = 0; i < plan_.facts.size(); ++i) fact(i);
    for (std::size_t i = 0; i < plan_.rules.size(); ++i) rule(i);
    rules_are_sorted();
    meanings_differ();
  }

 private:
  void report(const char* invariant, std::string words) {
    violations_.push_back({invariant, std::move(words)});
  }
  void require(bool holds, const char* invariant, const std::string& words) {
    if (!holds) report(invariant, words);
  }

  bool is_fact(std::uint32_t index, FactKind kind) const {
    return index < plan_.facts.size() && plan_.facts[index].kind == kind;
  }

  bool is_field_of(const TouchpointInfo& touchpoint, std::uint32_t field) const {
    return field == Capture::kTime || field == Capture::kChannel || field == Capture::kTouchpoint ||
           field >= Capture::kKept || field < field_count(touchpoint);
  }

  void capture(std::size_t index) {
    const Capture& capture = plan_.captures[index];
    if (capture.field_of_touchpoint.empty()) return;  // the instant in hand
    if (capture.field_of_touchpoint.size() != plan_.touchpoints.size()) {
      report("capture-fields",
             fmt::format("capture {} does not name a field for each touchpoint", index));
      return;
    }
    for (std::size_t t = 0; t < plan_.touchpoints.size(); ++t) {
      require(is_field_of(plan_.touchpoints[t], capture.field_of_touchpoint[t]), "capture-fields",
              fmt::format("capture {} takes a field that {} has not", index,
                          plan_.touchpoints[t].name));
    }
  }

  static bool may_have_keys(FactKind kind) {
    return kind == FactKind::Keyed || kind == FactKind::Ledger || kind == FactKind::Sequence ||
           kind == FactKind::Absence || kind == FactKind::Cycle;
  }

  void fact(std::size_t index) {
    const Fact& fact = plan_.facts[index];
    const std::string name = fmt::format("fact {}", index);
    require(fact.capacity > 0, "fact-capacity", name + " has no room for anything");
    require(fact.bytes_least <= fact.bytes_most, "fact-bytes",
            name + " is larger at first than at most");
    require(fact.kind != FactKind::Keyed || fact.keys > 0, "fact-keys",
            name + " is keyed and keeps no key");
    require(may_have_keys(fact.kind) || fact.keys == 0 || has_history_per_key(fact), "fact-keys",
            name + " has keys and is not of a kind that does");
    if (fact.kind == FactKind::Sequence) sequence(fact, name);
    if (fact.kind == FactKind::Absence) absence(index, name);
    if (fact.kind == FactKind::Ledger) ledger(index, name);
    const bool is_of_journey = fact.journey != Fact::kNoFact;
    const bool stays = is_of_journey && fact.kind == FactKind::Absence;
    require(!is_of_journey || is_fact(fact.journey, FactKind::Journey), "stay-journey",
            name + " is of no journey");
    require(!stays || fact.span.amount > 0, "stay-journey", name + " stays for no time");
    const bool captures = fact.kind == FactKind::Sequence || fact.kind == FactKind::Absence;
    require(captures || fact.capture_count == 0, "capture-range",
            name + " captures and is no match");
  }

  bool captures_in_range(const Fact& fact) const {
    return std::uint64_t{fact.capture_begin} + fact.capture_count <= plan_.captures.size();
  }

  void sequence(const Fact& fact, const std::string& name) {
    const std::size_t most = fact.keys == 0 ? 32 : 16;
    require(fact.steps.size() >= 2 && fact.steps.size() <= most, "sequence-steps",
            fmt::format("{} has {} steps", name, fact.steps.size()));
    const bool ends_same = !fact.steps.empty() && fact.steps.front().same && fact.steps.back().same;
    require(fact.keys == 0 || ends_same, "sequence-same",
            name + " has keys, and its first or its last step has none");
    captures_of_steps(fact, fact.steps.size(), name);
  }

  void captures_of_steps(const Fact& fact, std::size_t steps, const std::string& name) {
    if (!captures_in_range(fact)) {
      report("capture-range", name + " has captures that the plan has not");
      return;
    }
    for (std::uint32_t i = 0; i < fact.capture_count; ++i) {
      require(plan_.captures[fact.capture_begin + i].step < steps, "capture-step",
              fmt::format("{} captures a step that it has not", name));
    }
  }

  void absence(std::size_t index, const std::string& name) {
    const Fact& fact = plan_.facts[index];
    require(fact.rule < plan_.rules.size() && plan_.rules[fact.rule].absence == index,
            "absence-rule", name + " does not belong to the rule that it names");
    if (fact.sequence == Fact::kNoFact) {
      captures_of_steps(fact, 1, name);
      return;
    }
    if (!is_fact(fact.sequence, FactKind::Sequence)) {
      report("absence-sequence", name + " stands behind something that is no sequence");
      return;
    }
    const Fact& before = plan_.facts[fact.sequence];
    captures_of_steps(fact, before.steps.size(), name);
    if (captures_in_range(fact) && captures_in_range(before)) mirrors(fact, before, name);
  }

  void mirrors(const Fact& fact, const Fact& sequence, const std::string& name) {
    bool same = fact.capture_count == sequence.capture_count;
    for (std::uint32_t i = 0; same && i < fact.capture_count; ++i) {
      const Capture& ours = plan_.captures[fact.capture_begin + i];
      const Capture& theirs = plan_.captures[sequence.capture_begin + i];
      same = ours.step == theirs.step && ours.type == theirs.type &&
             ours.field_of_touchpoint == theirs.field_of_touchpoint;
    }
    require(same, "absence-mirrors", name + " does not repeat the captures of its sequence");
  }

  void ledger(std::size_t index, const std::string& name) {
    const Fact& fact = plan_.facts[index];
    require(fact.rule < plan_.rules.size() && plan_.rules[fact.rule].ledger == index, "ledger-rule",
            name + " does not belong to the rule that it names");
  }

  void rule(std::size_t index) {
    const RuleInfo& rule = plan_.rules[index];
    const std::string name = fmt::format("rule {}", rule.name);
    require(rule.ledger == Fact::kNoFact || is_fact(rule.ledger, FactKind::Ledger), "rule-ledger",
            name + " has a limit that is no ledger");
    const bool moves = rule.journey != Fact::kNoFact && !rule.is_stage;
    require(rule.journey == Fact::kNoFact || is_fact(rule.journey, FactKind::Journey),
            "rule-journey", name + " has a journey that is none");
    require(!rule.is_stage || (is_fact(rule.journey, FactKind::Journey) && rule.actions.empty()),
            "rule-journey", name + " is a stage of no journey, or does more");
    require(rule.at_deadline == (moves || is_fact(rule.absence, FactKind::Absence)), "rule-absence",
            name + " waits for a deadline without an absence, or has one without waiting");
    require(rule.is_stage || !rule.actions.empty(), "rule-actions", name + " does nothing");
    for (const IssuedAction& issued : rule.actions) action(issued, name);
    step_times(rule, name);
  }

  void action(const IssuedAction& issued, const std::string& name) {
    if (issued.action >= plan_.actions.size()) {
      report("rule-actions", name + " has an action that the schema has not");
      return;
    }
    require(issued.arguments.size() == plan_.actions[issued.action].arguments.size(),
            "rule-arguments", name + " does not give each argument of its action");
  }

  void step_times(const RuleInfo& rule, const std::string& name) {
    require(rule.step_times.size() == rule.steps.size() && !rule.steps.empty(), "step-times",
            name + " does not know the time of each step");
    for (std::size_t i = 0; i < rule.step_times.size(); ++i) {
      const std::uint32_t time = rule.step_times[i];
      const bool last = i + 1 == rule.step_times.size();
      const bool fits =
          time == RuleInfo::kCurrent ? last && is_in_hand(rule) : time < plan_.captures.size();
      require(fits, "step-times",
              fmt::format("{} takes the time of step {} from nowhere", name, i));
    }
  }

  // What is decided on happens now: an event, or an instant of the calendar.
  bool is_in_hand(const RuleInfo& rule) const {
    return !rule.at_deadline || rule.also_at_events ||
           (rule.absence < plan_.facts.size() &&
            (plan_.facts[rule.absence].is_recurring ||
             plan_.facts[rule.absence].journey != Fact::kNoFact));
  }

  void rules_are_sorted() {
    for (std::size_t i = 1; i < plan_.rules.size(); ++i) {
      const RuleInfo &before = plan_.rules[i - 1], &rule = plan_.rules[i];
      if (before.is_stage) continue;
      const bool sorted =
          !rule.is_stage && (before.priority > rule.priority ||
                             (before.priority == rule.priority && before.name < rule.name));
      require(sorted, "rules-sorted",
              fmt::format("rule {} stands behind {}", rule.name, before.name));
    }
  }

  void meanings_differ() {
    std::set<std::string> known;
    for (const Fact& fact : plan_.facts) {
      require(known.insert(fact.meaning).second, "meanings-differ",
              fmt::format("two facts mean `{}`", fact.meaning));
    }
  }

  const Plan& plan_;
  std::vector<Violation>& violations_;
};

}  // namespace

void verify_tables(const Plan& plan, std::vector<Violation>& violations) {
  TableVerifier(plan, violations).verify();
}

std::vector<Violation> verify(const Plan& plan) {
  std::vector<Violation> violations;
  verify_tables(plan, violations);
  verify_indexes(plan, violations);
  verify_bodies(plan, violations);
  return violations;
}

}  // namespace wend::plan
