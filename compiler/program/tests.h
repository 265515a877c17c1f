// SPDX-License-Identifier: Apache-2.0
//
// A checked `test`: what is known of one customer, what happens and what is expected, with every time an
// instant and every value of its declared type. Tests are no part of a plan.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/source.h"

namespace wend::program {

// A value that a test gives a field, or expects of an argument.
struct TestValue {
  enum class State : std::uint8_t { Unsaid, Missing, Given } state = State::Unsaid;
  std::int64_t number = 0;
  std::string text;  // of texts and identifiers
};

struct TestEvent {
  std::optional<std::uint32_t> touchpoint;  // position in Schema::touchpoints; empty: the profile
  std::uint32_t channel = 0;                // position in Schema::channels
  std::string identity;                     // that its subject is; empty: the customer's own name
  std::int64_t instant = 0;
  std::vector<TestValue>
      fields;  // all that the touchpoint or the customer has; then its lists: test_values
  Span span;
  std::string text;                         // its own words
  std::optional<std::uint32_t> table = {};  // position in Schema::tables: a row of it, instead
  bool ends = false;                        // of a row: it is one no more
};

// Of the decisions of the whole test that lie from `first` to `last`, both included:
//   an expectation       at least one fits, or exactly `times`
//   `no`                 none fits
//   `no other`           none fits that fits no expectation without `no`
// A decision fits if it is of the action, of the rule, and every argument that is said is so.
struct TestExpectation {
  bool no = false;
  bool other = false;
  std::optional<std::uint32_t> action;  // position in Schema::actions; empty: any
  std::vector<TestValue> arguments;     // of the action
  std::optional<std::uint32_t> times;
  std::string rule;  // empty: any
  std::int64_t first = std::numeric_limits<std::int64_t>::min();
  std::int64_t last = std::numeric_limits<std::int64_t>::max();
  Span span;
  std::string text;  // its own words
};

struct Test {
  std::string title;
  std::vector<TestEvent> events;  // in the order of time
  std::vector<TestExpectation> expectations;
  std::int64_t end = 0;  // the last instant of which anything is said; deadlines at it fire
  Span span;
  Span title_span;
};

}  // namespace wend::program
