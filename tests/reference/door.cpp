// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/door.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "tests/reference/calendar.h"
#include "tests/reference/links.h"
#include "tests/reference/tables.h"
#include "tests/reference/text.h"

namespace wend::reference {
namespace {

bool fits(const SchemaField& field, const EventField& value, bool profile) {
  if (value.state == EventField::State::Absent) return field.optional || profile;
  if (value.state == EventField::State::Cleared) return field.optional;
  return !is_bytes(field.type.kind) || field.type.length == 0 ||
         value.text.size() <= field.type.length;
}

// The subject of a touchpoint from an identity is one; no customer is called as an identity is.
bool fits_identity(const Schema& schema, const Event& event) {
  const bool is_known = std::any_of(schema.identifiers.begin(), schema.identifiers.end(),
                                    [](const IdentifierKind& one) { return one.aliases != 0; });
  if (!is_known) return true;
  const auto kind = event.profile ? std::nullopt : schema.touchpoints[event.touchpoint].identity;
  if (!kind) return event.customer.front() != '\0';
  return event.customer.size() <= schema.identifiers[*kind].length;
}

bool fits(const Schema& schema, const SchemaList& list, const EventList& value) {
  if (value.is_absent) return list.optional;
  if (value.items.size() > list.most) return false;
  const auto& fields = schema.records[list.record].fields;
  for (const auto& item : value.items)
    for (std::size_t field = 0; field < fields.size(); ++field)
      if (!fits(fields[field], item[field], false)) return false;
  return true;
}

// Of a row that ends the key alone says something.
bool fits_table(const Schema& schema, const Event& event) {
  const auto& fields = fields_of(schema, event);
  const std::size_t asked = event.row_ends ? 1 : fields.size();
  for (std::size_t field = 0; field < asked; ++field)
    if (!fits(fields[field], event.fields[field], false)) return false;
  return true;
}

bool fits(const Schema& schema, const Event& event) {
  if (event.table) return fits_table(schema, event);
  const auto& fields =
      event.profile ? schema.customer : schema.touchpoints[event.touchpoint].fields;
  const bool about = is_about(schema, event);
  if (about ? event.fields[0].text.empty() : event.customer.empty()) return false;
  if (!about && !fits_identity(schema, event)) return false;
  const std::size_t by_link =
      about ? schema.links[*schema.touchpoints[event.touchpoint].about].fields.size() - 1 : 0;
  for (std::size_t field = 0; field + by_link < fields.size(); ++field)
    if (!fits(fields[field], event.fields[field], event.profile)) return false;
  if (event.profile) return true;
  const auto& lists = schema.touchpoints[event.touchpoint].lists;
  for (std::size_t list = 0; list < lists.size(); ++list)
    if (!fits(schema, lists[list], event.lists[list])) return false;
  const auto& channels = schema.touchpoints[event.touchpoint].channels;
  return std::find(channels.begin(), channels.end(), event.channel) != channels.end();
}

Event with_composed_texts(const Schema& schema, Event event) {
  const auto& fields = fields_of(schema, event);
  for (std::size_t field = 0; field < fields.size(); ++field)
    if (fields[field].type.kind == ValueKind::Text)
      event.fields[field].text = composed(event.fields[field].text);
  for (std::size_t list = 0; list < event.lists.size(); ++list) {
    const auto& of_item =
        schema.records[schema.touchpoints[event.touchpoint].lists[list].record].fields;
    for (auto& item : event.lists[list].items)
      for (std::size_t field = 0; field < of_item.size(); ++field)
        if (of_item[field].type.kind == ValueKind::Text)
          item[field].text = composed(item[field].text);
  }
  return event;
}

class Door {
 public:
  explicit Door(const Schema& schema) : schema_(schema), calendar_(schema.zone) {}

  bool takes(Event& event) {
    const std::int64_t instant = instant_of(event, schema_.grain_ms);
    const bool recorded =
        schema_.history_complete ||
        calendar_.part_of_instant(DatePart::Date, instant) >= schema_.history_begins;
    if (!recorded || !fits(schema_, event)) return false;
    if (instant < closed_for(event.customer, clock_)) return !event.table && takes_late(event);
    const std::int64_t clock = std::max(clock_, instant);
    for (const Event& other : open_)
      if (is_open(other, clock) && other.table.has_value() == event.table.has_value() &&
          other.source == event.source && other.id == event.id)
        return false;
    if (event.table) {
      take_row(event);
      event.left_out = rows_.back().left_out;
      return true;
    }
    take(event);
    ++taken_;
    return true;
  }

  // Of another that is open with the same source and id, nothing but the content can be other.
  bool takes_late(Event& event) {
    if (schema_.lateness_ms == 0) return false;
    for (const Event& other : open_)
      if (!other.table && other.source == event.source && other.id == event.id) return false;
    event.known_from = closed_for(event.customer, clock_);
    event.arrival = closings.size() << 32;
    closings.push_back({event.customer, kNever, taken_, rows_.size()});
    ++taken_;
    return true;
  }

  void move_clock(std::int64_t instant) {
    clock_ = std::max(clock_, instant);
    closings.push_back({std::nullopt, clock_ - schema_.lateness_ms, std::nullopt, rows_.size()});
    std::erase_if(open_, [&](const Event& one) { return !is_open(one, clock_); });
  }

  std::vector<Closing> closings;

 private:
  std::int64_t closed_for(const std::string& customer, std::int64_t clock) const {
    const auto early = early_.find(customer);
    const std::int64_t closed = clock == kNever ? kNever : clock - schema_.lateness_ms;
    return early == early_.end() ? closed : std::max(closed, early->second);
  }

  bool is_open(const Event& event, std::int64_t clock) const {
    return instant_of(event, schema_.grain_ms) >= closed_for(event.customer, clock);
  }

  void take(const Event& event) {
    move_clock(instant_of(event, schema_.grain_ms));
    open_.push_back(event);
    if (schema_.lateness_ms == 0) return;
    closings.push_back({event.customer, kNever, taken_, rows_.size()});
    if (is_about(schema_, event)) return;
    std::size_t own = 0;
    std::int64_t oldest = std::numeric_limits<std::int64_t>::max();
    for (const Event& other : open_) {
      if (other.customer != event.customer) continue;
      ++own;
      oldest = std::min(oldest, instant_of(other, schema_.grain_ms));
    }
    if (own <= schema_.open_events) return;
    early_[event.customer] = oldest + schema_.grain_ms;
    closings.push_back({event.customer, early_[event.customer], std::nullopt, rows_.size()});
    std::erase_if(open_, [&](const Event& one) { return !is_open(one, clock_); });
  }

  // For which its table has no room it is not taken, and nothing knows of it.
  void take_row(const Event& event) {
    move_clock(instant_of(event, schema_.grain_ms));
    rows_.push_back(event);
    closings.back().rows = rows_.size();
    const std::int64_t closed = clock_ - schema_.lateness_ms;
    if (kept_rows(schema_, rows_, *event.table, closed) > schema_.tables[*event.table].rows) {
      rows_.back().left_out = true;
    } else {
      open_.push_back(event);
    }
  }

  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();
  const Schema& schema_;
  const Calendar calendar_;
  std::int64_t clock_ = kNever;
  std::vector<Event> open_;
  Rows rows_;
  std::size_t taken_ = 0;
  std::map<std::string, std::int64_t> early_;  // of whom more is closed than of the others
};

}  // namespace

Admission admission(const Schema& schema, const std::vector<Event>& arriving,
                    std::optional<std::int64_t> until) {
  Admission result;
  Door door(schema);
  for (const Event& event : arriving) {
    Event made = with_composed_texts(schema, event);
    result.events.emplace_back();
    if (event.clock)
      door.move_clock(instant_of(event, schema.grain_ms));
    else if (door.takes(made))
      result.events.back() = made;
  }
  if (until) door.move_clock(*until);
  result.closings = std::move(door.closings);
  return result;
}

std::vector<std::optional<Event>> admitted(const Schema& schema,
                                           const std::vector<Event>& arriving) {
  return admission(schema, arriving).events;
}

}  // namespace wend::reference
