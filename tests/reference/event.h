// SPDX-License-Identifier: Apache-2.0
//
// What the judge is given: accepted events with their values, owned. The order in which they are
// handed over does not matter; `in_total_order` is the order that counts (meaning.md, 1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/schema/schema.h"
#include "runtime/abi/value.h"

namespace wend::reference {

struct EventField {
  enum class State : std::uint8_t { Absent, Present, Cleared };
  State state = State::Absent;
  std::int64_t number = 0;
  std::string text;
};

// The items of one list, each with the fields of its record.
struct EventList {
  bool is_absent = false;  // the event leaves it out: it has no items then
  std::vector<std::vector<EventField>> items;
};

struct Event {
  std::string source;
  std::string id;
  std::string customer;
  std::int64_t time_ns = 0;
  std::uint64_t sequence = 0;
  bool clock = false;                  // a `wend.clock` record: only its time says something
  bool profile = false;                // a `wend.customer` event: its fields are the customer's
  std::optional<std::uint32_t> table;  // a record of a row: position in Schema::tables
  bool row_ends = false;               // it is none any more
  bool left_out = false;               // the table had no room for it
  std::uint32_t touchpoint = 0;        // position in Schema::touchpoints, unless profile
  std::uint32_t channel = 0;           // position in Schema::channels, unless profile
  std::vector<EventField> fields;
  bool linked = false;               // it reached its customer by a link
  std::string reached;               // whom; their history may become another's
  std::vector<std::string> carried;  // what the link carries
  std::vector<EventList> lists;      // as SchemaTouchpoint::lists
  // It came later than stated: it is in the history at its own time, and known from this instant on, before all that
  // happens then. `arrival` orders those that came so.
  std::optional<std::int64_t> known_from;
  std::size_t arrival = 0;
};

// Those of a touchpoint, of the customer, or of a table.
const std::vector<SchemaField>& fields_of(const Schema& schema, const Event& event);

// Time as given, source, sequence, id as bytes, and what links carry. Never arrival.
bool in_total_order(const Event& a, const Event& b);

// The event's instant in milliseconds: its time rounded down to the grain.
std::int64_t instant_of(const Event& event, std::int64_t grain_ms);

}  // namespace wend::reference
