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
  explicit Door(const Schema& schema) : schema_(schema), calendar_(schema.zone), names_(schema) {}

  bool takes(Event& event) {
    const std::int64_t instant = instant_of(event, schema_.grain_ms);
    const bool recorded =
        schema_.history_complete ||
        calendar_.part_of_instant(DatePart::Date, instant) >= schema_.history_begins;
    if (!recorded || !fits(schema_, event)) return false;
    if (instant < closed_for(holder_of(event))) return !event.table && takes_late(event);
    const std::int64_t closed = closed_by(std::max(clock_, instant));
    for (const Event& other : open_)
      if (instant_of(other, schema_.grain_ms) >= closed &&
          other.table.has_value() == event.table.has_value() && other.source == event.source &&
          other.id == event.id)
        return false;
    if (event.table) {
      take_row(event);
      event.left_out = rows_.back().left_out;
      return true;
    }
    move_clock(instant);
    // A link that was closed may have closed more.
    if (instant < closed_for(holder_of(event))) return takes_late(event);
    take(event);
    return true;
  }

  void move_clock(std::int64_t instant) { move_clock(instant, rows_.size()); }

  std::vector<Closing> closings;

 private:
  void move_clock(std::int64_t instant, std::size_t rows) {
    clock_ = std::max(clock_, instant);
    close_for_all(closed_by(clock_), rows);
    close_too_many(rows);
  }

  // Of another that is open with the same source and id, nothing but the content can be other.
  bool takes_late(Event& event) {
    if (schema_.lateness_ms == 0) return false;
    for (const Event& other : open_)
      if (!other.table && other.source == event.source && other.id == event.id) return false;
    const std::size_t rows = rows_.size();
    const std::string holder = holder_of(event);
    is_first_ = true;
    link_out_of_turn(names_.namings_of(event, holder), rows);
    event.known_from = closed_for(holder);
    event.arrival = closings.size() << 32;
    closings.push_back({event.customer, kNever, taken_++, rows, false, std::nullopt});
    close_too_many(rows);
    return true;
  }

  void take(const Event& event) {
    open_.push_back(event);
    const std::size_t arrived = taken_++;
    if (schema_.lateness_ms == 0) return;
    closings.push_back({event.customer, kNever, arrived, rows_.size(), false, std::nullopt});
    if (is_about(schema_, event)) return;
    close_too_many_of(holder_of(event), rows_.size());
    close_too_many(rows_.size());
  }

  // For which its table has no room it is not taken, and nothing knows of it.
  void take_row(const Event& event) {
    rows_.push_back(event);
    move_clock(instant_of(event, schema_.grain_ms), rows_.size());
    if (kept_rows(schema_, rows_, *event.table, closed_) > schema_.tables[*event.table].rows) {
      rows_.back().left_out = true;
    } else {
      open_.push_back(event);
    }
  }

  // ------------------------------------------------------------- what is closed
  std::int64_t closed_by(std::int64_t clock) const {
    return clock == kNever ? kNever : clock - schema_.lateness_ms;
  }

  // Of a row it is what is closed of all.
  std::string holder_of(const Event& event) const {
    return event.table || is_about(schema_, event) ? std::string()
                                                   : names_.holder_of(names_.name_of(event));
  }

  std::int64_t closed_for(const std::string& holder) const {
    const auto early = early_.find(holder);
    return early == early_.end() ? closed_ : std::max(closed_, early->second);
  }

  // The open events of these that are of an instant, in their order; they are open no more.
  template <class Which>
  std::vector<Event> take_open(std::int64_t instant, Which which) {
    std::vector<Event> taken;
    for (const Event& one : open_)
      if (instant_of(one, schema_.grain_ms) == instant && which(one)) taken.push_back(one);
    std::erase_if(open_, [&](const Event& one) {
      return instant_of(one, schema_.grain_ms) == instant && which(one);
    });
    std::stable_sort(taken.begin(), taken.end(), in_total_order);
    return taken;
  }

  template <class Which>
  std::optional<std::int64_t> oldest(Which which) const {
    std::optional<std::int64_t> instant;
    for (const Event& one : open_)
      if (which(one))
        instant = std::min(instant.value_or(INT64_MAX), instant_of(one, schema_.grain_ms));
    return instant;
  }

  // Instant by instant: a link takes effect in its turn unless more is closed of whose the identity was.
  void close_for_all(std::int64_t until, std::size_t rows) {
    const auto any = [](const Event&) { return true; };
    for (auto instant = oldest(any); instant && *instant < until; instant = oldest(any)) {
      closed_ = *instant;
      std::vector<Naming> waiting;
      for (const Event& event : take_open(*instant, any)) {
        if (event.table || is_about(schema_, event)) continue;
        for (const Naming& naming : names_.namings_of(event, holder_of(event))) {
          if (closed_for(names_.holder_of(naming.identity)) <= naming.at)
            link(naming);
          else
            waiting.push_back(naming);
        }
      }
      if (waiting.empty()) continue;
      closed_ = *instant + schema_.grain_ms;
      closings.push_back({std::nullopt, closed_, std::nullopt, rows, false, std::nullopt});
      is_first_ = true;
      link_out_of_turn(waiting, rows);
    }
    closed_ = std::max(closed_, until);
    closings.push_back({std::nullopt, until, std::nullopt, rows, false, std::nullopt});
  }

  // Its links wait until all is closed that they join.
  void close_oldest_of(const std::string& customer, std::size_t rows) {
    const auto own = [&](const Event& event) {
      return !event.table && !is_about(schema_, event) && holder_of(event) == customer;
    };
    const std::int64_t instant = *oldest(own);
    std::vector<Naming> waiting;
    for (const Event& event : take_open(instant, own))
      for (const Naming& naming : names_.namings_of(event, customer)) waiting.push_back(naming);
    close_early(customer, instant + schema_.grain_ms, rows);
    link_out_of_turn(waiting, rows);
  }

  void close_early(const std::string& customer, std::int64_t before, std::size_t rows) {
    early_[customer] = before;
    closings.push_back({customer, before, std::nullopt, rows, !is_first_, std::nullopt});
    is_first_ = false;
  }

  std::size_t open_of(const std::string& customer, std::int64_t before) const {
    return static_cast<std::size_t>(
        std::count_if(open_.begin(), open_.end(), [&](const Event& event) {
          return !event.table && !is_about(schema_, event) && holder_of(event) == customer &&
                 instant_of(event, schema_.grain_ms) < before;
        }));
  }

  void close_to(const std::string& customer, std::int64_t before, std::size_t rows) {
    while (open_of(customer, before) > 0) close_oldest_of(customer, rows);
    if (closed_for(customer) < before) close_early(customer, before, rows);
  }

  void close_too_many_of(const std::string& customer, std::size_t rows) {
    while (open_of(customer, INT64_MAX) > schema_.open_events) {
      is_first_ = true;
      close_oldest_of(customer, rows);
    }
  }

  // Who has more by a link may have too many.
  void close_too_many(std::size_t rows) {
    for (std::size_t i = 0; i < grown_.size(); ++i) close_too_many_of(std::string(grown_[i]), rows);
    grown_.clear();
  }

  // ------------------------------------------------------------- who is who
  void link_out_of_turn(const std::vector<Naming>& namings, std::size_t rows) {
    for (const Naming& naming : namings) {
      while (!names_.is_outdated(naming)) {
        const std::string holder = names_.holder_of(naming.identity);
        const std::int64_t own = closed_for(naming.customer), other = closed_for(holder);
        if (own < other) close_to(naming.customer, other, rows);
        if (other < own) close_to(holder, own, rows);
        if (own != other) continue;
        closings.push_back({std::nullopt, kNever, std::nullopt, rows, true, naming});
        link(naming);
        break;
      }
    }
  }

  void link(const Naming& naming) {
    if (names_.is_outdated(naming)) return;
    early_.erase(naming.identity);
    const auto pushed_out = names_.link(naming);
    if (schema_.lateness_ms == 0) return;
    grown_.push_back(naming.customer);
    const auto early = early_.find(naming.customer);
    if (pushed_out && early != early_.end()) early_[*pushed_out] = early->second;
  }

  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();
  const Schema& schema_;
  const Calendar calendar_;
  Names names_;
  std::int64_t clock_ = kNever;
  std::int64_t closed_ = kNever;  // of all
  std::vector<Event> open_;
  Rows rows_;
  std::size_t taken_ = 0;
  std::map<std::string, std::int64_t> early_;  // of whom more is closed than of the others
  std::vector<std::string> grown_;             // by links
  bool is_first_ = true;                       // of the closings whose decisions come together
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
