// SPDX-License-Identifier: Apache-2.0
//
// The full recorded history of one customer, and the moment from which it is looked at. Everything the
// judge answers is a search through `Record::events`; nothing is carried from one moment to the next.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "compiler/program/program.h"
#include "tests/reference/calendar.h"
#include "tests/reference/event.h"
#include "tests/reference/tables.h"

namespace wend::reference {

struct Record {
  const program::Program* program = nullptr;
  const Calendar* calendar = nullptr;
  std::vector<Event> events;           // of one customer, in total order, profile events among them
  std::vector<std::int64_t> instants;  // of each
  // Where histories have joined this one, each stands before the event that links it, as an entry that is no event;
  // what was in it stands at its own instants, behind what is this customer's own, and is seen from there on.
  struct Joined {
    std::size_t place = 0;                 // of that entry
    std::vector<std::size_t> events;       // in their order
    std::shared_ptr<const Record> record;  // the history by itself; none of what came late
    std::vector<std::size_t> in_record;    // of each of the events: its place there
    std::size_t outside(std::size_t event_in_record) const;  // the other way round
  };
  // Behind those of links: each event that was later than stated, as a history of its own that joins where it was known.
  std::vector<Joined> joined;
  std::vector<std::size_t>
      seen_from;  // of each event: the place of that entry; kOwn: it is the customer's own
  std::vector<bool> is_link;  // of each: whether it is that entry
  static constexpr std::size_t kOwn = static_cast<std::size_t>(-1);
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

  // Whatever joined is matched as well.
  bool matches(program::PatternId pattern, std::size_t event) const {
    return matching[pattern.value][event];
  }
  bool is_own(std::size_t event) const { return seen_from[event] == kOwn && !is_link[event]; }
  bool is_late(std::size_t event) const { return events[event].known_from.has_value(); }
  // The number of events if there is none.
  std::size_t first_own() const {
    std::size_t event = 0;
    while (event < events.size() && !is_own(event)) ++event;
    return event;
  }
  bool own_matches(program::PatternId pattern, std::size_t event) const {
    return is_own(event) && matches(pattern, event);
  }
  // Whether it is known when the first `seen` are.
  bool is_seen(std::size_t event, std::size_t seen) const {
    return event < seen && !is_link[event] && (seen_from[event] == kOwn || seen_from[event] < seen);
  }
};

// Of somebody whom histories join, each before the event of its position among those that came in order; or, out of
// turn, before all that happens from an instant on. `step` orders these and what came late.
struct JoiningHistory {
  std::size_t before = 0;
  std::optional<std::int64_t> from;
  std::size_t step = 0;
  std::vector<Event> events;
};
Record record_of(const program::Program& program, const Calendar& calendar,
                 std::vector<Event> events, const std::vector<JoiningHistory>& joining = {});

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
  bool in_order = false;         // without events that were later than stated
  KnownRows rows = {};
};

}  // namespace wend::reference
