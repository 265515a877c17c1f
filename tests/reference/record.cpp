// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/record.h"

#include <algorithm>

#include "tests/reference/expression.h"

namespace wend::reference {

namespace {

// What is being put together: an event, of whom (0: the customer; else the number of what joins), and where that joins.
struct Entry {
  Event event;
  std::int64_t instant = 0;
  std::size_t joined = 0;
  bool is_link = false;
};

using Entries = std::vector<Entry>;

// Behind what is there of the same instant.
void insert(Entries& all, const Event& event, std::int64_t instant, std::size_t number) {
  const auto later =
      std::find_if(all.begin(), all.end(), [&](const Entry& one) { return one.instant > instant; });
  all.insert(later, {event, instant, number, false});
}

Entries entries_of(const std::vector<Event>& own, const std::vector<JoiningHistory>& joining,
                   std::int64_t grain) {
  Entries all;
  for (std::size_t event = 0; event < own.size(); ++event) {
    const std::int64_t instant = instant_of(own[event], grain);
    for (std::size_t i = 0; i < joining.size(); ++i) {
      if (joining[i].before != event) continue;
      for (const Event& theirs : joining[i].events)
        insert(all, theirs, instant_of(theirs, grain), i + 1);
      all.push_back({own[event], instant, i + 1, true});
    }
    all.push_back({own[event], instant, 0, false});
  }
  return all;
}

// At its own time, and known before all that happens from then on; behind those that came before it.
void add_late(Entries& all, const Event& event, std::size_t number, std::int64_t grain) {
  insert(all, event, instant_of(event, grain), number);
  const auto is_before = [&](const Entry& one) {
    return one.instant < *event.known_from ||
           (one.instant == *event.known_from && one.is_link && one.event.known_from);
  };
  const auto place = std::find_if_not(all.begin(), all.end(), is_before);
  all.insert(place, {event, *event.known_from, number, true});
}

}  // namespace

Record record_of(const program::Program& program, const Calendar& calendar,
                 std::vector<Event> events, const std::vector<JoiningHistory>& joining) {
  Record record;
  record.program = &program;
  record.calendar = &calendar;
  const auto first_late = std::stable_partition(
      events.begin(), events.end(), [](const Event& event) { return !event.known_from; });
  std::vector<Event> late(first_late, events.end());
  events.erase(first_late, events.end());
  std::sort(events.begin(), events.end(), in_total_order);
  std::sort(late.begin(), late.end(),
            [](const Event& a, const Event& b) { return a.arrival < b.arrival; });
  Entries entries = entries_of(events, joining, program.schema.grain_ms);
  for (std::size_t i = 0; i < late.size(); ++i)
    add_late(entries, late[i], joining.size() + i + 1, program.schema.grain_ms);
  record.joined.resize(joining.size() + late.size());
  for (std::size_t at = 0; at < entries.size(); ++at) {
    if (entries[at].joined == 0) continue;
    Record::Joined& joined = record.joined[entries[at].joined - 1];
    if (entries[at].is_link)
      joined.place = at;
    else
      joined.events.push_back(at);
  }
  for (std::size_t i = 0; i < joining.size(); ++i)
    record.joined[i].record =
        std::make_shared<const Record>(record_of(program, calendar, joining[i].events));
  for (Entry& entry : entries) {
    const bool is_own = entry.joined == 0 || entry.is_link;
    record.seen_from.push_back(is_own ? Record::kOwn : record.joined[entry.joined - 1].place);
    record.is_link.push_back(entry.is_link);
    record.instants.push_back(entry.instant);
    record.events.push_back(std::move(entry.event));
  }
  for (const program::Pattern& pattern : program.patterns) {
    std::vector<bool> row;
    for (std::size_t event = 0; event < record.events.size(); ++event)
      row.push_back(!record.is_link[event] && event_matches(record, pattern, event));
    record.matching.push_back(std::move(row));
  }
  return record;
}

}  // namespace wend::reference
