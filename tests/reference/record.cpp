// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/record.h"

#include <algorithm>

#include "tests/reference/expression.h"

namespace wend::reference {

namespace {

// What is being put together: an event, of whom (0: the customer; else the number of the link), and where its link is.
struct Entry {
  Event event;
  std::size_t joined = 0;
  bool is_link = false;
};

// Behind what is there of the same instant.
void unite(std::vector<Entry>& all, const JoiningHistory& history, std::size_t number,
           std::int64_t grain) {
  for (const Event& event : history.events) {
    const std::int64_t instant = instant_of(event, grain);
    const auto later = std::find_if(all.begin(), all.end(), [&](const Entry& one) {
      return instant_of(one.event, grain) > instant;
    });
    all.insert(later, {event, number, false});
  }
}

std::vector<Entry> entries_of(const std::vector<Event>& own,
                              const std::vector<JoiningHistory>& joining, std::int64_t grain) {
  std::vector<Entry> all;
  for (std::size_t event = 0; event < own.size(); ++event) {
    for (std::size_t i = 0; i < joining.size(); ++i) {
      if (joining[i].before != event) continue;
      unite(all, joining[i], i + 1, grain);
      all.push_back({own[event], i + 1, true});
    }
    all.push_back({own[event], 0, false});
  }
  return all;
}

}  // namespace

Record record_of(const program::Program& program, const Calendar& calendar,
                 std::vector<Event> events, const std::vector<JoiningHistory>& joining) {
  Record record;
  record.program = &program;
  record.calendar = &calendar;
  std::sort(events.begin(), events.end(), in_total_order);
  std::vector<Entry> entries = entries_of(events, joining, program.schema.grain_ms);
  record.joined.resize(joining.size());
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
    record.seen_from.push_back(is_own ? 0 : record.joined[entry.joined - 1].place);
    record.is_link.push_back(entry.is_link);
    record.instants.push_back(instant_of(entry.event, program.schema.grain_ms));
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
