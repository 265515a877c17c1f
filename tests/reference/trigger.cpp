// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/trigger.h"

#include <utility>

#include "tests/reference/expression.h"
#include "tests/reference/memory.h"

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

bool forbidden_between(const Record& record, const TriggerStep& step, std::size_t from,
                       std::size_t to) {
  for (std::size_t event = from + 1; event < to; ++event)
    for (const program::PatternId pattern : step.without)
      if (record.matches(pattern, event)) return true;
  return false;
}

// Binds the steps before `step`, whose event is match[step], the newest events first.
bool bind_earlier(const Record& record, const Trigger& trigger, std::size_t step, Match& match) {
  if (step == 0) return within(record, match.front().event, match.back().event, trigger.all_within);
  const std::size_t next = match[step].event;
  for (std::size_t event = next; event-- > 0;) {
    if (!record.matches(trigger.steps[step - 1].pattern, event)) continue;
    if (!within(record, event, next, trigger.steps[step].within)) continue;
    if (forbidden_between(record, trigger.steps[step], event, next)) continue;
    match[step - 1].event = event;
    if (bind_earlier(record, trigger, step - 1, match)) return true;
  }
  return false;
}

using Key = std::pair<std::int64_t, std::string>;

struct Use {
  std::size_t event;
  Key key;
};

// The events that a repetition counts, up to `event`: matching, with the shared value where one is asked for.
std::vector<Use> uses_until(const Record& record, const Trigger& trigger, std::size_t event) {
  const program::PatternId pattern = trigger.steps.front().pattern;
  std::vector<Use> uses;
  for (std::size_t at = 0; at <= event; ++at) {
    if (!record.matches(pattern, at)) continue;
    if (trigger.repetition->same.empty()) {
      uses.push_back({at, {}});
      continue;
    }
    const Answer key = field_of(record, pattern, trigger.repetition->same, at);
    if (key.is_known()) uses.push_back({at, {key.number, key.text}});
  }
  return uses;
}

bool repeats_exactly(const Record& record, const Trigger& trigger, std::size_t event) {
  const std::vector<Use> uses = uses_until(record, trigger, event);
  if (uses.empty() || uses.back().event != event) return false;
  std::vector<Key> keys;
  for (const Use& use : uses) keys.push_back(use.key);
  const bool keyed = !trigger.repetition->same.empty();
  const auto start =
      window_start(*record.calendar, record.instants[event], trigger.repetition->window);
  std::uint32_t count = 0;
  for (const std::size_t use : remembered_uses(keys, keyed ? trigger.repetition->remembering : 1))
    if (!start || record.instants[uses[use].event] > *start) ++count;
  return count == trigger.repetition->times;
}

// An absence that waits.
struct Open {
  std::int64_t deadline;
  std::size_t start;
  Match match;
};

bool may_arm(const Absence& absence, std::size_t open) {
  switch (absence.anchor) {
    case AbsenceAnchor::First: return open == 0;
    case AbsenceAnchor::Last: return true;
    case AbsenceAnchor::Each: return open < absence.open;
  }
  return false;
}

// Moves the open deadlines before `clock` to the fired ones.
void fire(std::vector<Open>& open, std::int64_t clock, std::vector<Fired>& fired) {
  std::vector<Open> still;
  for (Open& one : open) {
    if (one.deadline < clock) {
      fired.push_back({one.deadline, one.start, std::move(one.match)});
    } else {
      still.push_back(std::move(one));
    }
  }
  open = std::move(still);
}

}  // namespace

std::optional<Match> completed_at(const Record& record, const Trigger& trigger, std::size_t event) {
  if (!record.matches(trigger.steps.back().pattern, event)) return std::nullopt;
  if (trigger.repetition && !repeats_exactly(record, trigger, event)) return std::nullopt;
  Match match;
  for (const TriggerStep& step : trigger.steps) match.push_back({step.pattern, event});
  if (!bind_earlier(record, trigger, trigger.steps.size() - 1, match)) return std::nullopt;
  return match;
}

std::vector<Fired> fired_before(const Record& record, const Trigger& trigger,
                                std::int64_t closing) {
  const Absence& absence = *trigger.absence;
  std::vector<Open> open;
  std::vector<Fired> fired;
  for (std::size_t event = 0; event < record.events.size(); ++event) {
    fire(open, record.instants[event], fired);
    if (record.matches(absence.pattern, event)) open.clear();
    auto match = completed_at(record, trigger, event);
    if (!match || !may_arm(absence, open.size())) continue;
    const auto deadline = limit_end(*record.calendar, record.instants[event], absence.within);
    if (absence.anchor == AbsenceAnchor::Last) open.clear();
    if (deadline) open.push_back({*deadline, event, std::move(*match)});
  }
  fire(open, closing, fired);
  return fired;
}

}  // namespace wend::reference
