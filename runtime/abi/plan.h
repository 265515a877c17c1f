// SPDX-License-Identifier: Apache-2.0
//
// A plan: what a compiled pack computes, in which order, with which state, free of names that only a
// compiler needs. The compiler makes it (compiler/plan), a pack file holds it as bytes
// (runtime/abi/pack.h), the interpreter runs it and native code is made from it.
//
// One body per touchpoint, one for changes of the profile, one per absence rule and one per update or rule behind an
// index. A touchpoint's body, in this order: tests on the event, updates of facts, then its rules by (priority, name);
// updates and rules behind its indexes run by themselves. A deadline's body holds its rule alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/abi/value.h"

namespace wend {

enum class OpCode : std::uint8_t {
#define OP(name, spelling, inputs, has_output, where) name,
#include "runtime/abi/ops.def"
#undef OP
};

struct OpRow {
  const char* spelling;
  std::uint8_t inputs;
  bool has_output;
  bool is_helper;
};
const OpRow& row_of(OpCode code);
std::size_t op_count();

// Native code addresses operations by this size: see StepContext::ops.
struct Op {
  OpCode code = OpCode::Absent;
  std::uint32_t out = 0;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  std::uint32_t c = 0;
  std::int64_t imm = 0;
};
static_assert(sizeof(Op) == 32);

// A run of operations: [begin, end) of Plan::ops; `Skip` targets lie within it (or at its end).
struct Body {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t registers = 0;
};

enum class DatePart : std::uint8_t {
  Date,
  Time,
  Year,
  Month,
  Day,
  Weekday
};  // Weekday: 1 is Monday

enum class FactKind : std::uint8_t {
  Times,     // the newest `capacity` times: counts in a sliding window
  First,     // time and value of the first event [since the reset]
  Last,      // time and value of the last event [since the reset]
  Totals,    // count, sum, smallest, largest [since the reset]
  Panes,     // Totals per pane: the newest `capacity` panes, the current one among them
  Items,     // the newest `capacity` times with values
  Distinct,  // the `capacity` values whose own last event is newest, with that time [since the reset]
  Sequence,  // [per key, at most `keys`] per step but the last: the newest match so far
  Absence,   // armed deadlines, at most `capacity` [per key, at most `keys`]
  Keyed,     // per key, at most `keys`, the newest `capacity` times
  Cycle,   // [per key, at most `keys`] the times since the count was last full, at most `capacity`
  Level,   // on which side of a threshold a value was when it was last looked at
  Ledger,  // the newest `capacity` times a rule was issued [per key, at most `keys`]
  Visit,   // when the newest event came that belongs to a visit
  Mentions,  // the `capacity` values whose last mention is newest, with its time: see Fact::instances
  Journey,  // the stage, the one before it, when it was entered
};

enum class FactPart : std::uint8_t {
  Exists,
  Count,
  Sum,
  Average,
  Largest,
  Smallest,
  First,
  Last,
  FirstTime,
  LastTime,
  Different,
  NthLast,  // the value of the nth newest
  Fading,   // of panes: each counts by half less for every eight that lie behind it (fading.h)
  Stage,    // of a journey: the stage, the one before it, when the stage was entered
  StageBefore,
  StageTime,
};

// Exact: as long as Fact::span says, from 1970 on. Weeks begin on Monday.
enum class PaneUnit : std::uint8_t { Hour, Day, Week, Month, Year, Exact };

struct SequenceStep {
  bool same = false;  // only of the key in hand; of a sequence without keys: never
  bool has_limit = false;
  Stretch within;  // since the step before; closed
  friend bool operator==(const SequenceStep&, const SequenceStep&) = default;
};

enum class Period : std::uint8_t { Day, Week, Month };  // of instants that recur

// Which events that are later than stated a fact takes, at their own time. Of an absence: whether one ends it.
enum class LateEvents : std::uint8_t {
  Ignored,
  WithoutRepeats,  // of touchpoints whose sources never send an event twice
  Taken
};

enum class AbsenceAnchor : std::uint8_t { First, Last, Each };

// What many facts of a program have in common: they differ in whose they are.
struct FactShape {
  FactKind kind = FactKind::Last;
  ValueType value;  // of what it keeps; of the key where there is one
  bool has_value = false;
  std::uint32_t capacity = 0;
  std::uint32_t keys =
      0;          // Keyed, Cycle, Ledger, Sequence, Absence: kept at most; 0: no key. Histories: of
                  // how many keys each keeps its own
  ValueType key;  // of such a history: of its key
  bool begins_anew = false;  // Last: with other rules only what comes from then on counts
  PaneUnit pane = PaneUnit::Day;
  Stretch
      span;  // Visit (its greatest gap), Mentions (the life after one), Keyed, Ledger (limit span), Absence (deadline after its start), Panes of Exact length
  bool forever = false;  // Ledger without a span
  AbsenceAnchor anchor = AbsenceAnchor::Each;
  std::vector<SequenceStep>
      steps;  // Sequence: all steps, the last included; marks: bit k = step k matched,
              // bit 32 + k = something forbidden before step k occurred; with keys at most 16, and
              // bit 48 + k = something forbidden before step k occurred, of the key in hand
  bool has_all_within = false;
  Stretch all_within;  // Sequence: from its first step; closed
  std::uint32_t capture_count = 0;
  // Absence: instants of the calendar instead of deadlines; one is armed, and the next when it fires: the day of
  // the period (0: of every day), of a short month the last, at `clock` in the schema's zone.
  bool is_recurring = false;
  Period period = Period::Day;
  std::uint32_t day = 0;
  std::int64_t clock = 0;
  bool falls = false;    // Level: the side it crosses to is below
  bool at_once = false;  // Absence: an instant that has passed when it is armed is now
  LateEvents late = LateEvents::Ignored;
  friend bool operator==(const FactShape&, const FactShape&) = default;
};

struct Fact : FactShape {
  static constexpr std::uint32_t kNoFact = 0xFFFFFFFF;
  // The Mentions whose values are the keys of a history: a key that ends there is forgotten here.
  static constexpr std::uint32_t kNoMentions = 0xFFFFFFFF;
  std::uint32_t instances = kNoMentions;
  std::uint32_t capture_begin =
      0;  // Sequence, Absence: its captures are [begin, begin + capture_count) of Plan::captures
  std::uint32_t rule = 0;  // Absence, Ledger: the rule it belongs to
  std::uint32_t sequence =
      kNoFact;  // Absence: the sequence that starts it; none: one step, captures from the current event
  // Absence: a stay, armed by the move to `stage` of this journey and disarmed by the next move. Histories: each move
  // of this journey empties them.
  std::uint32_t journey = kNoFact;
  std::uint32_t stage = 0;
  // Absence, where histories may be joined: the Last that knows when what is awaited came [by key].
  std::uint32_t awaited = kNoFact;
  std::uint32_t bytes_least = 0;  // state when first used
  std::uint32_t bytes_most = 0;   // hard bound
  std::string meaning;  // in the words of the language, for the report; equal meaning, one fact
};

// A field of an earlier step that a rule still needs when it decides. An absence's captures repeat those of
// the sequence before it in the same order: Arm copies them.
struct Capture {
  static constexpr std::uint32_t kTime = 0xFFFFFFFF;     // the step's own instant
  static constexpr std::uint32_t kChannel = 0xFFFFFFFE;  // the step's channel
  static constexpr std::uint32_t kTouchpoint =
      0xFFFFFFFD;  // position of the step's touchpoint in Plan::touchpoints
  std::uint32_t step = 0;
  ValueType type;
  bool is_personal = false;
  // per touchpoint of the plan: the field to take there (or one of the above); kNone where it cannot match.
  // Empty: the instant of whatever is in hand
  static constexpr std::uint32_t kNone = 0xFFFFFFFC;
  static constexpr std::uint32_t kKept =
      0x80000000;  // and above: number kKept + n of what `Keep` keeps
  std::vector<std::uint32_t> field_of_touchpoint;
  friend bool operator==(const Capture&, const Capture&) = default;
};

struct FieldInfo {
  std::string name;
  ValueType type;
  bool optional = false;
  bool personal = false;
};

// Where an index finds a value.
enum class IndexSource : std::uint8_t { Field, Profile, Channel, Key };

// One value that rules compare with constants. `starts` (ascending) divide the numbers into rows: below the
// first start, from each start to before the next, from the last on. Behind these stand a row for Missing and
// one for Unknown.
struct IndexInput {
  IndexSource source = IndexSource::Field;
  std::uint32_t number = 0;  // of the field, the customer field or the key
  bool is_text =
      false;  // then a value's number is its position in Plan::texts, -1 if it is none of them
  std::vector<std::int64_t> starts;
  std::uint32_t missing_row() const { return static_cast<std::uint32_t>(starts.size()) + 1; }
  std::uint32_t unknown_row() const { return missing_row() + 1; }
  std::uint32_t row_count() const { return missing_row() + 2; }
};

// An input in whose rows no more conjunctions are allowed than these on average, and no more triggers, may have its rows as
// lists, which take no memory for what is not allowed.
constexpr double kMostInListedRow = 4;

// Of one input, the rows from `first` to `last`.
struct IndexRange {
  std::uint32_t input = 0;
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

// Holds while each input that it names is in one of the rows that it names there. Sorted by input, then row.
struct IndexConjunction {
  std::uint32_t body = 0;  // position in BodyIndex::bodies
  std::vector<IndexRange> ranges;
};

struct IndexTrigger {
  std::vector<IndexRange> ranges;  // as those of a conjunction; none: every event of the touchpoint
};

// A rule, or an update of facts, that runs by itself if the index lets it through.
struct IndexedBody {
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  std::uint32_t rule = kNone;  // position in Plan::rules; kNone: an update
  // Position in BodyIndex::triggers: an event that holds there is a candidate of the rule, whose condition is
  // no unless the rule is let through. kNone: where the rule is not let through, it is no candidate either.
  std::uint32_t trigger = kNone;
  Body body;  // of a rule from its trigger to its actions; has registers of its own
};

// The bodies of a touchpoint turned round: from the values of an event to the bodies that these do not rule out.
// A body is let through if one of its conjunctions holds. What a conjunction leaves out, and what is unknown,
// rules nothing out: the body asks again.
struct BodyIndex {
  std::vector<IndexInput> inputs;
  std::vector<IndexedBody> bodies;  // in the order in which they run; none: there is no index
  std::vector<IndexConjunction> conjunctions;
  std::vector<IndexTrigger> triggers;
};

// A list of records in an event. See Event::fields for where its items are.
struct ListInfo {
  std::string name;
  std::vector<FieldInfo> fields;  // of an item
  std::uint32_t most = 0;         // items
  bool optional = false;          // may be left out: no items
  bool personal = false;
};

enum class ListMeasure : std::uint8_t { Any, All, Count, Sum, Average, Largest, Smallest };

// What is asked of the lists of an event, before its body runs: a field behind the declared ones.
struct AnswerInfo {
  FieldInfo info;
  ListMeasure measure = ListMeasure::Any;
  std::uint32_t list = 0;   // position in TouchpointInfo::lists
  std::uint32_t field = 0;  // of an item: Sum, Average, Largest, Smallest
  bool has_test = false;    // else every item counts
  Body test;                // the fields in hand are an item's; ends with ItemTest
};

struct TouchpointInfo {
  std::string name;
  bool by_customer = true;
  static constexpr std::uint32_t kCustomer = 0xFFFFFFFF;
  std::uint32_t identity = kCustomer;   // the kind of identifier that its subject is
  std::vector<std::uint32_t> links;     // fields whose identities are the customer's from then on
  std::vector<std::uint32_t> channels;  // allowed, positions in Plan::channels
  std::vector<FieldInfo> fields;
  std::vector<ListInfo> lists;
  std::vector<AnswerInfo> answers;
  Body body;
  BodyIndex updates;  // of sequences, histories and absences, in this order; asks the event alone
  BodyIndex index;    // of rules, in the plan's order
  // Position in Plan::links: an event is about a value and reaches the customers that are linked to it. Its first field
  // is the value, its last ones are filled by the link.
  static constexpr std::uint32_t kNoLink = 0xFFFFFFFF;
  std::uint32_t about = kNoLink;
  bool without_repeats = false;  // its sources never send an event twice
};

// A touchpoint by whose events links begin or end.
struct LinkEvent {
  static constexpr std::uint32_t kNoField = 0xFFFFFFFF;
  std::uint32_t touchpoint = 0;
  std::vector<std::uint32_t> fields;  // of each of the link's fields: its own, or kNoField
};

// Which customers an event about a value reaches. A link has a value and what it carries, all identifiers.
struct LinkInfo {
  std::uint32_t kind = 0;              // of the value, position in Plan::identifiers
  std::vector<std::uint32_t> carried;  // kinds, likewise
  std::vector<LinkEvent> by, until;
  std::uint32_t per_value = 0;
  std::uint32_t per_customer = 0;
  Stretch life;
  std::string meaning;  // in the words of the language; equal meaning, the same links
};
// A link takes at most this of a customer's bytes, beside its identifiers.
constexpr std::uint32_t kLinkBytes = 192;
constexpr std::uint32_t kMostLinksPerValue = 100'000;
constexpr std::uint32_t kMostLinksPerCustomer = 1'000;
constexpr std::uint32_t kMostCarried = 3;

// Rows by key, given from outside, each from an instant on.
struct TableInfo {
  std::string name;
  std::vector<FieldInfo> fields;  // the key, then the columns
  std::uint32_t rows = 0;         // at most, and those that an open event may still ask for
  std::string meaning;            // in the words of the language; equal meaning, the same rows
};
// A row takes at most this, beside its texts: in itself, and per field.
constexpr std::uint32_t kRowBytes = 288;
constexpr std::uint32_t kCellBytes = 48;

// Customers who have the same value in a field of theirs.
struct LevelInfo {
  std::string name;
  std::uint32_t field = 0;  // of the customer
};

// Fields and answers of its events, numbered through.
inline std::size_t field_count(const TouchpointInfo& touchpoint) {
  return touchpoint.fields.size() + touchpoint.answers.size();
}
inline const FieldInfo& field_of(const TouchpointInfo& touchpoint, std::size_t number) {
  const std::size_t declared = touchpoint.fields.size();
  return number < declared ? touchpoint.fields[number] : touchpoint.answers[number - declared].info;
}

struct ChoiceInfo {
  std::string name;
  std::vector<std::string> values;
  bool ordered = false;
};
struct IdentifierInfo {
  std::string name;
  std::uint16_t length = 0;
  std::uint32_t remembering = 0;
  std::uint32_t aliases = 0;  // of an identity: how many of it one customer has; 0: it is none
};
struct ActionInfo {
  std::string name;
  std::string purpose;
  std::vector<FieldInfo> arguments;
};
struct ChannelInfo {
  std::string name;
};

// What a decision shows as a value that made it true.
struct ReasonInfo {
  std::string text;  // the clause's own words: `count of product_viewed in 7 days`
  ValueType type;
  bool personal = false;
  std::uint32_t cap = 0;  // a count that reached it is shown as "cap or more"; 0: none
};

// An event that made a decision true: step `step` of the match.
struct StepInfo {
  std::string text;  // the step's own words: `product_viewed on web`
};

struct IssuedAction {
  static constexpr std::uint32_t kNoPlace = 0xFFFFFFFF;
  std::uint32_t action = 0;        // position in Plan::actions
  std::uint32_t place = kNoPlace;  // position in Plan::places
  std::vector<std::uint32_t>
      arguments;  // for each argument of the action: its index among the decision's arguments in hand
};

struct RuleInfo {
  std::string name;
  std::string formerly;  // its first name; empty: it was never called otherwise
  std::string title;
  std::int32_t priority = 0;
  std::uint32_t ledger = 0xFFFFFFFF;  // fact, or none: limit none
  static constexpr std::uint32_t kNoLevel = 0xFFFFFFFF;
  std::uint32_t level = kNoLevel;  // position in Plan::levels: whose ledger it is
  std::vector<IssuedAction> actions;
  std::vector<ReasonInfo> reasons;
  std::vector<StepInfo> steps;
  // For each step, the capture that holds its instant; kCurrent where it is what happens now.
  static constexpr std::uint32_t kCurrent = 0xFFFFFFFF;
  std::vector<std::uint32_t> step_times;
  std::string when_text;  // the trigger's own words
  bool at_deadline = false;
  bool also_at_events = false;  // when at_deadline: a level may also be crossed by an event
  bool at_once =
      false;  // with lateness: decided on what is known when an event comes; not when at_deadline
  std::uint32_t absence = 0xFFFFFFFF;  // fact, when at_deadline
  Body deadline_body;                  // when at_deadline
  // Of a journey's stage: the fact of the journey, in which it is recognised. Of a rule that waits for a move: the
  // fact of its journey; it is then at_deadline without an absence, for the moves by the clock.
  std::uint32_t journey = 0xFFFFFFFF;
  bool is_stage = false;
};

// An open event (Plan::lateness) takes at most this, beside its texts: in itself, and per field.
constexpr std::uint32_t kOpenEventBytes = 160;
constexpr std::uint32_t kOpenFieldBytes = 32;
constexpr std::uint32_t kActedBytes = 24;        // an open event that a rule acted on at once
constexpr std::uint32_t kLongestOpenName = 255;  // bytes of its source, and of its id
constexpr std::uint32_t kMostOpenEvents = 10'000;
constexpr std::int64_t kLongestLateness = 366LL * 86'400'000;

struct Plan {
  std::string schema;         // its name
  std::string zone;           // IANA name
  std::int64_t grain = 1000;  // milliseconds: 1 or 1000
  bool history_complete = false;
  std::int64_t history_begins = 0;  // date; events before it are refused
  std::string currency;
  std::uint8_t currency_digits = 2;
  std::int64_t lateness = 0;      // milliseconds that an event may be late
  std::uint32_t open_events = 0;  // at most, per customer: later than the newest less the lateness
  std::vector<ChoiceInfo> choices;
  std::vector<IdentifierInfo> identifiers;
  std::vector<ChannelInfo> channels;
  std::vector<FieldInfo> customer_fields;
  std::vector<TouchpointInfo> touchpoints;
  std::vector<ActionInfo> actions;
  std::vector<std::string> places;  // of customers whom the host chooses
  std::vector<LinkInfo> links;
  std::vector<TableInfo> tables;
  std::vector<LevelInfo> levels;
  std::vector<std::string> texts;  // text constants
  std::vector<Capture> captures;
  std::vector<Fact> facts;
  Body profile_body;  // for a change of the profile; empty: no rule asks
  std::vector<RuleInfo>
      rules;  // the stages of journeys; then rules, sorted by (priority, highest first; name as bytes)
  std::vector<Op> ops;
  std::uint64_t meaning[2] = {
      0, 0};  // 128-bit hash of all of the above (XXH3), the identity of the program
};

// What stands for a rule wherever it is remembered: the name that it had first.
inline const std::string& lasting_name(const RuleInfo& rule) {
  return rule.formerly.empty() ? rule.name : rule.formerly;
}

// Rules of the author: without the stages of journeys.
std::size_t rule_count(const Plan& plan);

}  // namespace wend
