// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/door.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "tests/reference/calendar.h"
#include "tests/reference/text.h"

namespace wend::reference {
namespace {

bool fits(const SchemaField& field, const EventField& value, bool profile) {
  if (value.state == EventField::State::Absent) return field.optional || profile;
  if (value.state == EventField::State::Cleared) return field.optional;
  return !is_bytes(field.type.kind) || field.type.length == 0 ||
         value.text.size() <= field.type.length;
}

bool fits(const Schema& schema, const Event& event) {
  if (event.customer.empty()) return false;
  const auto& fields =
      event.profile ? schema.customer : schema.touchpoints[event.touchpoint].fields;
  for (std::size_t field = 0; field < fields.size(); ++field)
    if (!fits(fields[field], event.fields[field], event.profile)) return false;
  if (event.profile) return true;
  const auto& channels = schema.touchpoints[event.touchpoint].channels;
  return std::find(channels.begin(), channels.end(), event.channel) != channels.end();
}

Event with_composed_texts(const Schema& schema, Event event) {
  const auto& fields =
      event.profile ? schema.customer : schema.touchpoints[event.touchpoint].fields;
  for (std::size_t field = 0; field < fields.size(); ++field)
    if (fields[field].type.kind == ValueKind::Text)
      event.fields[field].text = composed(event.fields[field].text);
  return event;
}

}  // namespace

std::vector<std::optional<Event>> admitted(const Schema& schema,
                                           const std::vector<Event>& arriving) {
  const Calendar calendar(schema.zone);
  std::vector<std::optional<Event>> result;
  std::int64_t newest = std::numeric_limits<std::int64_t>::min();
  std::set<std::pair<std::string, std::string>> taken;  // at the newest instant
  for (const Event& event : arriving) {
    result.emplace_back();
    const Event made = with_composed_texts(schema, event);
    const std::int64_t instant = instant_of(made, schema.grain_ms);
    const bool recorded =
        schema.history_complete ||
        calendar.part_of_instant(DatePart::Date, instant) >= schema.history_begins;
    if (!recorded || !fits(schema, made) || instant < newest) continue;
    if (instant > newest) taken.clear();
    newest = instant;
    if (taken.insert({made.source, made.id}).second) result.back() = made;
  }
  return result;
}

}  // namespace wend::reference
