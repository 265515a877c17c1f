// SPDX-License-Identifier: Apache-2.0
#include "compiler/plan/late_events.h"

#include <algorithm>

namespace wend::plan {

using namespace program;

namespace {

LateEvents counted(const Program& program, const Patterns& patterns, TestId takes) {
  const std::vector<PatternAlternative>& all = patterns.pattern(takes).alternatives;
  const bool any = std::any_of(all.begin(), all.end(), [&](const PatternAlternative& one) {
    return program.schema.touchpoints[one.touchpoint].without_repeats;
  });
  return any ? LateEvents::WithoutRepeats : LateEvents::Ignored;
}

}  // namespace

LateEvents late_events_of(const Program& program, const Patterns& patterns, FactKind kind,
                          TestId takes) {
  if (program.schema.lateness_ms == 0) return LateEvents::Ignored;
  switch (kind) {
    case FactKind::First:
    case FactKind::Last:
    case FactKind::Distinct: return LateEvents::Taken;
    case FactKind::Times:
    case FactKind::Totals:
    case FactKind::Panes:
    case FactKind::Items: return counted(program, patterns, takes);
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
  return LateEvents::Ignored;
}

bool hangs_on_order(const History& history) {
  const Reach reach = history.window.reach;
  return reach == Reach::Since || reach == Reach::Visit || reach == Reach::Stage ||
         history.begins_anew || (history.same && history.same->per_instance);
}

bool is_of_neighbours(const History& history) {
  if (history.measure == Measure::NthLast) return true;
  return history.before_step &&
         (history.measure == Measure::Last || history.measure == Measure::SinceLast);
}

void keep_in_order(Fact& fact) {
  if (fact.late == LateEvents::Ignored) return;
  fact.late = LateEvents::Ignored;
  fact.meaning += ", as they came in order";
}

}  // namespace wend::plan
