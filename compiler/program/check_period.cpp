// SPDX-License-Identifier: Apache-2.0
//
// Windows of the calendar (`today`, `previous month`), windows that ended some time ago, the history before an
// event, and half-lives.
#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/program/histories.h"
#include "compiler/program/keys.h"
#include "compiler/program/patterns.h"
#include "compiler/program/stages.h"
#include "compiler/program/units.h"

namespace wend::program {
namespace {

constexpr std::pair<const char*, PaneUnit> kPeriods[] = {{"day", PaneUnit::Day},
                                                         {"week", PaneUnit::Week},
                                                         {"month", PaneUnit::Month},
                                                         {"year", PaneUnit::Year}};
constexpr std::int64_t kParts = 8;  // of a half-life

}  // namespace

bool Histories::period_of(const syntax::Period& period, History& made) {
  if (period.part) return this_stage(period, made);
  if (period.unit.text == "visit" && !period.previous) return this_visit(period, made);
  made.window.reach = Reach::Calendar;
  made.window.back = period.previous;
  for (const auto& [name, unit] : kPeriods) {
    if (period.unit.text != name) continue;
    made.window.period = unit;
    return true;
  }
  offer_nearest(pack_,
                pack_.report(DiagnosticKind::UnknownPeriod, period.unit.span, {period.unit.text}),
                period.unit, {"day", "week", "month", "year"},
                "a period of the calendar is a `day`, `week`, `month` or `year`");
  return false;
}

// `this buying.stage`
bool Histories::this_stage(const syntax::Period& period, History& made) {
  if (period.previous) {
    const Span whole = join(period.unit.span, period.part->span);
    pack_.report(DiagnosticKind::UnknownPeriod, whole, {pack_.words_of(whole)})
        .with_help("what happened in a stage is known until the next move: say `this " +
                   pack_.words_of(whole) + "`");
    return false;
  }
  const auto journey = journey_of(pack_, period.unit, *period.part);
  if (!journey) return false;
  made.window.reach = Reach::Stage;
  made.window.journey = *journey;
  return true;
}

bool Histories::this_visit(const syntax::Period& period, History& made) {
  made.window.reach = Reach::Visit;
  if (pack_.program.visit) return true;
  if (pack_.declares_visit || pack_.incomplete) return false;
  pack_.report(DiagnosticKind::NoVisit, period.unit.span)
      .with_help("say in the schema, as in `visit touchpoint within 30 minutes`");
  return false;
}

// `with half life 24 hours`: only what adds up fades.
bool Histories::half_life_of(const Question& question, const syntax::HalfLife& half,
                             History& made) {
  made.window.reach = Reach::Fading;
  const auto stretch = stretch_of(pack_, half.amount);
  if (!stretch) return false;
  const auto refuse = [&](const std::string& help) {
    pack_
        .report(DiagnosticKind::HalfLifeOfWhat, half.amount.span,
                {pack_.words_of(half.amount.span)})
        .with_help(help);
    return false;
  };
  if (stretch->calendar)
    return refuse("a half-life is exact and a day is not: say it in hours, as in `336 hours`");
  if (stretch->amount % kParts != 0) return refuse("an eighth of it must be whole milliseconds");
  made.window.half_life = stretch->amount;
  if (question.measure == Measure::Count || question.measure == Measure::Sum) return true;
  return does_not_fit(question, half.amount.span, "only `count of` and `sum of` fade");
}

bool Histories::before_of(const Question& question, const syntax::Before& before, History& made) {
  if (std::holds_alternative<syntax::BeforeThis>(before.what))
    return before_this(before.span, made);
  if (made.window.reach != Reach::Sliding) {
    pack_
        .report(DiagnosticKind::BoundDoesNotFit, before.span,
                {pack_.words_of(before.span), question.word})
        .with_help(
            "only a window that moves ends some time ago, as in `in 7 days before 7 days "
            "ago`; for the calendar say `previous month`");
    return false;
  }
  const syntax::Amount& amount = std::get<syntax::Ago>(before.what).amount;
  const auto ago = stretch_of(pack_, amount);
  if (!ago) return false;
  if (ago->calendar != made.window.stretch.calendar) {
    const Span window = std::get<syntax::InAmount>(*question.window->reach).amount.span;
    pack_
        .report(DiagnosticKind::DurationAndSpan, amount.span,
                {pack_.words_of(window), pack_.words_of(amount.span)})
        .with_label(window, "the window")
        .with_help("say both in hours or both in days");
    return false;
  }
  made.window.ago = ago;
  return true;
}

// The event that is decided on: the last step, unless the rule decides at a deadline.
bool Histories::before_this(Span span, History& made) {
  const Match* match = expressions_.scope_.match;
  if (match != nullptr && match->damaged) return false;
  const bool has_event = match != nullptr && !match->steps.empty() && !match->steps.back().kept;
  if (has_event) {
    made.before_step = static_cast<std::uint32_t>(match->steps.size() - 1);
    return true;
  }
  pack_.report(DiagnosticKind::NoThis, span)
      .with_help(match == nullptr
                     ? "a definition knows no trigger"
                     : "a rule that acts at a deadline has none: what came before is all there is");
  return false;
}

// `previous X.field`: the X before the one that the trigger bound, else the last.
MaybeExpr Histories::check(const syntax::Expr& node, const syntax::Previous& asked,
                           const Expect& expect) {
  const syntax::Same* same = asked.same ? &*asked.same : nullptr;
  const Question question{Measure::Last, "previous", asked.what.pattern, &asked.what.field, nullptr,
                          same,          true};
  return answer(node, question, expect);
}

// The newest step that may be such an X.
bool Histories::previous_of(const Question& question, History& made) {
  const Match* match = expressions_.scope_.match;
  if (match == nullptr) {
    pack_.report(DiagnosticKind::NoThis, question.pattern.span)
        .with_help("a definition knows no trigger: ask for `last` or `2nd last`");
    return false;
  }
  if (match->damaged) return false;
  const auto asked = touchpoints_of(pack_, made.pattern);
  for (std::size_t step = match->steps.size(); step-- > 0;) {
    const auto& bound = match->steps[step].touchpoints;
    const bool may_be = std::any_of(asked.begin(), asked.end(), [&](std::uint32_t one) {
      return std::find(bound.begin(), bound.end(), one) != bound.end();
    });
    if (!may_be) continue;
    made.before_step = static_cast<std::uint32_t>(step);
    return true;
  }
  return true;
}

}  // namespace wend::program
