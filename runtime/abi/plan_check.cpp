// SPDX-License-Identifier: Apache-2.0
//
// Whether a plan that came from outside can be run: every index lies within what it points into, every
// body stays within itself, every operation works on a fact of its kind.
#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "runtime/abi/anonymous.h"
#include "runtime/abi/fact_layout.h"
#include "runtime/abi/link_check.h"
#include "runtime/abi/pack.h"
#include "runtime/abi/table_check.h"

namespace wend {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFF;
constexpr std::uint32_t kMostRegisters = 1U << 22;
constexpr std::int64_t kMostArguments = 1 << 16;
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30;
constexpr std::size_t kMostSteps = 31;
constexpr std::size_t kMostKeyedSteps = 16;
constexpr std::uint64_t kMostKept = 1 << 16;
constexpr std::uint64_t kMostStages = 254;
constexpr std::uint32_t kMostKeys = 1U << 16;
constexpr std::size_t kMostFacts = 4'000'000;
constexpr std::size_t kMostItemFields = 1'000;
constexpr std::uint64_t kMostRowBytes = std::uint64_t{1} << 32;

bool is_index_op(OpCode code) {
  return code == OpCode::Key || code == OpCode::AnswerKeys || code == OpCode::Look ||
         code == OpCode::Rules || code == OpCode::Updates;
}

bool takes_event(OpCode code) {
  return code == OpCode::Update || code == OpCode::UpdateEvent || code == OpCode::Reset ||
         code == OpCode::UpdateSame || code == OpCode::ResetSame || code == OpCode::Keep ||
         code == OpCode::BeginVisit || code == OpCode::Mark || code == OpCode::Advance ||
         code == OpCode::Disarm || code == OpCode::Arm || code == OpCode::CountSame ||
         code == OpCode::Channel || code == OpCode::AdvanceSame || code == OpCode::DisarmSame ||
         code == OpCode::ArmSame || code == OpCode::Cycle || code == OpCode::ArmAt ||
         code == OpCode::ArmNext || code == OpCode::ArmAtSame || code == OpCode::Mention ||
         code == OpCode::Completed || code == OpCode::Move || code == OpCode::Postpone ||
         code == OpCode::ItemTest || is_index_op(code);
}

class PlanCheck {
 public:
  explicit PlanCheck(const Plan& plan) : plan_(plan) {}

  std::string problem() {
    check_declarations();
    check_captures();
    check_facts();
    check_rules();
    check_absences();
    check_bodies();
    return std::move(problem_);
  }

 private:
  void expect(bool condition, std::string_view words) {
    if (!condition && problem_.empty()) problem_ = words;
  }
  template <typename T>
  void expect_index(std::uint64_t index, const std::vector<T>& in, std::string_view words) {
    expect(index < in.size(), words);
  }
  void check_type(const ValueType& type);
  void check_fields(const std::vector<FieldInfo>& fields);
  void check_declarations();
  void check_identities(const TouchpointInfo& touchpoint);
  void check_captures();
  void check_fact(const Fact& fact);
  void check_awaited(const Fact& fact);
  static bool may_take_late(FactKind kind);
  void check_instances(const Fact& fact);
  void check_facts();
  bool is_journey(std::uint64_t fact) const;
  bool is_stage(std::uint64_t journey, std::uint64_t stage) const;
  void check_stay(const Fact& fact);
  void check_of_stage(const Fact& fact);
  void check_rule(const RuleInfo& rule);
  void check_rules();
  void check_absences();
  void check_bodies();
  void check_lists(const TouchpointInfo& touchpoint);
  void check_answers(const TouchpointInfo& touchpoint);
  void check_index(const TouchpointInfo& touchpoint, const BodyIndex& index);
  void check_input(const IndexInput& input, const TouchpointInfo& touchpoint);
  void check_ranges(const std::vector<IndexRange>& ranges, const BodyIndex& index);
  // `touchpoint`: whose event is in hand; null at a deadline. `asks_indexes`: the body may ask its indexes.
  void check_body(const Body& body, const TouchpointInfo* touchpoint, bool asks_indexes);
  void check_registers(const Op& op, const Body& body);
  void check_op(const Op& op, std::uint32_t at, const Body& body, const TouchpointInfo* touchpoint);
  void check_index_op(const Op& op, const TouchpointInfo* touchpoint);
  void check_fact_op(const Op& op, FactKind kind, bool with_keys);
  void check_has_keys(std::uint64_t fact, bool keys);
  void check_part(const Op& op);
  void check_kind(const Op& op, FactKind kind);
  bool is_leaving(std::uint32_t input, std::uint32_t at, const Body& body) const;
  void check_issue(const Op& op);
  std::uint64_t imm(const Op& op) const { return static_cast<std::uint64_t>(op.imm); }

  const Plan& plan_;
  std::string problem_;
  std::size_t most_reasons_ = 0;
};

void PlanCheck::check_type(const ValueType& type) {
  if (type.kind == ValueKind::Choice || type.kind == ValueKind::SetOf) {
    expect_index(type.declared, plan_.choices, "a type names no choice");
  }
  if (type.kind == ValueKind::Identifier) {
    expect_index(type.declared, plan_.identifiers, "a type names no identifier");
  }
  expect(type.places <= 6, "a number has too many places");
}

void PlanCheck::check_fields(const std::vector<FieldInfo>& fields) {
  for (const FieldInfo& field : fields) check_type(field.type);
}

void PlanCheck::check_declarations() {
  expect(plan_.grain == 1 || plan_.grain == 1000, "the grain is neither 1 ms nor 1 s");
  expect(plan_.currency_digits <= 6, "the currency has too many digits");
  expect(plan_.lateness >= 0 && plan_.lateness <= kLongestLateness &&
             plan_.lateness % std::max<std::int64_t>(1, plan_.grain) == 0,
         "the lateness is no whole number of grains");
  expect((plan_.lateness == 0) == (plan_.open_events == 0) && plan_.open_events <= kMostOpenEvents,
         "the lateness states no number of events, or too many");
  check_fields(plan_.customer_fields);
  if (const std::string_view wrong = link_problem(plan_); !wrong.empty()) expect(false, wrong);
  for (const TableInfo& table : plan_.tables) check_fields(table.fields);
  if (const std::string_view wrong = table_problem(plan_); !wrong.empty()) expect(false, wrong);
  for (const TouchpointInfo& touchpoint : plan_.touchpoints) {
    check_fields(touchpoint.fields);
    check_identities(touchpoint);
    check_lists(touchpoint);
    for (const std::uint32_t channel : touchpoint.channels) {
      expect_index(channel, plan_.channels, "a touchpoint names no channel");
    }
  }
  for (const ActionInfo& action : plan_.actions) check_fields(action.arguments);
}

void PlanCheck::check_identities(const TouchpointInfo& touchpoint) {
  const auto expect_identity = [&](std::uint32_t kind) {
    expect(kind < plan_.identifiers.size() && plan_.identifiers[kind].aliases != 0 &&
               plan_.identifiers[kind].aliases <= kMostAliases,
           "a touchpoint names no identity");
  };
  const bool names_some =
      touchpoint.identity != TouchpointInfo::kCustomer || !touchpoint.links.empty();
  expect(!names_some || touchpoint.about == TouchpointInfo::kNoLink,
         "a touchpoint is about something else, and names somebody");
  if (touchpoint.identity != TouchpointInfo::kCustomer) expect_identity(touchpoint.identity);
  for (const std::uint32_t field : touchpoint.links) {
    expect_index(field, touchpoint.fields, "a touchpoint links no field");
    if (!problem_.empty()) return;
    const ValueType& type = touchpoint.fields[field].type;
    expect(type.kind == ValueKind::Identifier && touchpoint.identity == TouchpointInfo::kCustomer,
           "a touchpoint links what is no identity");
    expect_identity(type.declared);
  }
}

void PlanCheck::check_lists(const TouchpointInfo& touchpoint) {
  for (const ListInfo& list : touchpoint.lists) {
    check_fields(list.fields);
    expect(list.most <= kMostListItems && list.fields.size() <= kMostItemFields,
           "a list is too long");
  }
  for (const AnswerInfo& answer : touchpoint.answers) {
    check_type(answer.info.type);
    expect_index(answer.list, touchpoint.lists, "an answer names no list");
    if (!problem_.empty()) return;
    const std::vector<FieldInfo>& fields = touchpoint.lists[answer.list].fields;
    if (answer.measure <= ListMeasure::Count) continue;
    expect_index(answer.field, fields, "an answer names no field");
    if (problem_.empty())
      expect(!is_bytes(fields[answer.field].type.kind), "an answer measures a text");
  }
}

// A test of items reads the fields of one and does nothing but to say what it found.
void PlanCheck::check_answers(const TouchpointInfo& touchpoint) {
  for (const AnswerInfo& answer : touchpoint.answers) {
    if (!answer.has_test || !problem_.empty()) continue;
    TouchpointInfo item;
    item.fields = touchpoint.lists[answer.list].fields;
    check_body(answer.test, &item, false);
    for (std::uint32_t at = answer.test.begin; problem_.empty() && at < answer.test.end; ++at) {
      const Op& op = plan_.ops[at];
      const bool only_computes = row_of(op.code).has_output && op.code < OpCode::Update;
      expect(only_computes || op.code == OpCode::ItemTest || op.code == OpCode::Skip,
             "a test of items does more than to test");
    }
  }
}

void PlanCheck::check_captures() {
  for (const Capture& capture : plan_.captures) {
    check_type(capture.type);
    expect(capture.field_of_touchpoint.size() <= plan_.touchpoints.size(),
           "a capture names no touchpoint");
    if (!problem_.empty()) return;
    for (std::size_t i = 0; i < capture.field_of_touchpoint.size(); ++i) {
      const std::uint32_t field = capture.field_of_touchpoint[i];
      if (field >= Capture::kKept) continue;
      expect(field < field_count(plan_.touchpoints[i]), "a capture names no field");
    }
  }
}

void PlanCheck::check_fact(const Fact& fact) {
  check_type(fact.value);
  check_type(fact.key);
  const bool may_have_keys = has_history_per_key(fact) || fact.kind == FactKind::Keyed ||
                             fact.kind == FactKind::Ledger || fact.kind == FactKind::Cycle ||
                             fact.kind == FactKind::Sequence || fact.kind == FactKind::Absence;
  expect(fact.keys == 0 || may_have_keys, "a fact has keys that it cannot keep");
  const std::uint64_t captures_end = std::uint64_t{fact.capture_begin} + fact.capture_count;
  expect(captures_end <= plan_.captures.size(), "a fact's captures lie outside");
  expect(fact.capacity > 0 || fact.kind == FactKind::Sequence || fact.kind == FactKind::First ||
             fact.kind == FactKind::Last || fact.kind == FactKind::Totals ||
             fact.kind == FactKind::Absence || fact.kind == FactKind::Visit ||
             fact.kind == FactKind::Level || fact.kind == FactKind::Journey,
         "a fact keeps nothing");
  if (fact.kind == FactKind::Sequence) {
    expect(fact.keys == 0 || fact.steps.size() > 1, "a sequence with keys has one step");
    expect(
        !fact.steps.empty() && fact.steps.size() <= (fact.keys == 0 ? kMostSteps : kMostKeyedSteps),
        "a sequence has too many steps");
  }
  if (fact.kind == FactKind::Panes && fact.pane == PaneUnit::Exact)
    expect(!fact.span.calendar && fact.span.amount > 0, "panes have no length");
  if (fact.kind == FactKind::Journey)
    expect(fact.value.kind == ValueKind::Choice, "a journey has no stages");
  if (fact.journey != kNone)
    fact.kind == FactKind::Absence ? check_stay(fact) : check_of_stage(fact);
  if (fact.kind == FactKind::Keyed) expect(fact.keys > 0, "a keyed fact keeps no keys");
  expect(fact.day <= 31 && fact.clock >= 0 && fact.clock < 86'400'000,
         "an instant of the calendar is none");
  if (fact.instances != Fact::kNoMentions) check_instances(fact);
  if (fact.kind == FactKind::Absence && fact.sequence != Fact::kNoFact) {
    expect_index(fact.sequence, plan_.facts, "an absence names no sequence");
    if (!problem_.empty()) return;
    const Fact& sequence = plan_.facts[fact.sequence];
    expect(sequence.kind == FactKind::Sequence && sequence.capture_count >= fact.capture_count,
           "an absence does not fit its sequence");
  }
  if (fact.awaited != Fact::kNoFact) check_awaited(fact);
  expect(fact.late == LateEvents::Ignored || (plan_.lateness != 0 && may_take_late(fact.kind)),
         "a fact takes late events that cannot");
  if (problem_.empty())
    expect(layout_of(plan_, fact).most <= kMostBytes, "a fact is larger than 1 GB");
}

// What joins by time, and waits.
bool PlanCheck::may_take_late(FactKind kind) {
  switch (kind) {
    case FactKind::Times:
    case FactKind::First:
    case FactKind::Last:
    case FactKind::Totals:
    case FactKind::Panes:
    case FactKind::Items:
    case FactKind::Distinct:
    case FactKind::Absence: return true;
    case FactKind::Sequence:
    case FactKind::Keyed:
    case FactKind::Cycle:
    case FactKind::Level:
    case FactKind::Ledger:
    case FactKind::Visit:
    case FactKind::Mentions:
    case FactKind::Journey: break;
  }
  return false;
}

void PlanCheck::check_awaited(const Fact& fact) {
  expect_index(fact.awaited, plan_.facts, "an absence does not know what it awaits");
  if (!problem_.empty()) return;
  const Fact& awaited = plan_.facts[fact.awaited];
  const bool fits = awaited.keys == 0 ||
                    (fact.keys > 0 && is_bytes(awaited.key.kind) == is_bytes(fact.value.kind));
  expect(fact.kind == FactKind::Absence && awaited.kind == FactKind::Last && fits,
         "an absence awaits what is kept otherwise");
}

// What ends with an instance has its key.
void PlanCheck::check_instances(const Fact& fact) {
  expect_index(fact.instances, plan_.facts, "a fact names no instances");
  if (!problem_.empty()) return;
  const Fact& mentions = plan_.facts[fact.instances];
  const ValueType& key = has_history_per_key(fact) ? fact.key : fact.value;
  expect(mentions.kind == FactKind::Mentions && fact.keys != 0 &&
             is_bytes(mentions.value.kind) == is_bytes(key.kind),
         "a fact does not fit its instances");
}

bool PlanCheck::is_journey(std::uint64_t fact) const {
  return fact < plan_.facts.size() && plan_.facts[fact].kind == FactKind::Journey;
}

bool PlanCheck::is_stage(std::uint64_t journey, std::uint64_t stage) const {
  if (!is_journey(journey)) return false;
  const std::uint32_t choice = plan_.facts[journey].value.declared;
  return choice < plan_.choices.size() && stage < plan_.choices[choice].values.size() &&
         stage < kMostStages;
}

void PlanCheck::check_stay(const Fact& fact) {
  expect(fact.kind == FactKind::Absence && fact.keys == 0 && is_stage(fact.journey, fact.stage),
         "a stay names no stage");
  expect(fact.sequence == kNone && fact.capture_count == 0 && fact.span.amount > 0,
         "a stay has no deadline");
}

// What a move empties.
void PlanCheck::check_of_stage(const Fact& fact) {
  const bool is_history = fact.kind == FactKind::First || fact.kind == FactKind::Last ||
                          fact.kind == FactKind::Totals || fact.kind == FactKind::Times ||
                          fact.kind == FactKind::Items || fact.kind == FactKind::Distinct;
  expect(is_history && is_journey(fact.journey), "a fact names no journey");
}

void PlanCheck::check_facts() {
  expect(plan_.facts.size() <= kMostFacts, "there are too many facts");
  for (const Fact& fact : plan_.facts) {
    if (problem_.empty()) check_fact(fact);
  }
}

void PlanCheck::check_rule(const RuleInfo& rule) {
  expect(!rule.at_once || (plan_.lateness != 0 && !rule.at_deadline && !has_identities(plan_)),
         "a rule is decided at once that cannot be");
  if (rule.journey != kNone) {
    expect(rule.journey < plan_.facts.size() && plan_.facts[rule.journey].kind == FactKind::Journey,
           "a rule names no journey");
  }
  expect(!rule.is_stage || (rule.journey != kNone && rule.actions.empty()),
         "a stage belongs to no journey");
  if (rule.ledger != kNone) {
    expect(rule.ledger < plan_.facts.size() && plan_.facts[rule.ledger].kind == FactKind::Ledger,
           "a rule names no ledger");
  }
  for (const IssuedAction& issued : rule.actions) {
    expect_index(issued.action, plan_.actions, "a rule names no action");
    if (issued.place != IssuedAction::kNoPlace)
      expect_index(issued.place, plan_.places, "a rule names no place");
    if (!problem_.empty()) return;
    expect(issued.arguments.size() == plan_.actions[issued.action].arguments.size(),
           "an action has other arguments");
    for (const std::uint32_t argument : issued.arguments) {
      expect(argument < kMostArguments, "a rule names no argument");
    }
  }
  for (const ReasonInfo& reason : rule.reasons) check_type(reason.type);
  for (const std::uint32_t capture : rule.step_times) {
    if (capture != RuleInfo::kCurrent)
      expect_index(capture, plan_.captures, "a step's time is not captured");
  }
  most_reasons_ = std::max(most_reasons_, rule.reasons.size());
}

void PlanCheck::check_rules() {
  for (const RuleInfo& rule : plan_.rules) check_rule(rule);
}

// Each absence belongs to one rule, or its deadlines would never be taken out.
void PlanCheck::check_absences() {
  std::vector<std::uint8_t> owned(plan_.facts.size());
  for (std::uint32_t i = 0; i < plan_.rules.size(); ++i) {
    const RuleInfo& rule = plan_.rules[i];
    const bool waits_for_move = rule.journey != kNone && !rule.is_stage;
    if (!rule.at_deadline || waits_for_move) continue;
    const bool is_absence = rule.absence < plan_.facts.size() &&
                            plan_.facts[rule.absence].kind == FactKind::Absence &&
                            plan_.facts[rule.absence].rule == i;
    expect(is_absence, "a rule names no absence");
    if (is_absence) owned[rule.absence] = 1;
  }
  for (std::size_t i = 0; i < owned.size(); ++i) {
    if (plan_.facts[i].kind == FactKind::Absence)
      expect(owned[i] != 0, "an absence belongs to no rule");
  }
}

void PlanCheck::check_bodies() {
  if (!problem_.empty()) return;
  for (const TouchpointInfo& touchpoint : plan_.touchpoints) {
    check_answers(touchpoint);
    check_index(touchpoint, touchpoint.updates);
    check_index(touchpoint, touchpoint.index);
    check_body(touchpoint.body, &touchpoint, true);
    // A body behind an index may not ask it again, or it would run for ever.
    for (const BodyIndex* index : {&touchpoint.updates, &touchpoint.index}) {
      for (const IndexedBody& indexed : index->bodies) check_body(indexed.body, &touchpoint, false);
    }
  }
  const TouchpointInfo no_fields;
  check_body(plan_.profile_body, &no_fields, false);
  for (const RuleInfo& rule : plan_.rules) check_body(rule.deadline_body, nullptr, false);
}

void PlanCheck::check_input(const IndexInput& input, const TouchpointInfo& touchpoint) {
  constexpr std::string_view kTextForNumber = "an index takes a text for a number";
  const auto check_field = [&](const FieldInfo* field, std::string_view words) {
    expect(field != nullptr, words);
    if (!problem_.empty()) return;
    const bool has_text = is_bytes(field->type.kind);
    expect(has_text ? input.is_text || input.starts.empty() : !input.is_text, kTextForNumber);
  };
  switch (input.source) {
    case IndexSource::Field:
      check_field(
          input.number < field_count(touchpoint) ? &field_of(touchpoint, input.number) : nullptr,
          "an index names no field");
      break;
    case IndexSource::Profile:
      check_field(input.number < plan_.customer_fields.size() ? &plan_.customer_fields[input.number]
                                                              : nullptr,
                  "an index names no customer field");
      break;
    case IndexSource::Channel: expect(!input.is_text, kTextForNumber); break;
    case IndexSource::Key:
      expect(input.number < kMostKeys, "an index has too many keys");
      expect(!input.is_text, kTextForNumber);
      break;
  }
  const bool ascends = std::adjacent_find(input.starts.begin(), input.starts.end(),
                                          std::greater_equal<>()) == input.starts.end();
  expect(ascends, "the rows of an index are not in order");
}

void PlanCheck::check_ranges(const std::vector<IndexRange>& ranges, const BodyIndex& index) {
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const IndexRange& range = ranges[i];
    expect_index(range.input, index.inputs, "an index names no input");
    if (!problem_.empty()) return;
    expect(range.first <= range.last && range.last < index.inputs[range.input].row_count(),
           "an index names no row");
    if (i == 0) continue;
    const IndexRange& before = ranges[i - 1];
    expect(before.input < range.input || (before.input == range.input && before.last < range.first),
           "the ranges of an index are not in order");
  }
}

void PlanCheck::check_index(const TouchpointInfo& touchpoint, const BodyIndex& index) {
  if (index.bodies.empty()) {
    expect(index.conjunctions.empty() && index.triggers.empty(), "an index has no bodies");
    return;
  }
  expect(!index.inputs.empty(), "an index asks nothing");
  std::uint64_t rows = 0;
  const bool of_rules = &index == &touchpoint.index;
  for (const IndexInput& input : index.inputs) {
    check_input(input, touchpoint);
    rows += input.row_count();
    const bool is_of_event =
        input.source == IndexSource::Field || input.source == IndexSource::Channel;
    expect(of_rules || is_of_event, "an index of updates asks for more than the event");
  }
  const std::uint64_t bits = index.conjunctions.size() + index.triggers.size();
  expect(rows * (bits / 8 + 128) <= kMostRowBytes, "an index is larger than 4 GB");
  for (const IndexConjunction& conjunction : index.conjunctions) {
    expect_index(conjunction.body, index.bodies, "an index names no body");
    check_ranges(conjunction.ranges, index);
  }
  for (const IndexTrigger& trigger : index.triggers) check_ranges(trigger.ranges, index);
  for (const IndexedBody& indexed : index.bodies) {
    if (of_rules)
      expect_index(indexed.rule, plan_.rules, "an index names no rule");
    else
      expect(indexed.rule == IndexedBody::kNone, "an update is of a rule");
    if (indexed.trigger != IndexedBody::kNone)
      expect_index(indexed.trigger, index.triggers, "an index names no trigger");
  }
}

void PlanCheck::check_body(const Body& body, const TouchpointInfo* touchpoint, bool asks_indexes) {
  expect(body.begin <= body.end && body.end <= plan_.ops.size(),
         "a body lies outside the operations");
  expect(body.registers <= kMostRegisters, "a body has too many registers");
  for (std::uint32_t at = body.begin; at < body.end && problem_.empty(); ++at) {
    check_registers(plan_.ops[at], body);
    if (is_index_op(plan_.ops[at].code))
      check_index_op(plan_.ops[at], asks_indexes ? touchpoint : nullptr);
    check_op(plan_.ops[at], at, body, touchpoint);
  }
}

void PlanCheck::check_index_op(const Op& op, const TouchpointInfo* touchpoint) {
  const BodyIndex* index = nullptr;
  if (touchpoint != nullptr)
    index = op.code == OpCode::Updates ? &touchpoint->updates : &touchpoint->index;
  expect(index != nullptr && !index->bodies.empty(), "an operation has no index to ask");
  if (!problem_.empty()) return;
  if (op.code == OpCode::Rules)
    expect(imm(op) <= index->bodies.size(), "an operation names no rule of its index");
  if (op.code != OpCode::Key) return;
  const bool is_asked =
      std::any_of(index->inputs.begin(), index->inputs.end(), [&](const IndexInput& input) {
        return input.source == IndexSource::Key && input.number == imm(op);
      });
  expect(is_asked, "an operation names no key of its index");
}

void PlanCheck::check_registers(const Op& op, const Body& body) {
  const OpRow& row = row_of(op.code);
  const auto fits = [&](std::uint32_t number, bool used) {
    expect(used ? number < body.registers : number <= body.registers,
           "an operation names no register");
  };
  fits(op.out, row.has_output);
  fits(op.a, row.inputs > 0);
  fits(op.b, row.inputs > 1);
  fits(op.c, row.inputs > 2);
}

void PlanCheck::check_fact_op(const Op& op, FactKind kind, bool with_keys) {
  const bool is_kind = imm(op) < plan_.facts.size() && plan_.facts[imm(op)].kind == kind;
  expect(is_kind && (plan_.facts[imm(op)].keys != 0) == with_keys,
         "an operation names no fact of its kind");
}

// Only what leaves a window is waited for again and again: that comes to an end.
bool PlanCheck::is_leaving(std::uint32_t input, std::uint32_t at, const Body& body) const {
  while (at-- > body.begin) {
    const Op& op = plan_.ops[at];
    if (row_of(op.code).has_output && op.out == input) return op.code == OpCode::NextLeaving;
  }
  return false;
}

// With keys or without.
void PlanCheck::check_kind(const Op& op, FactKind kind) {
  expect(imm(op) < plan_.facts.size() && plan_.facts[imm(op)].kind == kind,
         "an operation names no fact of its kind");
}

void PlanCheck::check_has_keys(std::uint64_t fact, bool keys) {
  expect_index(fact, plan_.facts, "an operation names no fact");
  if (problem_.empty())
    expect(has_history_per_key(plan_.facts[fact]) == keys,
           "an operation has no key, or one too many");
}

void PlanCheck::check_part(const Op& op) {
  expect((imm(op) >> 24 & 0xFF) <= static_cast<std::uint64_t>(FactPart::StageTime),
         "an operation names no part");
}

void PlanCheck::check_issue(const Op& op) {
  const std::uint64_t rule = imm(op) >> 16;
  expect_index(rule, plan_.rules, "an operation names no rule");
  if (problem_.empty())
    expect_index(imm(op) & 0xFFFF, plan_.rules[rule].actions, "an operation names no action");
}

void PlanCheck::check_op(const Op& op, std::uint32_t at, const Body& body,
                         const TouchpointInfo* touchpoint) {
  // At a deadline there is no event to take in, and what armed deadlines there might never end.
  expect(touchpoint != nullptr || !takes_event(op.code), "an operation has no event in hand");
  switch (op.code) {
    case OpCode::ConstantText:
      expect_index(imm(op), plan_.texts, "an operation names no text");
      break;
    case OpCode::Field:
      expect(touchpoint != nullptr && imm(op) < field_count(*touchpoint),
             "an operation names no field");
      break;
    case OpCode::Profile:
    case OpCode::ProfileBefore:
    case OpCode::Moved:
      expect_index(imm(op), plan_.customer_fields, "an operation names no customer field");
      break;
    case OpCode::Captured:
      expect_index(imm(op), plan_.captures, "an operation names no capture");
      break;
    case OpCode::LookUp:
      expect(is_cell(plan_, imm(op)), "an operation names no cell of a table");
      break;
    case OpCode::DatePart:
    case OpCode::DayPart:
      expect(imm(op) <= static_cast<std::uint64_t>(DatePart::Weekday),
             "an operation names no part of a date");
      break;
    case OpCode::Skip:
      expect(imm(op) > at && imm(op) <= body.end, "an operation leaves its body");
      break;
    case OpCode::Keep: expect(imm(op) < kMostKept, "an operation keeps too much"); break;
    case OpCode::Mark: expect(imm(op) < 64, "an operation names no mark"); break;
    case OpCode::Update:
    case OpCode::UpdateEvent: check_has_keys(imm(op), false); break;
    case OpCode::UpdateSame:
    case OpCode::ResetSame: check_has_keys(imm(op), true); break;
    case OpCode::Reset:
      expect(imm(op) < plan_.facts.size() && plan_.facts[imm(op)].kind != FactKind::Absence &&
                 plan_.facts[imm(op)].kind != FactKind::Mentions &&
                 plan_.facts[imm(op)].kind != FactKind::Ledger,
             "an operation names no fact that can be reset");
      break;
    case OpCode::Advance: check_fact_op(op, FactKind::Sequence, false); break;
    case OpCode::AdvanceSame: check_fact_op(op, FactKind::Sequence, true); break;
    case OpCode::Completed: check_kind(op, FactKind::Sequence); break;
    case OpCode::BeginVisit:
    case OpCode::InVisit: check_fact_op(op, FactKind::Visit, false); break;
    case OpCode::Disarm: check_kind(op, FactKind::Absence); break;
    case OpCode::Mention: check_fact_op(op, FactKind::Mentions, false); break;
    case OpCode::ArmAt:
    case OpCode::ArmNext:
    case OpCode::Arm: check_fact_op(op, FactKind::Absence, false); break;
    case OpCode::DisarmSame:
    case OpCode::ArmAtSame:
    case OpCode::ArmSame: check_fact_op(op, FactKind::Absence, true); break;
    case OpCode::WakeAt:
      check_fact_op(op, FactKind::Absence, false);
      expect(is_leaving(op.a, at, body), "an operation waits for no instant of a window");
      break;
    case OpCode::IsFresh:
    case OpCode::Cross: check_fact_op(op, FactKind::Level, false); break;
    case OpCode::NextLeaving: check_has_keys(imm(op) & 0xFFFFFF, false); break;
    case OpCode::Recognise:
      expect(is_stage(imm(op) & 0xFFFFFF, imm(op) >> 24) && !plan_.rules.empty(),
             "an operation names no stage");
      break;
    case OpCode::Move: check_fact_op(op, FactKind::Journey, false); break;
    case OpCode::Postpone: check_fact_op(op, FactKind::Absence, false); break;
    case OpCode::CountSame: check_fact_op(op, FactKind::Keyed, true); break;
    case OpCode::Cycle: check_kind(op, FactKind::Cycle); break;
    case OpCode::Read:
    case OpCode::ReadAll:
    case OpCode::ReadBetween:
      check_has_keys(imm(op) & 0xFFFFFF, false);
      check_part(op);
      break;
    case OpCode::ReadSame:
      check_has_keys(imm(op) & 0xFFFFFF, true);
      check_part(op);
      break;
    case OpCode::Candidate: expect_index(imm(op), plan_.rules, "an operation names no rule"); break;
    case OpCode::Argument:
      expect(op.imm >= 0 && op.imm < kMostArguments, "an operation names no argument");
      break;
    case OpCode::Reason: expect(imm(op) < most_reasons_, "an operation names no reason"); break;
    case OpCode::Issue: check_issue(op); break;
    case OpCode::ItemTest:
    case OpCode::Key:
    case OpCode::AnswerKeys:
    case OpCode::Look:
    case OpCode::Rules:
    case OpCode::Updates:
    case OpCode::Constant:
    case OpCode::Absent:
    case OpCode::Now:
    case OpCode::Channel:
    case OpCode::Add:
    case OpCode::Subtract:
    case OpCode::Negate:
    case OpCode::Multiply:
    case OpCode::Divide:
    case OpCode::Round:
    case OpCode::InCalendar:
    case OpCode::AddSpan:
    case OpCode::AddSpanToDate:
    case OpCode::WindowStart:
    case OpCode::PeriodStart:
    case OpCode::AtClock:
    case OpCode::Equal:
    case OpCode::NotEqual:
    case OpCode::Less:
    case OpCode::LessEqual:
    case OpCode::TextEqual:
    case OpCode::TextContains:
    case OpCode::TextStarts:
    case OpCode::TextEnds:
    case OpCode::InMask:
    case OpCode::Includes:
    case OpCode::And:
    case OpCode::Or:
    case OpCode::Not:
    case OpCode::IsKnown:
    case OpCode::Default:
    case OpCode::Select: break;
  }
}

}  // namespace

std::string unsound_part(const Plan& plan) { return PlanCheck(plan).problem(); }

}  // namespace wend
