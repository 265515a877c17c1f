// SPDX-License-Identifier: Apache-2.0
//
// The syntax tree: what was written, faithfully, comments included, and nothing of what it means.
// Nodes are plain structs; expressions live in the tree's table and are named by ExprId. A part that
// the author left out is an empty optional: the checker asks for it, not the parser.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/base/source.h"

namespace wend::syntax {

struct Name {
  std::string text;
  Span span;
};

// Comments keep their place: `before` are whole lines above the node, `after` stands on its last line.
struct Comments {
  std::vector<std::string> before;  // each with its leading `#`; an empty one is a blank line
  std::string after;                // with its leading `#`, or empty
};

struct ExprId {
  std::uint32_t value = 0;
  friend bool operator==(ExprId, ExprId) = default;
};

// `2 hours`, `7 days`: digits as written and the unit word.
struct Amount {
  std::string digits;
  Name unit;
  Span span;
};

// ---------------------------------------------------------------- patterns
struct Pattern {
  std::vector<Name> touchpoints;  // `touchpoint` itself stands for any of them
  std::vector<Name> channels;     // empty: on all
  std::optional<ExprId> where;    // bare names in it are the pattern's own fields
  bool where_in_parentheses = false;
  Span span;
};

// `order_placed.total on web where ...`; the field may be `items.price`, of a list or a record
struct FieldPattern {
  Pattern pattern;
  Name field;
};

// `with the same product remembering 50`
struct Same {
  Name field;
  std::optional<std::string> remembering;
  Span span;
};

struct InAmount {
  Amount amount;
};
struct SinceLast {
  Pattern pattern;
  std::optional<Same> same;
};
struct Ever {};      // `ever`
struct OnRecord {};  // `on record`
struct Today {};     // `today`
struct Period {
  bool previous;  // `previous month`, else `this month`
  Name unit;
  std::optional<Name> part;  // `this buying.stage`
};
struct HalfLife {
  Amount amount;
};  // `with half life 24 hours`
struct BeforeThis {};  // `before this`
struct Ago {
  Amount amount;
};  // `before 90 days ago`
using Reach = std::variant<InAmount, SinceLast, Ever, OnRecord, Today, Period, HalfLife>;
struct Before {
  std::variant<BeforeThis, Ago> what;
  Span span;
};
struct Window {
  std::optional<Reach> reach;
  std::optional<Before> before;
  std::optional<Name> panes;          // `by day`
  std::optional<std::string> newest;  // `of the newest 200`
  std::optional<std::string> up_to;   // `up to 20`
  Span span;                          // empty (begin == end) when nothing was written
};

// ---------------------------------------------------------------- expressions
enum class BinaryOp : std::uint8_t {
  Add,
  Subtract,
  Multiply,
  Divide,
  Above,
  Below,
  Default,
  And,
  Or,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Is,
  IsNot,
  Contains,
  StartsWith,
  EndsWith,
  Includes,
};
enum class UnaryOp : std::uint8_t { Negate, Not, IsKnown, IsNotKnown };
enum class LiteralKind : std::uint8_t {
  Number,
  Percent,
  Quantity,
  Text,
  Date,
  Clock,
  Instant,
  Yes,
  No
};
enum class AggregateKind : std::uint8_t { Sum, Average, Largest, Smallest };

struct Literal {
  LiteralKind kind;
  std::string text;  // digits, or the text between the quotes with escapes resolved
  Name unit;         // Quantity: `hours`, `EUR`
};
// `order_placed.total`, `customer.tier`, `gold`, `now.date`
struct Path {
  std::vector<Name> parts;
};
struct That {
  Name field;
};  // `that product`
struct Unary {
  UnaryOp op;
  ExprId operand;
};
struct Binary {
  BinaryOp op;
  ExprId left, right;
  bool ignoring_case = false;
  Span op_span;
};
struct Between {
  ExprId value, low, high;
  bool negated = false;
};
// `tier is (gold or silver)`: right side of Is/IsNot was a parenthesised `or`.
struct OneOf {
  ExprId value;
  std::vector<ExprId> options;
  bool negated = false;
  bool ignoring_case = false;
};
struct Group {
  ExprId inner;
};  // parentheses, kept for the formatter
struct Choice {
  ExprId value, test;
};
struct Conditional {
  std::vector<Choice> choices;
  ExprId otherwise;
};
// `any X ...`, `no X ...`, `all X.items ...`
enum class Quantifier : std::uint8_t { Any, No, All };
struct Exists {
  Quantifier quantifier;
  Pattern pattern;
  std::optional<Name> list;  // `items`: of the event in hand
  std::optional<Same> same;
  Window window;
};
struct Count {
  Pattern pattern;
  std::optional<Name> list;
  std::optional<Same> same;
  Window window;
};
struct CountDifferent {
  FieldPattern what;
  std::optional<Same> same;
  Window window;
};
struct Aggregate {
  AggregateKind kind;
  FieldPattern what;
  std::optional<Same> same;
  Window window;
};
struct Nth {
  bool first;
  std::optional<std::string> number;  // `2` of `2nd last`
  FieldPattern what;
  std::optional<Same> same;
  Window window;
};
struct Previous {
  FieldPattern what;
  std::optional<Same> same;
};  // `previous bill_issued.amount`
struct TimeSince {
  bool first;
  Pattern pattern;
  std::optional<Same> same;
  std::optional<Span> before_this;
};  // `first` false also when unsaid
// `time in buying.stage`
struct TimeIn {
  Name journey;
  Name part;
};

// `Shop(order_placed.shop).region`
struct Lookup {
  Name table;
  ExprId key;
  std::vector<Name> parts;  // the column, and what is asked of it; none: whether there is a row
};

// `price: 3 EUR`
struct Argument {
  Name name;
  ExprId value;
};
// In a test: `(product: "P-1", price: 3 EUR) and (product: "P-2", price: 4 EUR)`
struct Items {
  std::vector<std::vector<Argument>> items;
};

using ExprKind =
    std::variant<Literal, Path, That, Unary, Binary, Between, OneOf, Group, Conditional, Exists,
                 Count, CountDifferent, Aggregate, Nth, Previous, TimeSince, TimeIn, Lookup, Items>;
struct Expr {
  ExprKind kind;
  Span span;
};

// ---------------------------------------------------------------- schema
enum class TypeWord : std::uint8_t {
  Whole,
  Decimal,
  Money,
  Percent,
  Instant,
  Date,
  Time,
  Duration,
  Text,
  YesNo,
  SetOf,
  ListOf,
  Named,
};
struct FieldType {
  TypeWord word;
  std::string
      number;  // decimal places, the text's characters, the list's items; empty if not written
  Name name;   // Named, SetOf and ListOf
  Span span;
};
struct Field {
  Name name;
  FieldType type;
  bool optional = false;
  bool personal = false;
  Comments comments;
  Span span;
};

struct Zone {
  std::string name;
};
struct Grain {
  Amount amount;
};
struct History {
  std::optional<std::string> begins;
};  // empty: complete
struct Currency {
  Name name;
  std::string digits;
};
struct ChoiceType {
  Name name;
  std::vector<Name> values;
  bool ordered = false;
};
// `with 20 open for 400 days`
struct InstanceBound {
  std::string open;
  Amount life;
  Span span;
};
struct Identifier {
  Name name;
  std::string characters;
  std::optional<std::string> remembering;
  std::optional<InstanceBound> instances;
};
struct CustomerFields {
  std::vector<Field> fields;
};
struct Channel {
  Name name;
  std::optional<bool> live;
};
struct Touchpoint {
  Name name;
  std::vector<Name> channels;
  bool by_company = false;
  bool by_written = false;
  std::optional<Name> about;    // a kind of identifier, instead of a customer
  std::optional<Name> from;     // whose identity the subject is
  std::vector<Name> links;      // the fields that link their identity to the customer
  std::optional<Name> without;  // `repeats`: its sources never send an event twice
  std::vector<Field> fields;
};
// `visit (page_viewed or product_viewed) on web within 30 minutes`
struct Visit {
  Pattern pattern;
  Amount within;
};
struct Action {
  Name name;
  Name purpose;
  std::vector<Field> arguments;
};
// `lateness 10 minutes up to 64 events`
struct Lateness {
  Amount amount;
  std::string events;
  Name word;  // `events`
};
// `place first_on_waiting_list`
struct PlaceItem {
  Name name;
};
// `link Flight by flight_booked.flight with booking up to 500 per flight and 20 per customer for 400 days until
// booking_cancelled`
struct Link {
  Name kind;
  std::vector<Name> touchpoints;
  Name field;
  std::vector<Name> carried;
  std::string per_value;
  Name value;  // behind `per`: the field again
  std::string per_customer;
  Span bounds;
  Amount life;
  std::vector<Name> until;  // empty: nothing ends it before its time
};
// `identity Visitor up to 8`
struct IdentityItem {
  Name kind;
  std::string aliases;
};
// `record Item` and its fields
struct Record {
  Name name;
  std::vector<Field> fields;
};
// `table Shop by shop: Store up to 5000 rows` and its columns
struct Table {
  Name name;
  Field key;
  std::string rows;
  Span rows_span;
  std::vector<Field> columns;
};
// `level household by customer.household`
struct Level {
  Name name;
  Name field;  // of the customer
};
using SchemaItemKind = std::variant<Zone, Grain, History, Currency, ChoiceType, Identifier,
                                    CustomerFields, Channel, Touchpoint, Visit, Action, Lateness,
                                    PlaceItem, Link, IdentityItem, Record, Table, Level>;
struct SchemaItem {
  SchemaItemKind kind;
  Comments comments;
  Span span;
};

// ---------------------------------------------------------------- rules
enum class Occurring : std::uint8_t {
  Times,
  Every,
  FirstTime
};  // `3 times`, `every 3 times`, `for the first time`
struct Repetition {
  Occurring occurring = Occurring::Times;
  std::string times;  // "1" for the first time
  std::optional<Name> same;
  std::optional<std::variant<InAmount, Ever, OnRecord>> reach;
  Span reach_span;
  Span span;
};
// `without page_viewed with the same order`
struct Forbidden {
  Pattern pattern;
  std::optional<Name> same;
};
struct Step {
  Pattern pattern;
  std::optional<Name> as;
  std::optional<Name> same;              // later steps: `with the same order` as the first
  std::optional<Repetition> repetition;  // first step only
  std::optional<Amount> within;          // later steps: since the step before
  std::vector<Forbidden> without;        // forbidden strictly between the step before and this one
  Span span;
};
enum class Anchor : std::uint8_t { Each, First, Last };
struct Absence {
  Pattern pattern;
  std::optional<Name> same;
  std::optional<Amount> within;
  std::optional<Anchor> anchor;
  std::optional<std::string> up_to_open;  // `of each up to 8 open`
  Span span;
};
// `customer.tier changes from silver to gold`, `customer.tier becomes gold`, `buying.stage falls back`
struct Change {
  std::optional<Name> journey;  // empty: of the customer
  Name field;
  bool becomes = false;
  bool back = false;
  std::optional<ExprId> from, to;
  Span span;
};
// `buying.stage stays consideration for 10 days without touchpoint`
struct Stay {
  Name journey;
  Name part;
  ExprId stage;
  Amount span_of_time;
  std::optional<Pattern> without;
  Span span;
};
// `(30 days or 14 days) before customer.policy_expires at 09:00 if passed: skip`
enum class IfPassed : std::uint8_t { AtOnce, Skip };
// `2 hours before appointment_made.starts until appointment_cancelled if passed: skip`
struct Approach {
  std::vector<Amount> distances;
  Name field;                    // of the customer, or of `event`
  std::optional<Pattern> event;  // the touchpoints that set the date; empty: the customer
  std::optional<Pattern> until;  // what ends the wait; of an event
  Span path;                     // with `customer.`
  std::optional<Name> clock;
  std::optional<IfPassed> if_passed;
  Span span;
};
// `every month day 1 at 09:00`
struct Recurring {
  Name period;
  std::optional<Name> day_word;  // `day`
  std::optional<Name> day;
  Name clock;
  Span span;
};
// `spent reaches 300 EUR`, `spent falls below 300 EUR`
struct Crossing {
  Name value;
  bool falls = false;
  ExprId threshold;
  Span span;
};
struct Trigger {
  std::optional<Change> change;  // instead of steps, as the next four
  std::optional<Stay> stay;
  std::optional<Crossing> crossing;
  std::optional<Approach> approach;
  std::optional<Recurring> recurring;
  std::vector<Step> steps;         // empty: silence, or one of the above
  std::optional<Absence> absence;  // after steps or a change, or alone: silence
  std::optional<Amount> all_within;
  Span span;
};

struct Call {
  Name action;
  std::vector<Argument> arguments;
  Span span;
};

struct When {
  Trigger trigger;
};
struct If {
  ExprId test;
};
struct Do {
  Call call;
  std::optional<Name> place;  // `for first_on_waiting_list`
};
struct Also {
  Call call;
  std::optional<Name> place;
};
struct Limit {
  bool none = false;
  std::string times;  // "1" for `once`
  bool once = false;
  std::optional<Name> per;
  std::optional<Amount> in;
};
struct Priority {
  std::string number;
};  // with its sign
// `decide at once`, `decide when certain`
struct Decide {
  bool at_once = false;
};
using ClauseKind = std::variant<When, If, Do, Also, Limit, Priority, Decide>;
struct Clause {
  ClauseKind kind;
  Comments comments;
  Span span;
  Span keyword;
};

// ---------------------------------------------------------------- journeys
// `stage consideration when product_viewed 3 times in 7 days`
struct Stage {
  Name name;
  Trigger trigger;
  std::optional<ExprId> test;
  Comments comments;
  Span span;
};

// ---------------------------------------------------------------- tests
// `10:00`, `2026-03-02 10:00`, `day 3 10:00`, or an instant alone.
struct TestTime {
  std::string clock;  // empty: `instant`
  std::string date;   // empty if not written
  Name day_word;      // `day`, or what stands in its place; empty if not written
  std::string day;    // its digits
  std::string instant;
  Span span;
};
// `given customer(tier: gold)`
struct Given {
  Call call;
};
// `at 10:00 cart_changed(items: 1) on web`
struct Happening {
  TestTime time;
  Call call;
  std::optional<Name> channel;
  std::optional<std::string> from;  // which identity its subject is
  Span from_span;
  std::optional<Span> no;  // of a row: it ends
};
enum class ExpectedReach : std::uint8_t { Whole, At, Until, FromTo, FromUntil };
// `expect remind(items: 1) 2 times until 13:30 by cart_left_behind`
struct Expecting {
  bool no = false;
  std::optional<Name> other;  // the word between `no` and the action
  Call call;
  std::string times;  // empty if not written
  ExpectedReach reach = ExpectedReach::Whole;
  std::vector<TestTime> bounds;  // as many as the reach needs
  std::optional<Name> rule;
};
using TestLineKind = std::variant<Given, Happening, Expecting>;
struct TestLine {
  TestLineKind kind;
  Comments comments;
  Span span;
  Span keyword;
};

struct Import {
  std::string path;
  Span path_span;
};
struct Schema {
  Name name;
  std::vector<SchemaItem> items;
};
struct Define {
  Name name;
  ExprId value;
};
// `define looking as touchpoint (product_viewed or cart_changed)`
struct DefineTouchpoint {
  Name name;
  Pattern pattern;
};
struct Segment {
  Name name;
  ExprId test;
};
struct Rule {
  Name name;
  std::optional<Name> formerly;  // what it was called before
  std::optional<Name> for_each;  // `for each order`
  std::string title;             // empty if not written
  Span title_span;
  Comments title_comments;
  std::vector<Clause> clauses;
};
struct Journey {
  Name name;
  std::vector<Stage> stages;
};
struct Test {
  std::string title;
  Span title_span;
  std::vector<TestLine> lines;
};
using DeclarationKind =
    std::variant<Import, Schema, Define, DefineTouchpoint, Segment, Rule, Test, Journey>;
struct Declaration {
  DeclarationKind kind;
  Comments comments;
  Span span;
  bool damaged = false;  // a part was reported and left out: nobody should ask for what is missing
};

// One file.
struct Tree {
  FileId file;
  std::vector<Declaration> declarations;
  std::vector<Expr> expressions;
  std::vector<std::string> comments_at_end;
  bool has_errors = false;  // some declaration was damaged: not everything is here

  const Expr& operator[](ExprId id) const { return expressions[id.value]; }
};

}  // namespace wend::syntax
