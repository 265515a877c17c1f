// SPDX-License-Identifier: Apache-2.0
//
// Which fact answers a history, and how it is read off.
//
//   any                    the last time
//   count                  times in a sliding window (as many as its cap), else a running count, else panes
//   count of different     the values seen last (as many as its cap)
//   sum, average, largest, smallest    running totals, panes, or the newest items
//   first, last            first or last; the newest items where a window slides over a first
#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "compiler/base/check.h"
#include "compiler/base/match.h"
#include "compiler/plan/analysis.h"
#include "compiler/plan/expression_walk.h"
#include "compiler/plan/late_events.h"
#include "compiler/plan/words.h"
#include "runtime/abi/fading.h"

namespace wend::plan {

using namespace program;

struct Analysis::HistoryFact {
  Fact fact;
  FactSource source;
};

namespace {

// The smaller of two bounds where 0 is none.
std::uint32_t tighter(std::uint32_t a, std::uint32_t b) {
  return a == 0 ? b : b == 0 ? a : std::min(a, b);
}

// It does not end now, so that the newest of all are no help.
bool is_past(const Window& window) { return window.ago || window.back; }

FactKind kind_of_count(const Window& window) {
  if (window.panes || window.reach == Reach::Fading) return FactKind::Panes;
  if (is_past(window)) return FactKind::Items;
  if (window.reach == Reach::Sliding || window.newest > 0) return FactKind::Times;
  return FactKind::Totals;
}

FactKind kind_of_total(const Window& window) {
  if (window.panes || window.reach == Reach::Fading) return FactKind::Panes;
  if (window.newest > 0) return FactKind::Items;
  CHECK(window.reach != Reach::Sliding);  // the checker asks for panes or the newest n
  return FactKind::Totals;
}

FactKind kind_of_first(const Window& window) {
  if (window.newest > 0) return FactKind::Items;
  CHECK(window.reach != Reach::Sliding);
  return FactKind::First;
}

FactKind kind_of(const History& history) {
  switch (history.measure) {
    case Measure::Exists:
    case Measure::Last:
      if (!is_past(history.window)) return FactKind::Last;
      return history.window.panes ? FactKind::Panes : FactKind::Items;
    case Measure::SinceLast: return FactKind::Last;
    case Measure::NthLast: return FactKind::Items;
    case Measure::Count: return kind_of_count(history.window);
    case Measure::CountDifferent:
      return history.window.newest > 0 ? FactKind::Items : FactKind::Distinct;
    case Measure::Sum:
    case Measure::Average:
    case Measure::Largest:
    case Measure::Smallest: return kind_of_total(history.window);
    case Measure::First: return kind_of_first(history.window);
    case Measure::SinceFirst: return FactKind::First;
  }
  CHECK(false);
  return FactKind::Last;
}

FactPart part_of(const History& history) {
  if (history.window.reach == Reach::Fading) return FactPart::Fading;
  const Measure measure = history.measure;
  switch (measure) {
    case Measure::Exists: return FactPart::Exists;
    case Measure::Count: return FactPart::Count;
    case Measure::CountDifferent: return FactPart::Different;
    case Measure::Sum: return FactPart::Sum;
    case Measure::Average: return FactPart::Average;
    case Measure::Largest: return FactPart::Largest;
    case Measure::Smallest: return FactPart::Smallest;
    case Measure::First: return FactPart::First;
    case Measure::Last: return FactPart::Last;
    case Measure::NthLast: return FactPart::NthLast;
    case Measure::SinceFirst: return FactPart::FirstTime;
    case Measure::SinceLast: return FactPart::LastTime;
  }
  CHECK(false);
  return FactPart::Exists;
}

// What a read is told beside the part: which panes, which from the end, how far to count.
std::uint32_t cap_of(const History& history) {
  const Window& window = history.window;
  if (window.panes) return window.pane_count | window.pane_skip << 16;
  if (window.reach == Reach::Fading) return 0;
  if (history.measure == Measure::NthLast) return history.nth;
  if (history.measure == Measure::Count) return tighter(history.cap, history.window.newest);
  return history.measure == Measure::CountDifferent ? history.cap : 0;
}

std::uint32_t capacity_of(const History& history, FactKind kind) {
  switch (kind) {
    case FactKind::Panes:
      return history.window.panes ? history.window.pane_count + history.window.pane_skip
                                  : kFadingPanes;
    case FactKind::Items: return history.nth > 0 ? history.nth : history.window.newest;
    case FactKind::Times:
    case FactKind::Distinct: CHECK(cap_of(history) > 0); return cap_of(history);
    case FactKind::First:
    case FactKind::Last:
    case FactKind::Totals:
    case FactKind::Sequence:
    case FactKind::Absence:
    case FactKind::Keyed:
    case FactKind::Cycle:
    case FactKind::Level:
    case FactKind::Ledger:
    case FactKind::Mentions:
    case FactKind::Visit:
    case FactKind::Journey: return 1;
  }
  return 1;
}

std::string pane_words(const Fact& fact) {
  switch (fact.pane) {
    case PaneUnit::Hour: return "hour";
    case PaneUnit::Day: return "day";
    case PaneUnit::Week: return "week";
    case PaneUnit::Month: return "month";
    case PaneUnit::Year: return "year";
    case PaneUnit::Exact: return words_of(fact.span);
  }
  return "?";
}

// Times and panes take their capacity from the greediest reader, so it is no part of their meaning; the
// others are read as a whole, so it is.
std::string meaning_of(const Fact& fact, const std::string& subject) {
  const char* totals = fact.has_value ? "totals" : "count";
  switch (fact.kind) {
    case FactKind::Times: return "times of " + subject;
    case FactKind::First: return (fact.has_value ? "first " : "first time of ") + subject;
    case FactKind::Last: return (fact.has_value ? "last " : "last time of ") + subject;
    case FactKind::Totals: return fmt::format("{} of {}", totals, subject);
    case FactKind::Panes: return fmt::format("{} of {} by {}", totals, subject, pane_words(fact));
    case FactKind::Items: return fmt::format("newest {} of {}", fact.capacity, subject);
    case FactKind::Distinct: return fmt::format("newest {} different {}", fact.capacity, subject);
    case FactKind::Sequence:
    case FactKind::Absence:
    case FactKind::Keyed:
    case FactKind::Cycle:
    case FactKind::Level:
    case FactKind::Ledger:
    case FactKind::Mentions:
    case FactKind::Visit:
    case FactKind::Journey: break;
  }
  CHECK(false);
  return "";
}

bool is_valueless(const History& history) {
  const FactKind kind = kind_of(history);
  return history.fields.empty() && !history.same && history.window.reach != Reach::Visit &&
         history.window.reach != Reach::Stage &&
         (kind == FactKind::First || kind == FactKind::Last);
}

}  // namespace

Analysis::HistoryFact Analysis::history_fact(const History& history, bool in_order) const {
  HistoryFact result;
  FactSource& source = result.source;
  source.takes = patterns.test_of(history.pattern);
  source.fields = patterns.fields(history.pattern, history.fields);
  if (history.window.reach == Reach::Since) source.reset = patterns.test_of(history.window.since);

  Fact& fact = result.fact;
  fact.kind = kind_of(history);
  fact.has_value = !source.fields.empty();
  if (fact.has_value) fact.value = patterns.field_type(source.fields);
  fact.capacity = capacity_of(history, fact.kind);
  if (history.window.panes) fact.pane = *history.window.panes;
  if (history.window.reach == Reach::Fading) {
    fact.pane = PaneUnit::Exact;
    fact.span = {false, history.window.half_life / kPanesInHalfLife};
  }

  std::string subject = patterns.words(*source.takes);
  if (fact.has_value) subject = patterns.field_words(source.fields) + " of " + subject;
  if (history.same) add_key(history, result, subject);
  if (source.reset) subject += " since last " + patterns.words(*source.reset);
  source.per_visit = history.window.reach == Reach::Visit;
  if (source.per_visit) subject += " in this visit";
  if (history.window.reach == Reach::Stage) {
    source.journey = journeys[history.window.journey];
    fact.journey = *source.journey;
    subject += fmt::format(" in this {}.stage", program.journeys[history.window.journey].name);
  }
  if (!source.reset_same.empty())
    subject += " with the same " + patterns.field_words(source.reset_same);
  fact.meaning = meaning_of(fact, subject);
  fact.begins_anew = history.begins_anew;
  if (fact.begins_anew) fact.meaning += ", waited for";
  if (hangs_on_order(history)) return result;
  fact.late = late_events_of(program, patterns, fact.kind, *source.takes);
  if (in_order || is_of_neighbours(history)) keep_in_order(fact);
  return result;
}

void Analysis::add_key(const History& history, HistoryFact& to, std::string& subject) const {
  to.source.same = patterns.fields(history.pattern, history.same->fields);
  if (to.source.reset)
    to.source.reset_same = patterns.fields(history.window.since, history.window.since_same);
  to.fact.key = patterns.field_type(to.source.same);
  to.fact.keys = history.same->remembering;
  if (history.same->per_instance) to.fact.instances = mentions_of(to.fact.key);
  subject += fmt::format(" with the same {}, {}", patterns.field_words(to.source.same),
                         remembering_words(*this, to.fact));
}

void Analysis::add_visit() {
  Fact fact;
  fact.kind = FactKind::Visit;
  fact.capacity = 1;
  fact.span = program.visit->gap;
  FactSource source;
  source.visit = patterns.test_of(program.visit->pattern);
  fact.meaning =
      fmt::format("visits of {} within {}", patterns.words(*source.visit), words_of(fact.span));
  visit = add(std::move(fact), std::move(source));
}

void Analysis::add_history(const History& history, bool in_order) {
  if (history.window.reach == Reach::Visit && !visit) add_visit();
  HistoryFact needed = history_fact(history, in_order);
  intern(std::move(needed.fact), std::move(needed.source));
}

// A value that crosses a threshold is looked at as events come in order: its histories are found by themselves.
std::vector<Analysis::AskedHistory> Analysis::asked_histories() const {
  std::vector<AskedHistory> asked;
  ExpressionWalk walk(program), walk_in_order(program);
  for (const RuleFacts& rule : rules) {
    const Trigger& trigger = rule.rule->trigger;
    std::vector<ExprId> roots = roots_of(*rule.rule);
    if (trigger.approach && trigger.approach->kept) roots.push_back(*trigger.approach->kept);
    const auto find = [&](ExprId root, bool in_order) {
      (in_order ? walk_in_order : walk).walk(root, [&](const Expr& expr) {
        if (const auto* history = history_in(expr)) asked.push_back({history, in_order});
      });
    };
    if (trigger.crossing) {
      roots.erase(std::find(roots.begin(), roots.end(), trigger.crossing->value));
      find(trigger.crossing->value, true);
    }
    for (const ExprId root : roots) find(root, false);
  }
  return asked;
}

// A bare first or last time is also known by a fact that keeps a value with it, if no event lacks
// that value: such facts are added first, then lend their times.
void Analysis::collect_histories() {
  const std::vector<AskedHistory> all = asked_histories();
  for (const AskedHistory& one : all)
    if (!is_valueless(*one.history)) add_history(*one.history, one.in_order);

  std::map<std::tuple<FactKind, TestId, std::optional<TestId>, LateEvents>, std::uint32_t> lenders;
  for (std::uint32_t i = 0; i < facts.size(); ++i) {
    const bool keeps_one = facts[i].kind == FactKind::First || facts[i].kind == FactKind::Last;
    if (!keeps_one || facts[i].keys > 0 || sources[i].per_visit || sources[i].journey ||
        facts[i].begins_anew || patterns.is_optional(sources[i].fields))
      continue;
    lenders.try_emplace({facts[i].kind, *sources[i].takes, sources[i].reset, facts[i].late}, i);
  }
  for (const AskedHistory& one : all) {
    if (!is_valueless(*one.history)) continue;
    const HistoryFact needed = history_fact(*one.history, one.in_order);
    const auto lender = lenders.find(
        {needed.fact.kind, *needed.source.takes, needed.source.reset, needed.fact.late});
    if (lender != lenders.end()) {
      fact_of_meaning_.try_emplace(needed.fact.meaning, lender->second);
    } else {
      add_history(*one.history, one.in_order);
    }
  }
}

HistoryRead Analysis::read_of(const History& history, bool in_order) const {
  const auto found = fact_of_meaning_.find(history_fact(history, in_order).fact.meaning);
  CHECK(found != fact_of_meaning_.end());
  HistoryRead read;
  read.fact = found->second;
  read.part = part_of(history);
  read.cap = cap_of(history);
  if (!history.window.panes && history.window.reach != Reach::Fading) read.window = &history.window;
  read.time_since = history.measure == Measure::SinceFirst || history.measure == Measure::SinceLast;
  return read;
}

}  // namespace wend::plan
