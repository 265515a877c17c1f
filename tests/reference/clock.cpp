// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/clock.h"

#include <algorithm>
#include <set>

#include "tests/reference/expression.h"
#include "tests/reference/lives.h"

namespace wend::reference {
namespace {

using program::Approach;
using program::Recurring;

Answer field_after(const Record& record, const Approach& approach, std::size_t seen) {
  return answer(Moment{&record, seen, 0, nullptr}, approach.value);
}

// Whether the event gives the field another value, or takes it away.
bool moves(const Record& record, const Approach& approach, std::size_t event) {
  if (!record.events[event].profile || !record.is_own(event)) return false;
  const Answer before = field_after(record, approach, event);
  const Answer now = field_after(record, approach, event + 1);
  if (!before.is_known() || !now.is_known()) return before.is_known() != now.is_known();
  return before.number != now.number;
}

std::optional<std::int64_t> instant_before(const Record& record, const Approach& approach,
                                           std::int64_t value, const Stretch& distance) {
  if (!distance.calendar) {
    std::int64_t instant = 0;
    const bool fits = !__builtin_sub_overflow(value, distance.amount, &instant);
    return fits && Calendar::knows(instant) ? std::optional(instant) : std::nullopt;
  }
  const CalendarSpan span = unpack(distance.amount);
  const CalendarSpan back{-span.months, -span.days};
  if (!approach.clock) {
    const auto instant = record.calendar->later(value, back);
    return instant && Calendar::knows(*instant) ? instant : std::nullopt;
  }
  const auto date = record.calendar->date_later(value, back);
  return date ? record.calendar->instant_at(*date, *approach.clock) : std::nullopt;
}

// What the rule waits for once `event` has set the field.
std::set<std::int64_t> awaited_from(const Record& record, const Approach& approach,
                                    std::size_t event, const Answer& value) {
  std::set<std::int64_t> awaited;
  if (!value.is_known()) return awaited;
  const std::int64_t now = record.instants[event];
  for (const Stretch& distance : approach.distances) {
    const auto instant = instant_before(record, approach, value.number, distance);
    if (!instant || (*instant < now && !approach.at_once)) continue;
    awaited.insert(std::max(*instant, now));
  }
  return awaited;
}

// ---------------------------------------------------------------- the date of an event
// The date that an event says, and of which instance; not known if it says none, or ends the wait.
struct Said {
  Answer date = missing();
  Answer key = missing();
};

bool has_key(const program::SameField& same, const Answer& key) {
  return same.empty() || key.is_known();
}

Said said_by(const Record& record, const program::Trigger& trigger, std::size_t event) {
  const program::TriggerStep& step = trigger.steps.front();
  Said said;
  if (!record.own_matches(step.pattern, event)) return said;
  if (!step.same.empty()) said.key = field_of(record, step.pattern, step.same, event);
  if (!has_key(step.same, said.key)) return said;
  const auto& field = std::get<program::StepField>((*record.program)[trigger.approach->value].kind);
  said.date = field_of(record, step.pattern, field.fields, event);
  return said;
}

// Whether the event ends the wait of the instance.
bool ends(const Record& record, const Approach& approach, const Answer& key, std::size_t event) {
  if (!approach.until || !record.own_matches(approach.until->pattern, event)) return false;
  if (approach.until->same.empty()) return true;
  const Answer own = field_of(record, approach.until->pattern, approach.until->same, event);
  return own.is_known() && own.text == key.text;
}

bool is_followed(const Record& record, const program::Trigger& trigger, const Answer& key,
                 std::size_t from, std::size_t seen, std::int64_t now) {
  return !trigger.instance ||
         lives_since(record, trigger.instance->kind, key.text, from, seen, now);
}

// Whether the date that the event says is the one that was known already.
bool is_known_before(const Record& record, const program::Trigger& trigger, const Said& said,
                     std::size_t event) {
  for (std::size_t at = event; at-- > 0;) {
    if (ends(record, *trigger.approach, said.key, at)) return false;
    const Said earlier = said_by(record, trigger, at);
    if (!earlier.date.is_known() || earlier.key.text != said.key.text) continue;
    return earlier.date.number == said.date.number &&
           is_followed(record, trigger, said.key, at, event + 1, record.instants[event]);
  }
  return false;
}

bool sets_date(const Record& record, const program::Trigger& trigger, std::size_t event) {
  const Said said = said_by(record, trigger, event);
  return said.date.is_known() && !ends(record, *trigger.approach, said.key, event) &&
         !is_known_before(record, trigger, said, event);
}

// The event that drops what the date of `event` is waited for; the end of the record if none does.
std::size_t dropped_by(const Record& record, const program::Trigger& trigger, std::size_t event) {
  const Said said = said_by(record, trigger, event);
  for (std::size_t at = event + 1; at < record.events.size(); ++at) {
    if (ends(record, *trigger.approach, said.key, at)) return at;
    if (sets_date(record, trigger, at) && said_by(record, trigger, at).key.text == said.key.text)
      return at;
    if (!is_followed(record, trigger, said.key, event, at + 1, record.instants[at])) return at;
  }
  return record.events.size();
}

std::size_t seen_at(const Record& record, std::int64_t instant) {
  const auto later = std::upper_bound(record.instants.begin(), record.instants.end(), instant);
  return static_cast<std::size_t>(later - record.instants.begin());
}

std::vector<Instant> instants_of_event(const Record& record, const program::Trigger& trigger,
                                       std::int64_t closing) {
  std::vector<Instant> fired;
  for (std::size_t event = 0; event < record.events.size(); ++event) {
    if (!sets_date(record, trigger, event)) continue;
    const Said said = said_by(record, trigger, event);
    const std::size_t next = dropped_by(record, trigger, event);
    const std::int64_t until =
        next < record.events.size() ? std::min(record.instants[next], closing) : closing;
    for (const std::int64_t instant : awaited_from(record, *trigger.approach, event, said.date)) {
      if (instant < until &&
          is_followed(record, trigger, said.key, event, seen_at(record, instant), instant))
        fired.push_back({instant, event, cause_at(cause_of(record.events[event]), instant)});
    }
  }
  return fired;
}

// The day that counts in the period of `date`.
std::int64_t counted_day(const Recurring& recurring, std::int64_t date) {
  const auto part = [](DatePart which, std::int64_t of) {
    return Calendar::part_of_date(which, of) / kMillionth;
  };
  if (recurring.period == Period::Day) return date;
  if (recurring.period == Period::Week) return date - part(DatePart::Weekday, date) + recurring.day;
  const std::int64_t first = date - part(DatePart::Day, date) + 1;
  std::int64_t day = first;
  while (day - first + 1 < recurring.day &&
         part(DatePart::Month, day + 1) == part(DatePart::Month, first))
    ++day;
  return day;
}

}  // namespace

std::vector<Instant> instants_before(const Record& record, const program::Trigger& trigger,
                                     std::int64_t closing) {
  const Approach& approach = *trigger.approach;
  if (approach.kept) return instants_of_event(record, trigger, closing);
  std::vector<Instant> fired;
  for (std::size_t event = 0; event < record.events.size(); ++event) {
    if (!moves(record, approach, event)) continue;
    std::size_t next = event + 1;
    while (next < record.events.size() && !moves(record, approach, next)) ++next;
    // A deadline stands behind the events of its instant, which may still move the date.
    const std::int64_t until =
        next < record.events.size() ? std::min(record.instants[next], closing) : closing;
    const Answer value = field_after(record, approach, event + 1);
    for (const std::int64_t instant : awaited_from(record, approach, event, value))
      if (instant < until)
        fired.push_back({instant, event, cause_at(cause_of(record.events[event]), instant)});
  }
  return fired;
}

std::vector<Instant> instants_before(const Record& record, const Recurring& recurring,
                                     std::int64_t closing) {
  std::vector<Instant> fired;
  const std::size_t began = record.first_own();
  if (began == record.events.size()) return fired;
  const std::int64_t begin = record.instants[began];
  std::set<std::int64_t> days;
  const std::int64_t first = record.calendar->part_of_instant(DatePart::Date, begin) - 32;
  for (std::int64_t date = first;; ++date) {
    const auto today = record.calendar->instant_at(date, 0);
    if (!today || *today >= closing) break;
    days.insert(counted_day(recurring, date));
  }
  for (const std::int64_t day : days) {
    const auto instant = record.calendar->instant_at(day, recurring.clock);
    if (instant && *instant >= begin && *instant < closing)
      fired.push_back(
          {*instant, began, cause_of_customer(record.events[began].customer, *instant)});
  }
  return fired;
}

}  // namespace wend::reference
