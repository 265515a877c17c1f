// SPDX-License-Identifier: Apache-2.0
//
// The checked program: names resolved, every expression typed, every bound known. Whatever is here is
// meaningful: no node stands for a mistake. Both the plan (compiler/plan) and the judge
// (tests/reference) are made from it, so each comment below is a definition of meaning.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/base/boxed.h"
#include "compiler/program/tests.h"
#include "compiler/schema/schema.h"
#include "runtime/abi/plan.h"  // DatePart, PaneUnit, AbsenceAnchor, ListMeasure
#include "runtime/abi/value.h"

namespace wend::program {

struct ExprId {
  std::uint32_t value = 0;
  friend bool operator==(ExprId, ExprId) = default;
};

// ---------------------------------------------------------------- types
// Types of expressions: those of fields, and calendar spans, which only constants have.
enum class Kind : std::uint8_t { Value, Span };
struct Type {
  Kind kind = Kind::Value;
  ValueType value;  // Value. Computed numbers that are not whole are Decimal with 0 places.
  bool optional =
      false;  // may be Missing here; the checker lets no operation but IsKnown/Default meet one
  bool personal = false;  // computed from something personal
};

// ---------------------------------------------------------------- patterns
constexpr std::uint32_t kMetaTime = 0xFFFFFFFF;     // the event's own instant
constexpr std::uint32_t kMetaChannel = 0xFFFFFFFE;  // the event's channel, a choice (Choice 0)

struct PatternAlternative {
  std::uint32_t touchpoint = 0;  // position in Schema::touchpoints
  std::optional<ExprId> where;   // over OwnField only (resolved for this touchpoint) and constants
};
// Without alternatives no event of a touchpoint matches.
// An event matches if it is of one of the alternatives, came on one of `channels` (empty: any), and the
// alternative's `where` is a known yes.
struct Pattern {
  std::vector<PatternAlternative> alternatives;
  std::vector<std::uint32_t> channels;  // positions in Schema::channels
  std::string text;                     // its own words, as the formatter writes them
};
struct PatternId {
  std::uint32_t value = 0;
  friend bool operator==(PatternId, PatternId) = default;
};

// ---------------------------------------------------------------- lists
// What is asked of a list of one event: a number or a test that is computed for each event of its touchpoint, and then
// is a field of it, behind the declared ones.
//   Any       yes if `where` is yes for some item; else not known if it is not known for one; else no
//   All       no if `where` is no for some item; else not known if it is not known for one; else yes
//   Count     how many items `where` is yes for
//   others    over the values of `field` of those items; an item without it does not count. The sum of nothing is
//             0, everything else is missing. An average is rounded once, half away from zero
// But for Any and All nothing is known if `where` is not known for some item. A result that does not fit is not known.
struct ListAnswer {
  ListMeasure measure = ListMeasure::Any;
  std::uint32_t list = 0;       // position in SchemaTouchpoint::lists
  std::uint32_t field = 0;      // of the record
  std::optional<ExprId> where;  // over ItemField and constants; none: every item
};

// ---------------------------------------------------------------- history
enum class Reach : std::uint8_t {
  Record,  // all recorded events up to now
  Sliding,  // those with time in (start, now]; start = now - stretch (calendar: meaning of WindowStart)
  Since,  // those strictly after the last event that matches `since` (all recorded, if none did);
          // an event that matches both is not counted: it ends the old stretch
  Calendar,  // those whose date lies in the same day, week (from Monday), month or year as now; `back`: in
             // the one before
  Visit,  // those from the first event of the visit on that now lies in: now is at most the gap after the
          // newest event that belongs to it. Nothing if there is no such visit
  Stage,  // those strictly after the last move of `journey`; of a move by the clock, those after its instant.
  // Nothing if nobody moved yet
  Fading,  // all recorded events up to now, each weighed by its age: see `half_life`
};
struct Window {
  Reach reach = Reach::Record;
  Stretch stretch;            // Sliding
  PatternId since;            // Since
  std::uint32_t journey = 0;  // Stage
  // Since, of a question `with the same`: per alternative of `since` the field that must have the same value
  // to end the stretch; empty: whatever it has.
  std::vector<std::uint32_t> since_same;
  // Sliding: it ends where a window of this length that ends now would start: (start of both, start of this].
  std::optional<Stretch> ago;
  PaneUnit period = PaneUnit::Day;  // Calendar
  bool back = false;                // Calendar
  // Fading: time is cut into panes of an eighth of it, in milliseconds from 1970 on; an event counts 2^(-k/8) if its
  // pane lies k before that of now, as round(10^9 * 2^(-k/8)) thousand-millionths, and nothing from k = 80 on.
  // The result is rounded once, to millionths, half away from zero.
  std::int64_t half_life = 0;
  std::optional<PaneUnit>
      panes;  // Sliding, whole panes: the newest `pane_count`, today's/this hour's among them;
              // behind the newest `pane_skip`
  std::uint32_t pane_count = 0;
  std::uint32_t pane_skip = 0;
  std::uint32_t newest =
      0;  // Sliding: only the newest n matching events on record; 0: no such bound
};
// Values are taken from `fields`: per alternative of the pattern, the field (or meta field). An event
// whose field is missing does not count for any measure with a field.
enum class Measure : std::uint8_t {
  Exists,          // any: yes/no
  Count,           // the true number
  CountDifferent,  // the true number, or min(true number, up_to) if up_to > 0
  Sum,
  Average,
  Largest,
  Smallest,
  First,
  Last,     // value of the first / last in total order
  NthLast,  // value of the `nth` from the end
  SinceFirst,
  SinceLast,  // now - time of the first / last; Record only
};
// Only events that have the value of `key`, and it is known of them. Of all values those `remembering` ones
// are remembered whose own last event (that matches, and has the field of the measure) is newest; a value that
// was pushed out counts as never seen.
struct SameValue {
  ExprId key;                         // a StepField
  std::vector<std::uint32_t> fields;  // per alternative of the pattern
  std::uint32_t remembering = 0;
  std::string name;               // of the fields
  bool per_instance = false;      // of a rule's instance: see Instance
  bool may_be_forgotten = false;  // the sentence does not say how many are remembered
};
struct History {
  Measure measure = Measure::Count;
  PatternId pattern;
  std::optional<SameValue> same;
  std::vector<std::uint32_t> fields;  // empty for Exists, Count, SinceFirst, SinceLast
  Window window;
  // Counts: no comparison the answer meets can tell this number from a larger one, so that it need not be
  // counted further, and is shown as "cap or more". 0: counted without end. Never less than `up_to`.
  std::uint32_t cap = 0;
  std::uint32_t up_to = 0;  // CountDifferent: as far as the author lets it count; 0: not said
  std::uint32_t nth = 0;    // NthLast: 1 is the last
  // Asked of the history as it was just before the event that this step of the match bound. Unless that is the event
  // that is decided on, a key is a field of it, and the window is the record.
  std::optional<std::uint32_t> before_step;
  bool begins_anew =
      false;  // of a date that is waited for: not known from the time before these rules
};

// ---------------------------------------------------------------- expressions
struct Constant {
  std::int64_t number = 0;
};  // also yes/no, choices, instants, durations, packed spans
struct TextConstant {
  std::string text;
};  // text and identifiers
struct CustomerField {
  std::uint32_t field = 0;
};
struct OwnField {
  std::uint32_t field = 0;
};  // in a where: the pattern's own event; meta allowed
struct ItemField {
  std::uint32_t field = 0;
};  // in the where of a list: the item's own field
// Field of the event bound at step `step` of the rule's match. Per touchpoint alternative of that step.
struct StepField {
  std::uint32_t step = 0;
  std::vector<std::uint32_t> fields;
};
struct Now {};
struct Named {
  std::uint32_t definition = 0;
};  // value of a definition or segment, here and now
enum class BinaryKind : std::uint8_t {
  Add,
  Subtract,  // numbers of one kind; duration +- duration; instant - instant = duration; instant +- duration;
             // date - date = whole number of days; time of day is not computed with
  Multiply,  // number or percent with number, money, percent, duration: 128 bits, rounded once
  Divide,  // likewise; money / money and duration / duration are numbers. Optional unless the divisor is a
           // constant other than 0
  AddSpan,  // instant or date + span (right side a Constant of Kind::Span; subtraction negates it)
  Equal,
  NotEqual,
  Less,
  LessEqual,  // > and >= have their sides exchanged
  And,
  Or,
  Default,
  Contains,
  StartsWith,
  EndsWith,  // text
  Includes,  // set includes choice
};
struct Binary {
  BinaryKind op;
  ExprId left, right;
  bool ignoring_case = false;
};
enum class UnaryKind : std::uint8_t { Negate, Not, IsKnown };
struct Unary {
  UnaryKind op;
  ExprId operand;
};
// One of several: Equal with any of them. `x from a to b` and `not` are spelled with Binary/Unary.
struct OneOf {
  ExprId value;
  std::vector<ExprId> options;
  bool ignoring_case = false;
};
struct Select {
  ExprId test, yes, otherwise;
};
struct Part {
  DatePart part;
  ExprId operand;
};  // of an instant (in the schema's zone) or a date
// Of the customer's stage in a journey, in the moment that is decided on (Journey): the stage, the one that the last
// move left, how long ago that move was. Missing before the first move, before the second.
enum class StagePart : std::uint8_t { Stage, Before, TimeIn };
struct StageValue {
  std::uint32_t journey = 0;
  StagePart part = StagePart::Stage;
};
// The cell of a table in the row of `key`, as that row is at the instant of the moment; of a moment that is decided at
// once, as the newest that is known. Missing where there is no row, no value, or no key. Rows of an instant stand before
// everything else of it.
struct Lookup {
  std::uint32_t table = 0;
  // Position in SchemaTable::fields; nothing: yes where there is a row.
  std::optional<std::uint32_t> column;
  ExprId key;
};
using ExprKind =
    std::variant<Constant, TextConstant, CustomerField, OwnField, ItemField, StepField, Now, Named,
                 Binary, Unary, OneOf, Select, Part, Boxed<History>, StageValue, Lookup>;
struct Expr {
  ExprKind kind;
  Type type;
  Span span;         // in the source
  std::string text;  // its own words, as the formatter writes them on one line
};
// The history that the expression asks, or null.
inline const History* history_in(const Expr& expr) {
  const auto* box = std::get_if<Boxed<History>>(&expr.kind);
  return box == nullptr ? nullptr : &**box;
}

// ---------------------------------------------------------------- rules
struct Definition {
  std::string name;
  bool segment = false;
  ExprId value;  // over customer fields, now, histories and other definitions only; never a step
  Span span;
};

// A name for touchpoints; patterns that name it have its alternatives.
struct NamedTouchpoints {
  std::string name;
  PatternId pattern;
};

// Per alternative of a pattern the field that holds the value in question; an event without it does not count.
using SameField = std::vector<std::uint32_t>;
struct Forbidden {
  PatternId pattern;
  SameField same;  // only events with the value of the match; empty: any
};
struct TriggerStep {
  PatternId pattern;
  std::string name;  // `as NAME`, or the touchpoint's own name; empty: cannot be referred to
  SameField same;    // holds the match's value (Trigger::shared); empty: whatever its values
  std::optional<Stretch> within;   // since the step before; closed
  std::vector<Forbidden> without;  // strictly between the step before and this one
  std::string text;                // its own words
};
// `A n times [with the same F] in W`: fires when the count in the window becomes exactly n.
// `A every n times [with the same F] in W`: fires when the count in the window becomes n, and then starts over:
// what was counted counts no more.
struct Repetition {
  std::uint32_t times = 1;
  bool every = false;
  std::optional<Stretch> window;  // none: on record; then without `same`
  std::vector<std::uint32_t>
      same;  // per alternative of step 0: the field; empty: no `with the same`
  ValueType same_type;
  std::uint32_t remembering = 0;  // keys kept
  bool per_instance = false;      // `same` is that of the rule's instance
};
struct Absence {
  PatternId pattern;  // what must not come in (start, start + within]
  SameField same;     // with the value of the match; empty: whatever its values
  bool per_value =
      false;  // anchor and `open` hold for each value of the last step apart; with `same` always
  Stretch within;
  AbsenceAnchor anchor = AbsenceAnchor::Each;
  std::uint32_t open = 1;  // Each: most open at once; 1 otherwise
  std::string text;
};
// `with the same order`: the value that the steps of a match, what is forbidden and what is awaited share, as far
// as they say so (`same`). The first and the last step always do.
//   Steps: a match can only begin with a first step whose value is remembered: fewer than `remembering` other
//   values had a first step since the value's newest one. (A value that is pushed out counts as never seen.)
//   Absence: the values with open deadlines are at most `remembering`; for one more, those of the value
//   whose newest arming is oldest are forgotten.
struct SharedKey {
  ValueType type;
  std::uint32_t remembering = 0;
  bool per_instance =
      false;  // then the values remembered are those that are followed: see Instance
};
// `customer.F changes [from A] [to B]`: fires at a profile event behind which the field has another known value than
// before it, if both are known. The trigger then has one step without alternatives: the profile event.
struct ProfileChange {
  ExprId value;                    // the field
  std::optional<ExprId> from, to;  // constants of its type
};
// `(30 days or 14 days) before customer.F at 09:00 if passed: skip`: whenever a profile event gives the field another
// known value, the rule waits for the instants at each distance before it; what it waited for until then is
// dropped, also when the field is cleared. An instant before that event has passed: it is skipped, or is the
// event's own instant. Instants that fall together are one.
// The trigger then has one step without alternatives: the profile event.
//
// `(48 hours or 2 hours) before A.F until B if passed: skip`: the same of an event. The step is A; each A with a known F
// that is another than `kept`, the F of the A before it, sets the date. B drops what is waited for and forgets the date;
// an event that is both does that. With `same` in the step, all of it for each value apart.
struct Approach {
  ExprId value;                       // the field: a date or an instant
  std::optional<ExprId> kept;         // of an event: the History that answers the F before
  std::optional<Forbidden> until;     // of an event
  std::vector<Stretch> distances;     // of a date: calendar spans
  std::optional<std::int64_t> clock;  // of a date: the time of day
  bool at_once = false;
};
// `every month day 1 at 09:00`: from the customer's first event (of the profile, too) on, once for each day, week or
// month. The trigger then has one step without alternatives: the instant itself.
struct Recurring {
  Period period = Period::Day;
  std::uint32_t day = 0;  // of the week (1: Monday) or of the month; in a shorter month its last
  std::int64_t clock = 0;
};
// `spent reaches 300 EUR`, `spent falls below 300 EUR`. The value is looked at behind each event that one of its
// histories takes or ends with (and behind each profile event, if it reads the profile), and, by the clock, at each
// instant at which something leaves one of its windows. Fires when the look before it found a known value below the
// threshold and this one finds a known value at or above it; or the other way round. The first look is the one
// before the first such event; if that is a profile event, the one behind it.
// The trigger then has one step without alternatives: the event or the instant.
struct Crossing {
  ExprId value;      // a definition
  ExprId threshold;  // a constant
  bool falls = false;
};
// `for each order`: each order has facts of its own. An event of any touchpoint of the schema with a field of the kind
// mentions the values that it has there, in the order of the fields, before anything else is done with it. A value that
// is not followed is followed from then on; if as many are as the schema says, the one whose last mention is oldest
// ends. One also ends when its life is over: an event or a deadline later than its last mention + life (closed)
// finds it gone. Of an instance that has ended nothing counts any more: no event before, no deadline, no limit.
struct Instance {
  std::string name;        // of the field
  std::uint32_t kind = 0;  // position in Schema::identifiers
};

// `buying.stage changes [from A] [to B]`, `becomes B`, `falls back [from A] [to B]`: fires in a moment in which the
// customer moves in the journey. The first move has no stage to come from; back is to a stage declared earlier.
// The trigger then has one step without alternatives: the event or the instant.
struct StageMove {
  std::uint32_t journey = 0;
  std::optional<std::uint32_t> from, to;  // stages
  bool back = false;
};
// `buying.stage stays A for D [without X]`: the move to A begins to wait until D later; with `without`, each X in the
// same stay begins the wait anew. The next move ends it, also one at the deadline itself. Fires at the deadline, by
// the clock alone, at most once for each stay.
// The trigger then has one step without alternatives: the instant.
struct StageStay {
  std::uint32_t journey = 0;
  std::uint32_t stage = 0;
  Stretch within;
  std::optional<PatternId> without;
};
struct Trigger {
  std::optional<Instance> instance;  // of the rule
  std::optional<ProfileChange> change;
  std::optional<StageMove> move;
  std::optional<StageStay> stay;
  std::optional<Crossing> crossing;
  std::optional<Approach> approach;
  std::optional<Recurring> recurring;
  std::vector<TriggerStep>
      steps;  // at least one; silence on X is: step X, absence of X, anchor Last
  std::optional<Repetition> repetition;  // only with exactly one step
  std::optional<Absence> absence;        // begins when the steps are complete
  std::optional<SharedKey> shared;       // steps and absence; not of a repetition
  std::optional<Stretch> all_within;     // from the first step to the last; closed
  std::string text;                      // its own words
};

struct Argument {
  std::uint32_t argument = 0;  // position in the action's arguments
  ExprId
      value;  // its type fits: whole into decimal and so on; rounded to the argument's places/digits when issued
};
struct Call {
  std::uint32_t action = 0;
  std::optional<std::uint32_t>
      place;  // position in Schema::places: the customer there is who is meant
  std::vector<Argument>
      arguments;  // in the order of the action's declaration; optional ones may be left out
};

struct Limit {
  bool none = false;
  std::uint32_t times = 1;
  std::optional<Stretch> in;      // empty: for ever
  std::optional<ExprId> key;      // per something: a StepField; empty: per customer
  std::uint32_t remembering = 0;  // keys kept
  bool per_instance = false;      // `key` is that of the rule's instance
  // Position in Schema::levels: it counts what was decided for everybody who has the same value there, in the order of
  // events, then of deadlines by the customers' names. Who has none counts alone.
  std::optional<std::uint32_t> level;
};

// What a decision shows: the operands of the condition's comparisons that are not constants, in written order,
// each once; the condition itself where it is no comparison.
struct Reason {
  ExprId value;
};

struct Rule {
  std::string name;
  std::string formerly;  // its first name, which stands for it in ids and limits; empty: its name
  std::string title;
  Trigger trigger;
  std::optional<ExprId> condition;  // yes/no
  std::vector<Call> calls;          // in written order, at least one
  Limit limit;
  std::int32_t priority = 0;  // higher first
  bool at_once = false;       // decided on what is known, not when no late event can change it
  std::vector<Reason> reasons;
  Span span;
};

// What a customer's stages are recognised by. A stage is recognised in a moment (an event, or all deadlines of an
// instant) if its trigger fires there and its condition is a known yes, which sees the moment as a rule's does. Of
// several stages of a journey the one declared last counts; if it is not the customer's, he moves to it. Whatever
// rules ask in that moment, they find him there. No trigger and no condition of a stage reads a stage.
struct Journey {
  std::string name;
  std::uint32_t choice =
      0;  // position in Schema::choices: the names of the stages, in the order of the declaration
  std::vector<Rule>
      stages;  // trigger and condition alone: no calls, no limit, no reasons. Named `journey.stage`
  Span span;
};

// A run of touchpoints of `pattern`, as long as it can be, of which each comes within `gap` of the one before (closed).
struct Visit {
  PatternId pattern;
  Stretch gap;
};

// What stands for a rule wherever it is remembered: the name that it had first.
inline const std::string& lasting_name(const Rule& rule) {
  return rule.formerly.empty() ? rule.name : rule.formerly;
}

struct Program {
  Schema schema;
  std::optional<Visit> visit;  // as the schema declares it
  std::vector<Expr> expressions;
  std::vector<Pattern> patterns;
  std::vector<std::vector<ListAnswer>> answers;  // by touchpoint, as SchemaTouchpoint::answers
  std::vector<Definition> definitions;
  std::vector<NamedTouchpoints> named;
  std::vector<Journey> journeys;  // in source order
  std::vector<Rule> rules;        // in source order
  std::vector<Test> tests;        // in source order

  const Expr& operator[](ExprId id) const { return expressions[id.value]; }
  const Pattern& operator[](PatternId id) const { return patterns[id.value]; }
};

}  // namespace wend::program
