// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/measure.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

#include "tests/reference/expression.h"
#include "tests/reference/lives.h"
#include "tests/reference/memory.h"
#include "tests/reference/number.h"
#include "tests/reference/united.h"

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

Stretch both(const Stretch& a, const Stretch& b) {
  if (!a.calendar) return {false, a.amount + b.amount};
  const CalendarSpan first = unpack(a.amount), second = unpack(b.amount);
  return {true, pack({first.months + second.months, first.days + second.days})};
}

// `key`: of a question `with the same`.
bool resets(const Moment& moment, const Window& window, const std::optional<Key>& key,
            std::size_t event) {
  if (!moment.record->own_matches(window.since, event)) return false;
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
    const std::int64_t newest =
        record.calendar->pane_of(*window.panes, moment.now) - std::int64_t{window.pane_skip};
    const std::int64_t pane = record.calendar->pane_of(*window.panes, instant);
    return pane > newest - std::int64_t{window.pane_count} && pane <= newest;
  }
  Stretch stretch = window.stretch;
  if (window.ago) {
    const auto end = window_start(*record.calendar, moment.now, *window.ago);
    if (!end || instant > *end) return false;
    stretch = both(stretch, *window.ago);
  }
  const auto start = window_start(*record.calendar, moment.now, stretch);
  return !start || instant > *start;
}

bool in_period(const Moment& moment, const Window& window, std::size_t event) {
  const Calendar& calendar = *moment.record->calendar;
  const std::int64_t now = calendar.pane_of(window.period, moment.now);
  return calendar.pane_of(window.period, moment.record->instants[event]) ==
         now - (window.back ? 1 : 0);
}

// The first event of the visit that now lies in.
std::optional<std::size_t> visit_begin(const Moment& moment) {
  const Record& record = *moment.record;
  const program::Visit& visit = *record.program->visit;
  std::optional<std::size_t> first;
  std::int64_t next = moment.now;
  for (std::size_t event = moment.seen; event-- > 0;) {
    if (!record.own_matches(visit.pattern, event)) continue;
    const auto end = limit_end(*record.calendar, record.instants[event], visit.gap);
    if (end && next > *end) break;
    first = event;
    next = record.instants[event];
  }
  return first;
}

// What starts over, and what is followed, hangs on the order of events: of what joined it nothing is known.
bool asks_own(const History& history) {
  const Reach reach = history.window.reach;
  return reach == Reach::Since || reach == Reach::Visit || reach == Reach::Stage ||
         (history.same && history.same->per_instance);
}

bool is_of_neighbours(const History& history) {
  if (history.measure == Measure::NthLast) return true;
  return history.before_step &&
         (history.measure == Measure::Last || history.measure == Measure::SinceLast);
}

// Whether what repeats change nothing of is asked: whether it happened, when it did first or last, which values there are.
bool may_repeat(const History& history) {
  const Window& window = history.window;
  switch (history.measure) {
    case Measure::Exists:
    case Measure::Last:
    case Measure::SinceLast: return !window.ago && !window.back;
    case Measure::First:
    case Measure::SinceFirst:
    case Measure::CountDifferent: return window.newest == 0;
    case Measure::Count:
    case Measure::Sum:
    case Measure::Average:
    case Measure::Largest:
    case Measure::Smallest:
    case Measure::NthLast: return false;
  }
  return false;
}

// Whether an event that came later than stated is known to the question.
bool takes_late(const Moment& moment, const History& history, const Event& event) {
  if (asks_own(history) || is_of_neighbours(history) || moment.in_order) return false;
  return may_repeat(history) ||
         moment.record->program->schema.touchpoints[event.touchpoint].without_repeats;
}

// All events on record that match and have a value, oldest first.
std::vector<Counted> on_record(const Moment& moment, const History& history) {
  std::vector<Counted> all;
  for (std::size_t event = 0; event < moment.seen; ++event) {
    if (!moment.record->is_seen(event, moment.seen)) continue;
    if (asks_own(history) && !moment.record->is_own(event)) continue;
    if (!moment.record->matches(history.pattern, event)) continue;
    if (moment.record->is_late(event) && !takes_late(moment, history, moment.record->events[event]))
      continue;
    Answer value = history.fields.empty()
                       ? number_answer(0)
                       : field_of(*moment.record, history.pattern, history.fields, event);
    if (value.is_known()) all.push_back({event, std::move(value)});
  }
  return all;
}

// Those of them that have the value, unless it was pushed out since.
// What happened to an instance in an earlier life counts no more. An event that is asked about from before it
// mentions the instance already.
bool counts_of_instance(const Moment& moment, const History& history, const Key& key,
                        std::size_t event) {
  const Record& record = *moment.record;
  const std::uint32_t kind = (*record.program)[history.same->key].type.value.declared;
  std::size_t seen = moment.seen;
  std::int64_t now = moment.now;
  if (history.before_step) now = record.instants[seen++];
  return lives_since(record, kind, key.second, event, seen, now);
}

std::vector<Counted> with_the_same(const Moment& moment, const History& history, const Key& key,
                                   const std::vector<Counted>& all) {
  const auto counted_at = [&](std::size_t event) {
    const auto found =
        std::lower_bound(all.begin(), all.end(), event,
                         [](const Counted& one, std::size_t at) { return one.event < at; });
    return found == all.end() || found->event != event ? all.end() : found;
  };
  const auto key_at = [&](std::size_t event) -> std::optional<Key> {
    if (counted_at(event) == all.end()) return std::nullopt;
    const Answer value = field_of(*moment.record, history.pattern, history.same->fields, event);
    return value.is_known() ? std::optional(key_of(value)) : std::nullopt;
  };
  std::vector<Counted> own;
  const std::size_t most = history.same->per_instance ? kAllRemembered : history.same->remembering;
  const auto uses = uses_among<Key>(*moment.record, moment.seen, most, key_at);
  for (const std::size_t event : remembered_events(uses, key, most))
    own.push_back(*counted_at(event));
  if (history.same->per_instance)
    std::erase_if(own, [&](const Counted& one) {
      return !counts_of_instance(moment, history, key, one.event);
    });
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
  if (window.reach == Reach::Calendar)
    std::erase_if(all, [&](const Counted& one) { return !in_period(moment, window, one.event); });
  if (window.reach == Reach::Visit) {
    const auto first = visit_begin(moment);
    std::erase_if(all, [&](const Counted& one) { return !first || one.event < *first; });
  }
  if (window.reach == Reach::Stage) {
    const Record::Move* move = last_move(moment, window.journey);
    std::erase_if(all,
                  [&](const Counted& one) { return move == nullptr || one.event <= move->event; });
  }
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

// 2^(-k/8) for k whole eighths of the half-life between the event's and now, as thousand-millionths.
std::int64_t weight(std::int64_t eighths) {
  if (eighths >= 80) return 0;
  return static_cast<std::int64_t>(
      std::llround(std::exp2(-static_cast<double>(eighths) / 8) * 1e9));
}

Answer faded(const Moment& moment, const History& history, const std::vector<Counted>& events) {
  const std::int64_t eighth = history.window.half_life / 8;
  const auto pane = [&](std::int64_t instant) {
    return instant / eighth - (instant % eighth < 0 ? 1 : 0);
  };
  Wide sum = 0;
  for (const Counted& one : events) {
    const std::int64_t age = pane(moment.now) - pane(moment.record->instants[one.event]);
    const std::int64_t amount = history.fields.empty() ? kMillionth : one.value.number;
    sum += Wide{amount} * weight(age);
  }
  return fitted(rounded_quotient(sum, 1'000'000'000));
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
    case Measure::NthLast: return missing();
    case Measure::SinceFirst: return since(events.front());
    case Measure::SinceLast: return since(events.back());
    case Measure::Exists:
    case Measure::Count:
    case Measure::CountDifferent:
    case Measure::Sum: break;  // answered also of nothing
  }
  return unknown();
}

// What was known when the event came, which may lie in a history that joined later.
void look_from(Moment& moment, std::size_t event) {
  moment.seen = event;
  if (moment.record->is_own(event)) return;
  for (const Record::Joined& joined : moment.record->joined) {
    const auto place = std::find(joined.events.begin(), joined.events.end(), event);
    if (place == joined.events.end()) continue;
    moment.seen = joined.in_record[static_cast<std::size_t>(place - joined.events.begin())];
    moment.record = joined.record.get();
    return;
  }
}

}  // namespace

Answer measured(const Moment& here, const History& history) {
  std::optional<Key> key;
  if (history.same) {
    const Answer value = answer(here, history.same->key);
    if (!value.is_known()) return value;
    key = key_of(value);
  }
  Moment moment = here;
  if (history.before_step) look_from(moment, (*here.match)[*history.before_step].event);
  const std::vector<Counted> events = counted(moment, history, key);
  if (history.window.reach == Reach::Fading) return faded(moment, history, events);
  switch (history.measure) {
    case Measure::Exists: return yes_or_no(!events.empty());
    case Measure::Count: return count_up_to(events.size(), 0);
    case Measure::CountDifferent: return count_up_to(different(events), history.up_to);
    case Measure::Sum: return fitted(total(events));
    case Measure::NthLast:
      return history.nth > events.size() ? missing() : events[events.size() - history.nth].value;
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
