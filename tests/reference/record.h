// SPDX-License-Identifier: Apache-2.0
//
// The full recorded history of one customer, and the moment from which it is looked at. Everything the
// judge answers is a search through `Record::events`; nothing is carried from one moment to the next.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/program/program.h"
#include "tests/reference/calendar.h"
#include "tests/reference/event.h"

namespace wend::reference {

struct Record {
  const program::Program* program = nullptr;
  const Calendar* calendar = nullptr;
  std::vector<Event> events;           // of one customer, in total order, profile events among them
  std::vector<std::int64_t> instants;  // of each
  // Per journey, oldest first.
  struct Move {
    std::int64_t instant = 0;
    bool by_clock = false;  // behind all events of its instant
    std::size_t event = 0;  // by the clock: the last before it
    std::optional<std::uint32_t> from;
    std::uint32_t to = 0;
  };
  std::vector<std::vector<Move>> moves;
  // Per pattern and event: does it match? Filled once (the tests look at the event alone).
  std::vector<std::vector<bool>> matching;

  bool matches(program::PatternId pattern, std::size_t event) const {
    return matching[pattern.value][event];
  }
};

Record record_of(const program::Program& program, const Calendar& calendar,
                 std::vector<Event> events);

// The events a match bound, one per step.
struct StepBinding {
  program::PatternId pattern;
  std::size_t event = 0;
};
using Match = std::vector<StepBinding>;

// A moment sees the first `seen` events of the record and is dated `now`.
struct Moment {
  const Record* record = nullptr;
  std::size_t seen = 0;
  std::int64_t now = 0;
  const Match* match = nullptr;  // of the rule that is being decided
  bool by_clock = false;         // behind all events and moves of its instant
};

}  // namespace wend::reference
