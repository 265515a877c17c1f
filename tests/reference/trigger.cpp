// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/trigger.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "tests/reference/change.h"
#include "tests/reference/expression.h"
#include "tests/reference/lives.h"
#include "tests/reference/memory.h"
#include "tests/reference/united.h"

namespace wend::reference {
namespace {

using program::Absence;
using program::Trigger;
using program::TriggerStep;

// Closed: elapsed <= stretch.
bool within(const Record& record, std::size_t from, std::size_t to,
            const std::optional<Stretch>& stretch) {
  if (!stretch) return true;
  const auto end = limit_end(*record.calendar, record.instants[from], *stretch);
  return !end || record.instants[to] <= *end;
}

using Key = std::pair<std::int64_t, std::string>;

// The value that the match shares, of one event; nothing if it has none.
std::optional<Key> key_at(const Record& record, program::PatternId pattern,
                          const program::SameField& same, std::size_t event) {
  const Answer value = field_of(record, pattern, same, event);
  if (!value.is_known()) return std::nullopt;
  return Key{value.number, value.text};
}

// Whether the event is of the pattern and, where that is asked, has the value of the match.
bool is_of(const Record& record, program::PatternId pattern, const program::SameField& same,
           const std::optional<Key>& key, std::size_t event) {
  if (!record.own_matches(pattern, event)) return false;
  return same.empty() || (key && key_at(record, pattern, same, event) == key);
}

bool forbidden_between(const Record& record, const TriggerStep& step, const std::optional<Key>& key,
                       std::size_t from, std::size_t to) {
  for (std::size_t event = from + 1; event < to; ++event)
    for (const program::Forbidden& forbidden : step.without)
      if (is_of(record, forbidden.pattern, forbidden.same, key, event)) return true;
  return false;
}

// Whether what happened to the instance at `from` still counts at the event.
bool lives_at(const Record& record, const program::Instance& instance, const Key& key,
              std::size_t from, std::size_t event) {
  return lives_since(record, instance.kind, key.second, from, event + 1, record.instants[event]);
}

// The first steps before `event` that are still remembered for the value, as if it were used now.
std::vector<std::size_t> remembered_starts(const Record& record, const Trigger& trigger,
                                           const Key& key, std::size_t event) {
  const TriggerStep& first = trigger.steps.front();
  std::vector<std::size_t> starts;
  std::vector<Key> keys;
  for (std::size_t at = 0; at < event; ++at) {
    if (!record.own_matches(first.pattern, at)) continue;
    if (const auto own = key_at(record, first.pattern, first.same, at)) {
      starts.push_back(at);
      keys.push_back(*own);
    }
  }
  keys.push_back(key);
  std::vector<std::size_t> remembered;
  const std::size_t most =
      trigger.shared->per_instance ? kAllRemembered : trigger.shared->remembering;
  for (const std::size_t use : remembered_uses(keys, most))
    if (use < starts.size()) remembered.push_back(starts[use]);
  if (trigger.instance)
    std::erase_if(remembered, [&](std::size_t start) {
      return !lives_at(record, *trigger.instance, key, start, event);
    });
  return remembered;
}

// What an attempt to find a match knows: the value it shares, if its steps share one.
struct Attempt {
  const Record& record;
  const Trigger& trigger;
  std::optional<Key> key;
  std::vector<std::size_t> starts;  // that a shared value remembers
};

bool may_start(const Attempt& attempt, std::size_t event) {
  return !attempt.key ||
         std::find(attempt.starts.begin(), attempt.starts.end(), event) != attempt.starts.end();
}

// Binds the steps before `step`, whose event is match[step], the newest events first.
bool bind_earlier(const Attempt& attempt, std::size_t step, Match& match) {
  const Record& record = attempt.record;
  const Trigger& trigger = attempt.trigger;
  if (step == 0) return within(record, match.front().event, match.back().event, trigger.all_within);
  const std::size_t next = match[step].event;
  for (std::size_t event = next; event-- > 0;) {
    const TriggerStep& earlier = trigger.steps[step - 1];
    if (!is_of(record, earlier.pattern, earlier.same, attempt.key, event)) continue;
    if (step == 1 && !may_start(attempt, event)) continue;
    if (!within(record, event, next, trigger.steps[step].within)) continue;
    if (forbidden_between(record, trigger.steps[step], attempt.key, event, next)) continue;
    match[step - 1].event = event;
    if (bind_earlier(attempt, step - 1, match)) return true;
  }
  return false;
}

struct OwnUse {
  std::size_t event;
  Key key;
};

// The events that a repetition counts, up to `event`: matching, with the shared value where one is asked for.
std::vector<OwnUse> uses_until(const Record& record, const Trigger& trigger, std::size_t event) {
  const program::PatternId pattern = trigger.steps.front().pattern;
  std::vector<OwnUse> uses;
  for (std::size_t at = 0; at <= event; ++at) {
    if (!record.own_matches(pattern, at)) continue;
    if (trigger.repetition->same.empty()) {
      uses.push_back({at, {}});
      continue;
    }
    const Answer key = field_of(record, pattern, trigger.repetition->same, at);
    if (key.is_known()) uses.push_back({at, {key.number, key.text}});
  }
  if (!trigger.instance || uses.empty()) return uses;
  // Other instances have no say in what is remembered of this one.
  const Key own = uses.back().key;
  std::erase_if(uses, [&](const OwnUse& use) {
    return use.key != own || !lives_at(record, *trigger.instance, own, use.event, event);
  });
  return uses;
}

bool is_in_window(const Record& record, const program::Repetition& repetition, std::size_t event,
                  std::size_t now) {
  if (!repetition.window) return true;
  const auto start = window_start(*record.calendar, record.instants[now], *repetition.window);
  return !start || record.instants[event] > *start;
}

// Of instances only the customer's own are followed.
std::vector<std::size_t> counted_events(const Record& record, const Trigger& trigger,
                                        const std::vector<OwnUse>& own) {
  const program::Repetition& repetition = *trigger.repetition;
  std::vector<std::size_t> events;
  if (trigger.instance) {
    for (const OwnUse& use : own) events.push_back(use.event);
    return events;
  }
  const program::PatternId pattern = trigger.steps.front().pattern;
  const auto key_at = [&](std::size_t event) -> std::optional<Key> {
    if (!record.matches(pattern, event) || record.is_late(event)) return std::nullopt;
    if (repetition.same.empty()) return Key{};
    const Answer key = field_of(record, pattern, repetition.same, event);
    return key.is_known() ? std::optional(Key{key.number, key.text}) : std::nullopt;
  };
  const std::size_t most = repetition.same.empty() ? 1 : repetition.remembering;
  const auto uses = uses_among<Key>(record, own.back().event + 1, most, key_at);
  return remembered_events(uses, own.back().key, most);
}

bool repeats_exactly(const Record& record, const Trigger& trigger, const std::vector<OwnUse>& own) {
  std::uint32_t count = 0;
  for (const std::size_t event : counted_events(record, trigger, own))
    if (is_in_window(record, *trigger.repetition, event, own.back().event)) ++count;
  return count == trigger.repetition->times;
}

// What counts of one value since it was last full; `newest` is its newest use.
struct Cycle {
  std::vector<std::size_t> events;
  std::size_t newest = 0;
};

// From the first use on: the values remembered are those whose own newest use is newest.
bool fills_a_cycle(const Record& record, const Trigger& trigger, const std::vector<OwnUse>& uses) {
  const program::Repetition& repetition = *trigger.repetition;
  std::map<Key, Cycle> cycles;
  bool full = false;
  for (const auto& [event, key] : uses) {
    const bool keyed = !repetition.same.empty();
    if (keyed && !cycles.contains(key) && cycles.size() >= repetition.remembering)
      cycles.erase(std::min_element(cycles.begin(), cycles.end(), [](const auto& a, const auto& b) {
        return a.second.newest < b.second.newest;
      }));
    Cycle& cycle = cycles[key];
    cycle.newest = event;
    cycle.events.push_back(event);
    const auto counted = std::count_if(
        cycle.events.begin(), cycle.events.end(),
        [&, now = event](std::size_t one) { return is_in_window(record, repetition, one, now); });
    full = counted >= std::int64_t{repetition.times};
    if (full) cycle.events.clear();
  }
  return full;
}

bool repeats(const Record& record, const Trigger& trigger, std::size_t event) {
  const std::vector<OwnUse> uses = uses_until(record, trigger, event);
  if (uses.empty() || uses.back().event != event) return false;
  return trigger.repetition->every ? fills_a_cycle(record, trigger, uses)
                                   : repeats_exactly(record, trigger, uses);
}

// An absence that waits.
struct Open {
  std::int64_t deadline;
  std::size_t start;
  Match match;
  std::optional<Key> key;
};

bool may_arm(const Absence& absence, std::size_t open) {
  switch (absence.anchor) {
    case AbsenceAnchor::First: return open == 0;
    case AbsenceAnchor::Last: return true;
    case AbsenceAnchor::Each: return open < absence.open;
  }
  return false;
}

// Whether the instance that waits is still followed.
bool is_followed(const Record& record, const Trigger& trigger, const Open& one, std::size_t seen,
                 std::int64_t now) {
  return !trigger.instance ||
         lives_since(record, trigger.instance->kind, one.key->second, one.start, seen, now);
}

// Moves the open deadlines before `clock` to the fired ones. `seen`: the events before it.
void fire(const Record& record, const Trigger& trigger, std::size_t seen, std::vector<Open>& open,
          std::int64_t clock, std::vector<Fired>& fired) {
  std::vector<Open> still;
  for (Open& one : open) {
    if (one.deadline < clock) {
      if (!is_followed(record, trigger, one, seen, one.deadline)) continue;
      fired.push_back({one.deadline, one.start, std::move(one.match)});
    } else {
      still.push_back(std::move(one));
    }
  }
  open = std::move(still);
}

}  // namespace

std::optional<Match> completed_at(const Record& record, const Trigger& trigger, std::size_t event) {
  if (trigger.change) {
    if (!changes_at(record, *trigger.change, event)) return std::nullopt;
    return Match{{trigger.steps.front().pattern, event}};
  }
  if (!record.own_matches(trigger.steps.back().pattern, event)) return std::nullopt;
  if (trigger.repetition && !repeats(record, trigger, event)) return std::nullopt;
  const TriggerStep& last = trigger.steps.back();
  Attempt attempt{record, trigger, std::nullopt, {}};
  if (trigger.shared) {
    attempt.key = key_at(record, last.pattern, last.same, event);
    if (!attempt.key) return std::nullopt;
    attempt.starts = remembered_starts(record, trigger, *attempt.key, event);
  }
  Match match;
  for (const TriggerStep& step : trigger.steps) match.push_back({step.pattern, event});
  if (!bind_earlier(attempt, trigger.steps.size() - 1, match)) return std::nullopt;
  return match;
}

namespace {

std::size_t open_of(const std::vector<Open>& open, const std::optional<Key>& key) {
  return static_cast<std::size_t>(
      std::count_if(open.begin(), open.end(), [&](const Open& one) { return one.key == key; }));
}

void close(std::vector<Open>& open, const std::optional<Key>& key) {
  std::erase_if(open, [&](const Open& one) { return one.key == key; });
}

// Another value wants to wait: if as many as may do, the one whose newest arming is oldest is forgotten.
void make_room(std::vector<Open>& open, std::uint32_t most) {
  std::set<Key> waiting;
  std::optional<Key> oldest;
  for (std::size_t i = open.size(); i-- > 0;)
    if (waiting.insert(*open[i].key).second) oldest = open[i].key;
  if (waiting.size() >= most) close(open, oldest);
}

}  // namespace

namespace {

// What waits behind the last event, or did not have to wait longer.
struct Waiting {
  std::vector<Open> open;
  std::vector<Fired> fired;
};

Waiting waiting_at(const Record& record, const Trigger& trigger, std::int64_t closing);

// When what is awaited came last, as far as it is remembered, behind the first `seen` entries.
std::optional<std::size_t> last_awaited(const Record& record, const Trigger& trigger,
                                        std::size_t seen, const std::optional<Key>& key) {
  const Absence& absence = *trigger.absence;
  const bool of_one = !absence.same.empty();
  const auto key_of = [&](std::size_t event) -> std::optional<Key> {
    if (!record.matches(absence.pattern, event)) return std::nullopt;
    return of_one ? key_at(record, absence.pattern, absence.same, event) : Key{};
  };
  const std::size_t most = of_one ? trigger.shared->remembering : 1;
  const auto uses = uses_among<Key>(record, seen, most, key_of);
  const std::vector<std::size_t> events = remembered_events(uses, of_one ? *key : Key{}, most);
  return events.empty() ? std::nullopt : std::optional(events.back());
}

bool is_over(const Record& other, const Trigger& trigger, std::size_t seen, const Open& one) {
  const auto came = last_awaited(other, trigger, seen, one.key);
  if (!came) return false;
  const auto end = limit_end(*other.calendar, other.instants[*came], trigger.absence->within);
  return !end || *end > one.deadline;
}

// As if all had been armed in the order of their deadlines.
std::vector<Open> anchored(const Absence& absence, const std::vector<Open>& all) {
  std::vector<Open> open;
  for (const Open& one : all) {
    if (!may_arm(absence, open_of(open, one.key))) continue;
    if (absence.anchor == AbsenceAnchor::Last) close(open, one.key);
    open.push_back(one);
  }
  return open;
}

void join(const Record& record, const Trigger& trigger, const Record::Joined& joined,
          std::vector<Open>& open) {
  if (trigger.instance) return;
  const std::int64_t now = record.instants[joined.place];
  std::vector<Open> theirs = waiting_at(*joined.record, trigger, now).open;
  std::erase_if(theirs,
                [&](const Open& one) { return is_over(record, trigger, joined.place, one); });
  std::erase_if(open, [&](const Open& one) {
    return is_over(*joined.record, trigger, joined.record->events.size(), one);
  });
  for (Open& one : theirs) {
    one.start = joined.outside(one.start);
    for (StepBinding& step : one.match) step.event = joined.outside(step.event);
    open.push_back(std::move(one));
  }
  std::stable_sort(open.begin(), open.end(),
                   [](const Open& a, const Open& b) { return a.deadline < b.deadline; });
  open = anchored(*trigger.absence, open);
  if (!trigger.absence->per_value) return;
  std::set<Key> newest;
  for (std::size_t i = open.size(); i-- > 0;)
    if (newest.size() < trigger.shared->remembering) newest.insert(*open[i].key);
  std::erase_if(open, [&](const Open& one) { return !newest.contains(*one.key); });
}

// An event that is later than stated ends what began before it, so that its limit would end later.
void end_by_late(const Record& record, const Absence& absence, std::size_t late,
                 std::vector<Open>& open) {
  if (!record.matches(absence.pattern, late)) return;
  const bool of_one = !absence.same.empty();
  const auto key = of_one ? key_at(record, absence.pattern, absence.same, late) : std::nullopt;
  if (of_one && !key) return;
  const auto end = limit_end(*record.calendar, record.instants[late], absence.within);
  std::erase_if(open, [&](const Open& one) {
    return (!of_one || one.key == key) && (!end || *end > one.deadline);
  });
}

Waiting waiting_at(const Record& record, const Trigger& trigger, std::int64_t closing) {
  const Absence& absence = *trigger.absence;
  std::vector<Open> open;
  std::vector<Fired> fired;
  for (std::size_t event = 0; event < record.events.size(); ++event) {
    if (!record.is_own(event) && !record.is_link[event]) continue;
    fire(record, trigger, event, open, record.instants[event], fired);
    std::erase_if(open, [&](const Open& one) {
      return !is_followed(record, trigger, one, event + 1, record.instants[event]);
    });
    for (const Record::Joined& joined : record.joined) {
      if (joined.place != event) continue;
      if (record.is_late(event))
        end_by_late(record, absence, joined.events.front(), open);
      else
        join(record, trigger, joined, open);
    }
    const bool keyed = absence.per_value;
    if (record.own_matches(absence.pattern, event)) {
      const bool of_one = !absence.same.empty();
      const auto key = of_one ? key_at(record, absence.pattern, absence.same, event) : std::nullopt;
      if (key) close(open, key);
      if (!of_one) open.clear();
    }
    auto match = completed_at(record, trigger, event);
    if (!match) continue;
    const TriggerStep& last = trigger.steps.back();
    const auto key = keyed ? key_at(record, last.pattern, last.same, event) : std::nullopt;
    if (keyed && !key) continue;
    const std::size_t waiting = open_of(open, key);
    if (!may_arm(absence, waiting)) continue;
    if (keyed && waiting == 0 && !trigger.instance) make_room(open, trigger.shared->remembering);
    const auto deadline = limit_end(*record.calendar, record.instants[event], absence.within);
    if (absence.anchor == AbsenceAnchor::Last) close(open, key);
    if (deadline) open.push_back({*deadline, event, std::move(*match), key});
  }
  fire(record, trigger, record.events.size(), open, closing, fired);
  return {std::move(open), std::move(fired)};
}

}  // namespace

std::vector<Fired> fired_before(const Record& record, const Trigger& trigger,
                                std::int64_t closing) {
  return waiting_at(record, trigger, closing).fired;
}

}  // namespace wend::reference
