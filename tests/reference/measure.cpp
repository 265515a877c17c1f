// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/measure.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "tests/reference/expression.h"
#include "tests/reference/memory.h"
#include "tests/reference/number.h"

namespace wend::reference {
namespace {

using program::History;
using program::Measure;
using program::Reach;
using program::Window;

// An event that counts, with its value where the measure has a field.
struct Counted {
  std::size_t event;
  Answer value;
};

using Key = std::pair<std::int64_t, std::string>;

Key key_of(const Answer& value) { return {value.number, value.text}; }

// `key`: of a question `with the same`.
bool resets(const Moment& moment, const Window& window, const std::optional<Key>& key,
            std::size_t event) {
  if (!moment.record->matches(window.since, event)) return false;
  if (window.since_same.empty()) return true;
  const Answer value = field_of(*moment.record, window.since, window.since_same, event);
  return value.is_known() && key_of(value) == key;
}

std::optional<std::size_t> last_reset(const Moment& moment, const Window& window,
                                      const std::optional<Key>& key) {
  for (std::size_t event = moment.seen; event-- > 0;)
    if (resets(moment, window, key, event)) return event;
  return std::nullopt;
}

bool in_sliding(const Moment& moment, const Window& window, std::size_t event) {
  const Record& record = *moment.record;
  const std::int64_t instant = record.instants[event];
  if (window.panes) {
    const std::int64_t current = record.calendar->pane_of(*window.panes, moment.now);
    return record.calendar->pane_of(*window.panes, instant) >
           current - std::int64_t{window.pane_count};
  }
  const auto start = window_start(*record.calendar, moment.now, window.stretch);
  return !start || instant > *start;
}

// All events on record that match and have a value, oldest first.
std::vector<Counted> on_record(const Moment& moment, const History& history) {
  std::vector<Counted> all;
  for (std::size_t event = 0; event < moment.seen; ++event) {
    if (!moment.record->matches(history.pattern, event)) continue;
    Answer value = history.fields.empty()
                       ? number_answer(0)
                       : field_of(*moment.record, history.pattern, history.fields, event);
    if (value.is_known()) all.push_back({event, std::move(value)});
  }
  return all;
}

// Those of them that have the value, unless it was pushed out since.
std::vector<Counted> with_the_same(const Moment& moment, const History& history, const Key& key,
                                   const std::vector<Counted>& all) {
  std::vector<Counted> having;
  std::vector<Key> keys;
  for (const Counted& one : all) {
    const Answer value = field_of(*moment.record, history.pattern, history.same->fields, one.event);
    if (!value.is_known()) continue;
    having.push_back(one);
    keys.push_back(key_of(value));
  }
  std::vector<Counted> own;
  for (const std::size_t use : remembered_uses(keys, key, history.same->remembering))
    own.insert(own.begin(), having[use]);
  return own;
}

std::vector<Counted> counted(const Moment& moment, const History& history,
                             const std::optional<Key>& key) {
  std::vector<Counted> all = on_record(moment, history);
  if (key) all = with_the_same(moment, history, *key, all);
  const Window& window = history.window;
  if (window.newest > 0 && all.size() > window.newest)
    all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(window.newest));
  if (window.reach == Reach::Sliding)
    std::erase_if(all, [&](const Counted& one) { return !in_sliding(moment, window, one.event); });
  if (window.reach == Reach::Since) {
    const auto reset = last_reset(moment, window, key);
    std::erase_if(all, [&](const Counted& one) { return reset && one.event <= *reset; });
  }
  return all;
}

// History::cap has no say: it is what the checker thinks enough, and that is to be judged.
Answer count_up_to(std::size_t number, std::uint32_t up_to) {
  const std::size_t counted = up_to > 0 ? std::min<std::size_t>(number, up_to) : number;
  return number_answer(static_cast<std::int64_t>(counted) * kMillionth);
}

std::size_t different(const std::vector<Counted>& events) {
  std::set<std::pair<std::int64_t, std::string>> values;
  for (const Counted& one : events) values.insert({one.value.number, one.value.text});
  return values.size();
}

Wide total(const std::vector<Counted>& events) {
  Wide sum = 0;
  for (const Counted& one : events) sum += one.value.number;
  return sum;
}

Answer extreme(const std::vector<Counted>& events, bool largest) {
  const auto smaller = [](const Counted& a, const Counted& b) {
    return a.value.number < b.value.number;
  };
  const auto [least, most] = std::minmax_element(events.begin(), events.end(), smaller);
  return number_answer((largest ? *most : *least).value.number);
}

// Of at least one event.
Answer of_some(const Moment& moment, Measure measure, const std::vector<Counted>& events) {
  const auto since = [&](const Counted& one) {
    return difference_of(moment.now, moment.record->instants[one.event]);
  };
  switch (measure) {
    case Measure::Average:
      return fitted(rounded_quotient(total(events), static_cast<Wide>(events.size())));
    case Measure::Largest: return extreme(events, true);
    case Measure::Smallest: return extreme(events, false);
    case Measure::First: return events.front().value;
    case Measure::Last: return events.back().value;
    case Measure::SinceFirst: return since(events.front());
    case Measure::SinceLast: return since(events.back());
    case Measure::Exists:
    case Measure::Count:
    case Measure::CountDifferent:
    case Measure::Sum: break;  // answered also of nothing
  }
  return unknown();
}

}  // namespace

Answer measured(const Moment& moment, const History& history) {
  std::optional<Key> key;
  if (history.same) {
    const Answer value = answer(moment, history.same->key);
    if (!value.is_known()) return value;
    key = key_of(value);
  }
  const std::vector<Counted> events = counted(moment, history, key);
  switch (history.measure) {
    case Measure::Exists: return yes_or_no(!events.empty());
    case Measure::Count: return count_up_to(events.size(), 0);
    case Measure::CountDifferent: return count_up_to(different(events), history.up_to);
    case Measure::Sum: return fitted(total(events));
    case Measure::Average:
    case Measure::Largest:
    case Measure::Smallest:
    case Measure::First:
    case Measure::Last:
    case Measure::SinceFirst:
    case Measure::SinceLast:
      return events.empty() ? missing() : of_some(moment, history.measure, events);
  }
  return unknown();
}

}  // namespace wend::reference
