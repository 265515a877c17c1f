// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/crossing.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "compiler/base/match.h"
#include "tests/reference/expression.h"

namespace wend::reference {
namespace {

using namespace program;

// What a value is computed from.
struct Sources {
  std::vector<const History*> histories;
  bool profile = false;
};

void gather(const Program& program, ExprId id, Sources& to) {
  const auto go = [&](ExprId part) { gather(program, part, to); };
  match(
      program[id].kind, [&](const History& it) { to.histories.push_back(&it); },
      [&](const CustomerField&) { to.profile = true; },
      [&](const Named& it) { go(program.definitions[it.definition].value); },
      [&](const Binary& it) {
        go(it.left);
        go(it.right);
      },
      [&](const Unary& it) { go(it.operand); }, [&](const Part& it) { go(it.operand); },
      [&](const Select& it) {
        go(it.test);
        go(it.yes);
        go(it.otherwise);
      },
      [&](const OneOf& it) {
        go(it.value);
        for (const ExprId option : it.options) go(option);
      },
      [](const auto&) {});
}

bool concerns(const Record& record, const Sources& sources, std::size_t event) {
  if (!record.is_own(event)) return false;
  if (record.events[event].profile) return sources.profile;
  return std::any_of(sources.histories.begin(), sources.histories.end(), [&](const History* one) {
    return record.matches(one->pattern, event) ||
           (one->window.reach == Reach::Since && record.matches(one->window.since, event));
  });
}

bool is_out(const Record& record, const Window& window, std::size_t event, std::int64_t now) {
  if (window.panes)
    return record.calendar->pane_of(*window.panes, record.instants[event]) <=
           record.calendar->pane_of(*window.panes, now) - std::int64_t{window.pane_count};
  const auto start = window_start(*record.calendar, now, window.stretch);
  return start && record.instants[event] <= *start;
}

// The first instant from which the event no longer is in the window, if that is before `closing`.
std::optional<std::int64_t> leaving(const Record& record, const Window& window, std::size_t event,
                                    std::int64_t closing) {
  std::int64_t low = record.instants[event];
  std::int64_t high = closing;
  if (high <= low || !is_out(record, window, event, high)) return std::nullopt;
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (is_out(record, window, event, middle) ? high : low) = middle;
  }
  return high < closing ? std::optional(high) : std::nullopt;
}

// Instants at which something leaves a window.
std::set<std::int64_t> leavings(const Record& record, const Sources& sources,
                                std::int64_t closing) {
  std::set<std::int64_t> all;
  for (const History* history : sources.histories) {
    if (history->window.reach != Reach::Sliding) continue;
    for (std::size_t event = 0; event < record.events.size(); ++event)
      if (record.matches(history->pattern, event) && !record.is_late(event))
        if (const auto instant = leaving(record, history->window, event, closing))
          all.insert(*instant);
  }
  return all;
}

std::size_t seen_at(const Record& record, std::int64_t instant) {
  const auto later = std::upper_bound(record.instants.begin(), record.instants.end(), instant);
  return static_cast<std::size_t>(later - record.instants.begin());
}

// A look: behind an event, or by the clock behind all events of its instant.
struct Look {
  std::int64_t instant;
  bool by_clock;
  std::size_t event;
};

std::vector<Look> looks_of(const Record& record, const Sources& sources, std::int64_t closing) {
  std::vector<Look> looks;
  for (std::size_t event = 0; event < record.events.size(); ++event)
    if (concerns(record, sources, event)) looks.push_back({record.instants[event], false, event});
  for (const std::int64_t instant : leavings(record, sources, closing))
    looks.push_back({instant, true, seen_at(record, instant) - 1});
  std::stable_sort(looks.begin(), looks.end(), [](const Look& a, const Look& b) {
    return std::tuple(a.instant, a.by_clock, a.event) < std::tuple(b.instant, b.by_clock, b.event);
  });
  return looks;
}

}  // namespace

namespace {

// Looks between two links, from the first one behind an event on.
std::vector<Crossed> crossings_among(const Record& record, const Crossing& crossing,
                                     const std::vector<Look>& looks) {
  const auto value_at = [&](std::size_t seen, std::int64_t now) {
    return answer(Moment{&record, seen, now, nullptr, false, true}, crossing.value);
  };
  std::vector<Crossed> crossed;
  if (looks.empty()) return crossed;
  const std::size_t first = looks.front().event;
  const bool from_profile = record.events[first].profile;
  Answer before = value_at(from_profile ? first + 1 : first, looks.front().instant);
  const std::int64_t threshold = answer(Moment{&record, 0, 0, nullptr}, crossing.threshold).number;
  for (const Look& look : looks) {
    const Answer now = value_at(look.event + 1, look.instant);
    const bool known = before.is_known() && now.is_known();
    const bool rises = known && before.number < threshold && now.number >= threshold;
    const bool falls = known && before.number >= threshold && now.number < threshold;
    const Event& event = record.events[look.event];
    if (crossing.falls ? falls : rises)
      crossed.push_back(
          {look.instant, look.by_clock, look.event,
           look.by_clock ? cause_of_customer(event.customer, look.instant) : cause_of(event)});
    before = now;
  }
  return crossed;
}

// How many histories have joined before the look.
std::size_t joined_before(const Record& record, const Look& look) {
  std::size_t joined = 0;
  for (const Record::Joined& one : record.joined)
    joined += one.place <= look.event && !record.is_late(one.place) ? 1 : 0;
  return joined;
}

}  // namespace

// With each link it begins anew.
std::vector<Crossed> crossings_before(const Record& record, const Crossing& crossing,
                                      std::int64_t closing) {
  Sources sources;
  gather(*record.program, crossing.value, sources);
  std::map<std::size_t, std::vector<Look>> between;
  for (const Look& look : looks_of(record, sources, closing)) {
    std::vector<Look>& looks = between[joined_before(record, look)];
    if (!looks.empty() || !look.by_clock) looks.push_back(look);
  }
  std::vector<Crossed> all;
  for (const auto& [joined, looks] : between) {
    const std::vector<Crossed> crossed = crossings_among(record, crossing, looks);
    all.insert(all.end(), crossed.begin(), crossed.end());
  }
  return all;
}

}  // namespace wend::reference
