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

// What joins from an instant on, whatever happens then: an event that came late, or a history.
struct Addition {
  std::int64_t from = 0;
  std::size_t step = 0;
  std::size_t number = 0;
  const std::vector<Event>* events = nullptr;
  Event entry;
};

class Writer {
 public:
  Writer(std::int64_t grain, std::vector<Addition> additions)
      : grain_(grain), additions_(std::move(additions)) {
    std::stable_sort(additions_.begin(), additions_.end(),
                     [](const Addition& a, const Addition& b) { return a.step < b.step; });
  }

  void add_until(std::int64_t instant) {
    for (; next_ < additions_.size() && additions_[next_].from <= instant; ++next_) {
      const Addition& one = additions_[next_];
      join(*one.events, one.number);
      all_.push_back({one.entry, one.from, one.number, true});
    }
  }

  void join(const std::vector<Event>& events, std::size_t number) {
    for (const Event& event : events) insert(all_, event, instant_of(event, grain_), number);
  }

  void add(const Event& event, std::size_t number, bool is_link) {
    all_.push_back({event, instant_of(event, grain_), number, is_link});
  }

  Entries take() {
    add_until(INT64_MAX);
    return std::move(all_);
  }

 private:
  std::int64_t grain_;
  std::vector<Addition> additions_;
  std::size_t next_ = 0;
  Entries all_;
};

// The entry of a link that is out of turn; nobody looks at it as an event.
Event entry_of(const std::vector<Event>& events) {
  Event entry = events.front();
  entry.known_from.reset();
  return entry;
}

Entries entries_of(const std::vector<Event>& own, const std::vector<JoiningHistory>& joining,
                   const std::vector<Event>& late, std::int64_t grain) {
  std::vector<Addition> additions;
  for (std::size_t i = 0; i < joining.size(); ++i)
    if (joining[i].from)
      additions.push_back({*joining[i].from, joining[i].step, i + 1, &joining[i].events,
                           entry_of(joining[i].events)});
  std::vector<std::vector<Event>> alone;
  for (const Event& event : late) alone.push_back({event});
  for (std::size_t i = 0; i < late.size(); ++i)
    additions.push_back(
        {*late[i].known_from, late[i].arrival >> 32, joining.size() + i + 1, &alone[i], late[i]});
  Writer writer(grain, std::move(additions));
  for (std::size_t event = 0; event < own.size(); ++event) {
    writer.add_until(instant_of(own[event], grain));
    for (std::size_t i = 0; i < joining.size(); ++i) {
      if (joining[i].from || joining[i].before != event) continue;
      writer.join(joining[i].events, i + 1);
      writer.add(own[event], i + 1, true);
    }
    writer.add(own[event], 0, false);
  }
  return writer.take();
}

// In the order of the record, and where each stands there.
std::vector<std::size_t> places_in(const Record& record) {
  std::vector<std::size_t> places;
  for (std::size_t at = 0; at < record.events.size(); ++at)
    if (!record.is_link[at]) places.push_back(at);
  return places;
}

}  // namespace

std::size_t Record::Joined::outside(std::size_t event_in_record) const {
  const auto found = std::find(in_record.begin(), in_record.end(), event_in_record);
  return events[static_cast<std::size_t>(found - in_record.begin())];
}

Record record_of(const program::Program& program, const Calendar& calendar,
                 std::vector<Event> events, const std::vector<JoiningHistory>& given) {
  Record record;
  std::vector<JoiningHistory> joining = given;
  for (JoiningHistory& one : joining) {
    record.joined.emplace_back();
    record.joined.back().record =
        std::make_shared<const Record>(record_of(program, calendar, one.events));
    const Record& theirs = *record.joined.back().record;
    record.joined.back().in_record = places_in(theirs);
    one.events.clear();
    for (const std::size_t at : record.joined.back().in_record)
      one.events.push_back(theirs.events[at]);
  }
  record.program = &program;
  record.calendar = &calendar;
  const auto first_late = std::stable_partition(
      events.begin(), events.end(), [](const Event& event) { return !event.known_from; });
  std::vector<Event> late(first_late, events.end());
  events.erase(first_late, events.end());
  std::sort(events.begin(), events.end(), in_total_order);
  std::sort(late.begin(), late.end(),
            [](const Event& a, const Event& b) { return a.arrival < b.arrival; });
  Entries entries = entries_of(events, joining, late, program.schema.grain_ms);
  record.joined.resize(joining.size() + late.size());
  for (std::size_t at = 0; at < entries.size(); ++at) {
    if (entries[at].joined == 0) continue;
    Record::Joined& joined = record.joined[entries[at].joined - 1];
    if (entries[at].is_link)
      joined.place = at;
    else
      joined.events.push_back(at);
  }
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
