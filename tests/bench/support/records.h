// SPDX-License-Identifier: Apache-2.0
//
// Seeded records of twenty fields and rules over them, as hand-written C++ and Wend both read them. Rules have three
// to eight comparisons: most are conjunctions, a fifth has one group of alternatives, a tenth is a choice between two
// conjunctions; nine of ten compare a choice for equality. One to two rules of a hundred match a record.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "wend/compiler.h"

namespace wend::bench {

enum class FieldKind : std::uint8_t { Choice, Whole, Decimal, Instant, YesNo };

constexpr std::size_t kFields = 20;
constexpr std::array<FieldKind, kFields> kKinds = {
    FieldKind::Choice,  FieldKind::Choice,  FieldKind::Choice,  FieldKind::Choice,
    FieldKind::Whole,   FieldKind::Whole,   FieldKind::Whole,   FieldKind::Whole,
    FieldKind::Whole,   FieldKind::Whole,   FieldKind::Decimal, FieldKind::Decimal,
    FieldKind::Decimal, FieldKind::Decimal, FieldKind::Instant, FieldKind::Instant,
    FieldKind::Instant, FieldKind::YesNo,   FieldKind::YesNo,   FieldKind::YesNo};

// As a program written for these fields would hold it.
struct Record {
  std::int32_t choices[4];   // country, plan, channel, segment
  std::int32_t wholes[6];    // age, visits, orders, tickets, cart, points
  double decimals[4];        // balance, lifetime value, discount, basket
  std::int64_t instants[3];  // signup, last seen, last order; milliseconds
  std::uint8_t yes_no[3];    // subscribed, opted in, app installed
};

double value_of(const Record& record, std::size_t field);

enum class Comparison : std::uint8_t { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual };
bool holds(double value, Comparison comparison, double with);

// A comparison, or several tests joined.
struct Test {
  enum class Kind : std::uint8_t { Comparison, All, Any } kind = Kind::Comparison;
  std::size_t field = 0;
  Comparison comparison = Comparison::Equal;
  double with = 0;
  std::vector<Test> parts;
};
bool holds(const Test& test, const Record& record);
// The test as a choice between conjunctions of comparisons.
std::vector<std::vector<Test>> alternatives_of(const Test& test);

std::vector<Record> make_records(std::size_t count);
std::vector<Test> make_rules(std::size_t count, const std::vector<Record>& records);

// The same for Wend: the numbers of a record as an event holds them, and a pack of one touchpoint `seen`.
std::array<std::int64_t, kFields> numbers_of(const Record& record);
std::string pack_schema();
// Of a rule that waits for `when` and asks the fields of `owner`: of the touchpoint itself, or of the customer.
std::string rule_text(std::size_t number, const Test& test, const char* when = "seen",
                      const char* owner = "seen");
// The declarations of the fields, and of the choices that some of them are.
std::string choice_declarations();
std::string field_declarations();
const char* field_name(std::size_t field);
int places_of_decimal(std::size_t field);  // digits behind its point
// A pack of a schema and files of at most so many rules each.
std::vector<Source> pack_of(const std::vector<Test>& rules, std::size_t rules_per_file);

}  // namespace wend::bench
