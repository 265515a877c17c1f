// SPDX-License-Identifier: Apache-2.0
//
// What a step has in hand: the customer's state, the event or the deadline, the match, the decision
// being made. Operations reach it through StepContext::step.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/abi/fact_layout.h"
#include "runtime/abi/joining.h"
#include "runtime/abi/native.h"
#include "runtime/abi/plan.h"
#include "runtime/step/blob.h"
#include "runtime/step/body_lookup.h"
#include "runtime/step/calendar_memory.h"
#include "runtime/step/known_facts.h"
#include "runtime/step/of_few_facts.h"
#include "runtime/step/plain_events.h"
#include "runtime/step/shared_questions.h"
#include "runtime/step/texts.h"
#include "runtime/values/faults.h"
#include "runtime/values/zone.h"
#include "wend/runtime.h"

namespace wend::runtime {

class Customers;
class DecisionBuffer;
class Tables;
class Households;

// 128-bit hash of (source, id) of the event that caused a decision.
using Cause = std::array<std::uint8_t, 16>;

// With lateness a rule is decided twice: at once on what is known, and on its event when it is closed. A rule that
// is decided at once issues there, the others here. An event that is later than stated is decided in none of them: it
// only joins the history.
enum class Pass : std::uint8_t { Only, AtOnce, Certain, Late };

// A rule issued, or was held back by its limit, on an open event.
struct ActedAtOnce {
  Cause cause{};
  std::uint32_t rule = 0;
  bool is_issued = false;
  bool is_confirmed = false;  // by the event when it was closed
};

// What stands between a rule's condition and its actions, apart from what is decided at once.
enum class Gate : std::uint8_t {
  None,      // no limit
  OnceEver,  // of the customer alone, without a key: it has acted if its ledger is there
  AnyLimit,
};

struct Limited {
  Gate gate = Gate::None;
  std::uint32_t ledger = 0xFFFFFFFF;  // as RuleInfo::ledger
};

// What an event of a touchpoint meets first.
struct Entrance {
  Body body;
  bool reads_profile = false;
  bool has_answers = false;  // about the items of its lists
};

// What follows from a plan, computed once per session.
struct Prepared {
  explicit Prepared(const Plan& from);

  const Plan& plan;
  Zone zone;
  KnownFacts facts;
  std::vector<std::uint32_t> mentions;                         // the facts that are
  std::vector<std::vector<std::uint32_t>> facts_of_instances;  // by fact: of those of its instances
  std::vector<Limited> limits;                                 // by rule
  std::vector<std::uint32_t> journeys;                         // their facts
  // By fact: of a journey, the absences that wait in it, and the rules that wait for its moves.
  std::vector<std::vector<std::uint32_t>> stays, movers;
  std::vector<std::vector<std::uint32_t>>
      of_stage;                             // by fact: of a journey, what each move empties
  std::uint32_t stages = 0;                 // so many come before the rules
  std::vector<std::uint8_t> is_absence;     // by record
  std::uint32_t first_absence = 0;          // its record; behind all others if there is none
  std::vector<std::uint8_t> reads_profile;  // by touchpoint, then by rule (deadline bodies)
  std::vector<Entrance> entrances;          // by touchpoint
  std::vector<std::unique_ptr<const BitIndex>> indexes;  // by touchpoint; null where it has none
  std::vector<std::unique_ptr<const BitIndex>> update_indexes;  // likewise
  // By touchpoint: the rules and updates behind the indexes of those before it, and the rules behind its own besides.
  std::vector<std::size_t> first_indexed, first_update;
  // By touchpoint, by rule behind its index: where its body asks whether it is a candidate. Machine code reads the plan only there
  // and where it issues.
  std::vector<std::vector<std::uint32_t>> candidates;
  std::vector<std::vector<std::uint32_t>> looked_at;  // by touchpoint: rules behind no index
  std::size_t indexed = 0;                            // behind all indexes
  std::vector<std::size_t> first_answer;  // by touchpoint: the answers of the touchpoints before it
  std::size_t answers = 0;                // of all touchpoints
  SharedQuestions questions;
  bool has_at_once = false;      // some rule is decided so, with lateness
  bool has_identities = false;   // somebody may be known by another name
  bool has_levels = false;       // some limit is of several customers
  std::vector<Joining> joining;  // by fact; none without identities
  std::uint32_t records = 0;
  std::uint32_t most_registers = 0;
  std::uint32_t most_arguments = 0;
  std::uint32_t most_reasons = 0;
  std::uint32_t most_fields = 0;
  std::uint32_t most_kept = 0;
  std::uint32_t most_keys = 0;
};

constexpr std::uint32_t record_of_fact(std::uint32_t fact) { return fact + 1; }
constexpr std::uint32_t kProfileRecord = 0;

struct Moment {
  Moment(const Prepared& from, Counts& counts_in, DecisionBuffer& decisions_in);
  Moment(const Moment&) = delete;
  Moment& operator=(const Moment&) = delete;

  const Plan& plan() const { return prepared.plan; }
  const KnownFact& known_fact(std::uint32_t number) const { return prepared.facts[number]; }
  const FactShape& fact(std::uint32_t number) const { return *known_fact(number).alike->shape; }
  const FactLayout& layout(std::uint32_t number) const { return known_fact(number).alike->layout; }
  const FactLayout& layout_of_each(std::uint32_t number) const {
    return known_fact(number).alike->each;
  }
  std::int64_t now() const { return context.now; }
  // The fact's record, empty if nothing of it occurred.
  std::span<std::uint8_t> record(std::uint32_t number) const {
    return blob->find(record_of_fact(number));
  }

  const Prepared& prepared;
  Counts& counts;
  DecisionBuffer& decisions;
  mutable CalendarMemory calendar;
  StepContext context;
  Texts texts;
  SharedAnswers shared_answers;
  std::vector<Cell> fields, profile, captures, arguments, reasons, keys;
  // Those of the touchpoint or the deadline, then those of a rule that it runs.
  std::vector<Cell> registers;
  Cell* inner_registers() { return registers.data() + prepared.most_registers + 1; }
  // The items of the event's lists, one after the other; where each list stands among them.
  struct Items {
    std::size_t begin = 0;
    std::size_t count = 0;
  };
  std::vector<Cell> items;
  std::vector<Items> lists;
  Cell item_test;            // of the item in hand
  std::vector<Cell> kept;    // of the time before the event, for its captures
  std::vector<Cell> before;  // the profile before the change in hand
  // By touchpoint; null where it has no index. Owned apart, since what they counted may outlive the session.
  std::vector<BodyLookup*> lookups;
  std::shared_ptr<std::vector<std::unique_ptr<BodyLookup>>> owned_lookups;
  std::vector<std::unique_ptr<BodyLookup>> update_lookups;  // likewise
  std::uint64_t ordinal = 0;                                // of this moment, ascending
  // The facts whose sequences completed in a moment: nobody looks at the others.
  struct Completed {
    std::vector<std::uint32_t> sequences;
    std::uint64_t ordinal = 0;  // of the moment
  } completed;
  // Since when the program knows a fact (exclusive), and how many of its newest entries the program before knew; of none
  // unless it took another's place (gaps.h).
  OfFewFacts<std::int64_t> known_from;
  OfFewFacts<std::uint32_t> newest_known;
  const NativeCode* native = nullptr;  // that the event in hand runs with
  std::string fold_a, fold_b;

  // Where the history of a key was updated last: mostly it is asked right behind. Void in another moment, and when records
  // moved or a key lost its place.
  struct Touched {
    std::uint64_t ordinal = 0;
    std::uint32_t fact = 0;
    std::uint32_t changes = 0;
    std::int64_t key = 0;
    std::uint8_t* kept = nullptr;
    const Blob* blob = nullptr;
  };
  Touched touched;
  void forget_texts() {
    texts.forget_step();
    touched = {};
  }

  const Tables* tables = nullptr;
  Blob* blob = nullptr;  // of `customer`: they change together
  // Of the candidate in hand, if its limit is of several customers, and this one is among some: whose ledger it is.
  Households* households = nullptr;
  static constexpr std::uint32_t kAlone = 0xFFFFFFFF;
  std::uint32_t level = kAlone;
  std::int64_t household = 0;  // a text
  std::uint32_t customer = 0;
  std::uint32_t touchpoint = 0;
  const Customers* customers = nullptr;
  std::string_view name() const;  // of the customer
  // The event in hand; in a deadline none, and both names are empty. What it says is in `context.fields`: a plain event's own,
  // else `fields`, which are to be filled.
  void take_event(std::string_view source, std::string_view id) {
    source_ = source;
    id_ = id;
    plain_ = nullptr;
    context.fields = fields.data();
  }
  void take_event(const PlainEvent& event) {  // which stays as it is until another one is taken
    forget_cause();
    plain_ = &event;
    if (!planted(Fault::AloneSaysAsBefore)) context.fields = event.fields.data();
  }
  std::string_view source() const {
    if (plain_ != nullptr) name_plain();
    return source_;
  }
  std::string_view id() const {
    if (plain_ != nullptr) name_plain();
    return id_;
  }
  // What is decided or armed now is because of this. Few events lead to either: that of an event is a hash that is computed
  // when it is asked for.
  const Cause& cause() const {
    if (!has_cause_) cause_ = cause_of_event();
    has_cause_ = true;
    return cause_;
  }
  void set_cause(const Cause& cause) {
    cause_ = cause;
    has_cause_ = true;
  }
  void forget_cause() { has_cause_ = false; }
  bool at_deadline = false;
  // By fact of a journey: the stage that is recognised in this moment.
  static constexpr std::uint32_t kNoStage = 0xFFFFFFFF;
  std::vector<std::uint32_t> recognised;
  std::int64_t soonest = kNever;    // deadline that the moment armed
  std::int64_t open_deadlines = 0;  // of all customers

  Pass pass = Pass::Only;
  // In the pass Late: the customer's state, where absences wait. `blob` is then a history of the event alone, which
  // joins it behind the pass.
  Blob* late_into = nullptr;
  std::vector<ActedAtOnce>* acted = nullptr;   // of the customer; null: none, in the pass Certain
  std::vector<std::uint32_t> changed_ledgers;  // in the pass AtOnce: facts
  std::uint64_t pushed_out_of_ledgers = 0;     // in the pass AtOnce

  // The candidate in hand.
  std::uint32_t rule = 0;
  Cell key;
  bool is_recorded = false;  // in its ledger

 private:
  Cause cause_of_event() const;
  void name_plain() const;
  // Those of a plain event are read when somebody asks: few events are.
  mutable std::string_view source_, id_;
  mutable const PlainEvent* plain_ = nullptr;
  mutable RecordReader::Digits digits_;
  mutable Cause cause_{};
  mutable bool has_cause_ = false;
};

inline Moment& moment_of(StepContext* context) { return *static_cast<Moment*>(context->step); }

}  // namespace wend::runtime
