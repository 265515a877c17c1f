// SPDX-License-Identifier: Apache-2.0
//
// Who did what, where events may be of an identity: one walk through all events as they are closed. An identity that
// nobody is linked to is a person of its own, until the event that links it: that person is over then, and whatever
// they did joins the history of the customer of that event.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/schema/schema.h"
#include "tests/reference/event.h"
#include "tests/reference/judge.h"
#include "tests/reference/names.h"

namespace wend::reference {

struct Person {
  std::string name;
  // Their own, under whatever identity, in total order; behind them those that came later than stated.
  std::vector<Event> events;
  // Whose histories join: before the event of this position, in this order. Or, out of turn, before all that happens
  // from this instant on; `step` is its place among what came late.
  struct Join {
    std::size_t event = 0;
    std::size_t person = 0;
    std::optional<std::int64_t> from;
    std::size_t step = 0;
  };
  std::vector<Join> joins;
  std::optional<std::int64_t> ends;  // the instant of the link
};

// Whose each event is when it is closed, and whose links become another's: before what the event does, or out of turn.
struct WhoIsWho {
  std::vector<std::string> customers;  // of each event
  struct Move {
    std::optional<std::size_t> event;
    std::size_t step = 0;  // the closing, if it is out of turn
    std::string from, to;
  };
  std::vector<Move> moves;
};
WhoIsWho who_is_who(const Schema& schema, const std::vector<Event>& events,
                    const std::vector<Closing>& closings);

// Those that join stand before those whom they join. An event's customer is the person.
std::vector<Person> people_of(const Schema& schema, const std::vector<Event>& events,
                              const std::vector<Closing>& closings = {});

}  // namespace wend::reference
