// SPDX-License-Identifier: Apache-2.0
//
// What a program needs to remember, before any operation is written: its facts, where each fact's
// events come from, which captures each sequence takes, and which facts serve which rule.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/plan/patterns.h"
#include "compiler/program/program.h"
#include "runtime/abi/plan.h"

namespace wend::plan {

// Where a fact's events come from; beside the fact of the same number.
struct FactSource {
  std::optional<TestId> takes;  // history and keyed facts: the events they take
  FieldOfTouchpoint fields;  // the value or key; empty: none. Also the key of matches and absences
  FieldOfTouchpoint same;    // a history per key: the key; empty: none
  std::optional<TestId> reset;           // `since last`
  FieldOfTouchpoint reset_same;          // which key is reset; empty: all
  bool per_visit = false;                // starts over with each visit
  std::optional<std::uint32_t> journey;  // takes events in a stage only, and starts over with each
  std::optional<TestId> visit;           // visits: the events that belong to one
  std::optional<std::uint32_t> mentioned;  // mentions: which kind of identifier
  struct Step {
    TestId test;
    bool same = false;
    std::vector<TestId> without;       // whatever their key
    std::vector<TestId> without_same;  // of the key in hand
  };
  std::vector<Step> steps;                 // sequences
  std::vector<TestId> step_tests() const;  // of all steps, and of what is forbidden before them
  std::optional<TestId> awaited;           // absences
};

// A value of an earlier step that a rule needs when it decides.
struct CaptureNeed {
  std::uint32_t step = 0;
  FieldOfTouchpoint fields;
  ValueType type;
  bool personal = false;
};

// A rule as the plan numbers it, with the facts of its trigger and limit.
struct RuleFacts {
  const program::Rule* rule = nullptr;
  std::optional<std::uint32_t> sequence, absence, repetition, ledger, level;
  std::vector<program::ExprId>
      before;  // histories asked of the time before the event that is decided on
  // Of what recognises a stage: its journey, and its number there.
  struct Stage {
    std::uint32_t journey = 0;
    std::uint32_t number = 0;
  };
  std::optional<Stage> stage;

  bool waits_for_move() const { return rule->trigger.move.has_value(); }
  bool at_deadline() const { return absence.has_value() || waits_for_move(); }
  std::uint32_t last_step() const {
    return static_cast<std::uint32_t>(rule->trigger.steps.size()) - 1;
  }
  // The fact whose captures the rule reads: its absence, else its sequence.
  std::optional<std::uint32_t> capturing() const { return absence ? absence : sequence; }
  // Whether the step is the event in hand when the rule decides.
  bool is_current(std::uint32_t step) const {
    const program::Trigger& trigger = rule->trigger;
    const bool is_instant = trigger.recurring || trigger.crossing || trigger.move || trigger.stay;
    return (!at_deadline() || is_instant) && step == last_step();
  }
};

// How one history is read off its fact.
struct HistoryRead {
  std::uint32_t fact = 0;
  FactPart part = FactPart::Exists;
  const program::Window* window = nullptr;  // none: all of the fact
  std::uint32_t cap = 0;
  bool time_since = false;  // the result is now minus what is read
};

class Analysis {
 public:
  explicit Analysis(const program::Program& program);

  const program::Program& program;
  const Patterns patterns;
  // The stages of journeys, then the rules by (priority, highest first; name as bytes).
  std::vector<RuleFacts> rules;
  std::vector<std::uint32_t> journeys;  // by journey: the fact that knows the stage
  std::vector<Fact> facts;
  std::vector<FactSource> sources;     // beside `facts`
  std::optional<std::uint32_t> visit;  // the fact that knows visits, if a rule asks
  std::vector<Capture> captures;

  // `in_order`: without events that were later than stated, as what crosses a threshold is looked at.
  HistoryRead read_of(const program::History& history, bool in_order = false) const;
  // The Mentions of the kind of identifier that `type` is.
  std::uint32_t mentions_of(const ValueType& type) const;
  // Histories asked of the time before the event of an earlier step: read when it comes, and captured.
  struct Kept {
    program::ExprId history;
    std::uint32_t rule = 0;
    std::uint32_t step = 0;
  };
  std::vector<Kept> kept;
  FieldOfTouchpoint kept_fields(program::ExprId history) const;

  // The capture of `fact` that holds `fields` of `step`.
  std::uint32_t capture_of(std::uint32_t fact, std::uint32_t step,
                           const FieldOfTouchpoint& fields) const;
  FieldOfTouchpoint time_fields(const RuleFacts& rule, std::uint32_t step) const;

 private:
  struct HistoryFact;

  void add_mentions();
  void collect_histories();
  void collect_before(std::uint32_t rule);
  struct AskedHistory {
    const program::History* history = nullptr;
    bool in_order = false;
  };
  std::vector<AskedHistory> asked_histories() const;
  void add_history(const program::History& history, bool in_order);
  void add_visit();
  HistoryFact history_fact(const program::History& history, bool in_order = false) const;
  void add_key(const program::History& history, HistoryFact& to, std::string& subject) const;
  void add_trigger_facts(std::uint32_t index);
  std::uint32_t add_sequence(const program::Trigger& trigger);
  FactSource::Step step_source(const program::TriggerStep& step, FieldOfTouchpoint& key) const;
  void add_key(FieldOfTouchpoint& key, program::PatternId pattern,
               const program::SameField& same) const;
  std::uint32_t add_repetition(const program::TriggerStep& step,
                               const program::Repetition& repetition);
  std::uint32_t add_absence(std::uint32_t index);
  void add_awaited();
  std::uint32_t add_awaited(const program::Absence& absence, const Fact& waits);
  std::uint32_t add_approach(std::uint32_t index);
  void add_crossing(std::uint32_t index);
  std::uint32_t add_recurring(std::uint32_t index);
  void add_journeys();
  std::uint32_t add_stay(std::uint32_t index);
  std::string start_words(const RuleFacts& rule, TestId awaited) const;
  void add_ledger(std::uint32_t index);
  void put_absences_last();
  void renumber(const std::vector<std::uint32_t>& place);  // by fact as it was
  void place_captures();
  std::vector<CaptureNeed> capture_needs(const RuleFacts& rule) const;
  std::uint32_t intern(Fact fact, FactSource source);
  std::uint32_t add(Fact fact, FactSource source);

  std::unordered_map<std::string, std::uint32_t> fact_of_meaning_;
};

}  // namespace wend::plan
