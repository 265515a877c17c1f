// SPDX-License-Identifier: Apache-2.0
//
// Who did what, where events may be of an identity: one walk through all events in their order. An identity that
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

namespace wend::reference {

struct Person {
  std::string name;
  std::vector<Event> events;  // their own, under whatever identity, in total order
  // Whose histories join: before the event of this position, in this order.
  struct Join {
    std::size_t event = 0;
    std::size_t person = 0;
  };
  std::vector<Join> joins;
  std::optional<std::int64_t> ends;  // the instant of the link
};

// Those that join stand before those whom they join. An event's customer is the person.
std::vector<Person> people_of(const Schema& schema, std::vector<Event> events);

// The name under which an identity that is nobody's is a person.
std::string anonymous_name(const Schema& schema, std::uint32_t kind, const std::string& identity);

}  // namespace wend::reference
