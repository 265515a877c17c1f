// SPDX-License-Identifier: Apache-2.0
//
// Events about something else than a customer, by definition: the links that hold are found by going through all events
// before, and each such event becomes one event of the history of everybody it reaches.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/schema/schema.h"
#include "tests/reference/calendar.h"
#include "tests/reference/event.h"
#include "tests/reference/judge.h"

namespace wend::reference {

struct Reached {
  std::vector<Event>
      events;  // as they came, and behind them one more for each customer that one reached
  std::uint64_t reached = 0;  // by links
  std::uint64_t reached_nobody = 0;
  std::uint64_t forgotten = 0;  // links that made room
};

// Links begin and end, and reach, as events are closed.
Reached reached(const Schema& schema, const Calendar& calendar, const std::vector<Event>& events,
                const std::vector<Closing>& closings);

// Whether the event is of a customer's history, maybe by a link.
bool is_of_customer(const Schema& schema, const Event& event);

// Whether the event is about something else than a customer.
bool is_about(const Schema& schema, const Event& event);

}  // namespace wend::reference
