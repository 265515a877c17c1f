// SPDX-License-Identifier: Apache-2.0
//
// The judge: which decisions a program makes on a list of accepted events, computed slowly and
// obviously from each customer's full history by the definitions in compiler/program/program.h and in
// the manual. It shares no evaluation code with the product; where they differ, one of them is wrong.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/program/program.h"
#include "tests/reference/event.h"
#include "tests/reference/names.h"

namespace wend::reference {

struct NamedValue {
  std::string name;  // the argument's name, or the clause's own words
  ValueType type;
  bool known = true;
  bool personal = false;
  bool at_least = false;  // a capped count that reached its cap
  std::int64_t number = 0;
  std::string text;
  std::string shown;  // the value in words: `25.00`, `2 hours`; empty if it is not known
};

struct Because {
  std::string step;  // the step's own words
  std::int64_t time_ms = 0;
  std::string source, id;  // of the event that is decided on; empty for earlier ones
};

struct Decision {
  std::string id;
  std::int64_t time_ms = 0;
  std::string customer;
  std::string rule;
  std::uint32_t action = 0;  // position in Schema::actions
  std::string key;
  std::string place;  // of another customer, who is meant; empty: none
  std::vector<NamedValue> arguments;
  std::vector<Because> events;
  std::vector<NamedValue> values;
};

// Per rule, in the order of Program::rules.
struct RuleCounts {
  std::uint64_t candidates = 0, not_true = 0, unknown = 0, limited = 0, issued = 0;
  friend bool operator==(const RuleCounts&, const RuleCounts&) = default;
};

struct Verdict {
  std::vector<Decision> decisions;  // in the order in which they are issued
  std::vector<RuleCounts> rules;
  std::uint64_t disproved =
      0;  // rules that acted at once on an event, and would not when it is closed
  std::uint64_t rows_left_out = 0;  // records for which a table had no room
  std::uint64_t reached = 0, reached_nobody = 0, links_forgotten = 0;  // links.h
  std::vector<std::vector<RuleCounts>> stages;  // per journey and stage: issued is recognised
};

// Everything earlier is known, of one customer or of all: it is decided now, unless it was before.
// Or an event came: what is decided at once is decided on it.
struct Closing {
  std::optional<std::string> customer;
  std::int64_t before = 0;
  std::optional<std::size_t>
      arrived;           // its position among the `events` that are no rows; then nothing is closed
  std::size_t rows = 0;  // so many records of rows have come
  // Its decisions come together with those of the closing before, customer by customer: both are of somebody of whom more
  // is closed.
  bool goes_on = false;
  // What an event said of who somebody is takes effect here, out of its turn; then nothing is closed.
  std::optional<Naming> naming;
};

// `events` in the order in which they came. What is not closed is not decided, apart from the newest events where there is no
// lateness: the end closes these, and no deadline. Decisions come by closing, instant, customer.
Verdict judge(const program::Program& program, const std::vector<Event>& events,
              const std::vector<Closing>& closings);

// The same where there is no lateness. `events` in any order. Deadlines fire if they lie strictly before the newest event's instant, or before
// `until` if the clock goes on to it.
Verdict judge(const program::Program& program, const std::vector<Event>& events,
              std::optional<std::int64_t> until = std::nullopt);

}  // namespace wend::reference
