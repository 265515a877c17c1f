// SPDX-License-Identifier: Apache-2.0
//
// The bounds of a window: whole panes (`by day`), so many events (`of the newest 200`), so many
// different values (`up to 20`), or a comparison with a fixed number, which needs no more.
#include "compiler/program/histories.h"
#include "compiler/program/units.h"

namespace wend::program {
namespace {

constexpr std::uint32_t kMostNewest = 10'000;
constexpr std::uint32_t kMostPanes = 1000;
constexpr std::uint32_t kMostDifferent = 10'000;

bool is_total(Measure measure) {
  return measure == Measure::Sum || measure == Measure::Average || measure == Measure::Largest ||
         measure == Measure::Smallest;
}

// The panes that tile a window of this unit.
std::optional<PaneUnit> pane_that_fits(const std::string& unit_name) {
  const auto unit = unit_named(unit_name);
  if (!unit) return std::nullopt;
  if (unit->calendar) return unit->days > 0 ? PaneUnit::Day : PaneUnit::Month;
  if (unit->milliseconds == 3'600'000) return PaneUnit::Hour;
  return std::nullopt;
}

const char* pane_word(PaneUnit unit) {
  switch (unit) {
    case PaneUnit::Hour: return "hour";
    case PaneUnit::Day: return "day";
    case PaneUnit::Month: return "month";
    case PaneUnit::Week:
    case PaneUnit::Year:
    case PaneUnit::Exact: break;
  }
  return "";
}

std::uint32_t panes_in(const Stretch& stretch, PaneUnit unit) {
  const CalendarSpan span = stretch.calendar ? unpack(stretch.amount) : CalendarSpan{};
  switch (unit) {
    case PaneUnit::Hour: return static_cast<std::uint32_t>(stretch.amount / 3'600'000);
    case PaneUnit::Day: return static_cast<std::uint32_t>(span.days);
    case PaneUnit::Month: return static_cast<std::uint32_t>(span.months);
    case PaneUnit::Week:
    case PaneUnit::Year:
    case PaneUnit::Exact: break;
  }
  return 0;
}

// It does not end now.
bool is_past(const Window& window) { return window.ago || window.back; }

// Of the calendar: what is kept per period says nothing of its first, nor of the last of one that is over.
bool needs_newest(Measure measure, const Window& window) {
  return window.reach == Reach::Calendar &&
         (measure == Measure::First || (measure == Measure::Last && window.back));
}

// Whether whole panes tile it.
bool is_cut_by(const Stretch& stretch, std::optional<PaneUnit> pane) {
  if (!stretch.calendar) return stretch.amount % 3'600'000 == 0;
  const CalendarSpan span = unpack(stretch.amount);
  return pane == PaneUnit::Month ? span.days == 0 : span.months == 0;
}

}  // namespace

bool Histories::bounds_of(const Question& question, const Expect& expect, History& made) {
  if (question.window == nullptr) return true;
  if (!check_fit(question, made) || !nth_of(question, made)) return false;
  const bool counts =
      question.measure == Measure::Count || question.measure == Measure::CountDifferent;
  if (counts && expect.compared_with_no_number) return true;
  if (is_past(made.window) && !fits_the_past(question, made)) return false;
  if (question.measure == Measure::CountDifferent) return cap_of_different(question, expect, made);
  if (made.window.reach == Reach::Calendar) return calendar_of(question, made);
  if (made.window.reach != Reach::Sliding) return true;
  if (question.measure == Measure::Count) return cap_of_count(question, expect, made);
  const bool needs_none = !is_total(question.measure) && question.measure != Measure::First;
  if (needs_none && !is_past(made.window)) return true;
  if (question.window->panes) return panes_of(question, made.window);
  if (question.window->newest) return newest_of(question, made);
  return report_missing_bound(question);
}

// Refuses bounds that mean nothing here.
bool Histories::check_fit(const Question& question, const History& made) {
  const syntax::Window& window = *question.window;
  const bool sliding = made.window.reach == Reach::Sliding;
  const bool counts = question.measure == Measure::Count;
  const bool different = question.measure == Measure::CountDifferent;
  const bool nth = question.measure == Measure::First || question.measure == Measure::Last ||
                   question.measure == Measure::NthLast;
  if (window.panes && window.newest) {
    pack_
        .report(DiagnosticKind::TwoBounds, newest_span(question),
                {pack_.words_of(panes_span(question)), pack_.words_of(newest_span(question))})
        .with_label(panes_span(question), "the other bound")
        .with_help("keep one of them");
    return false;
  }
  if (window.panes && (nth || different)) {
    return does_not_fit(
        question, panes_span(question),
        question.measure == Measure::First ? "use `of the newest 100`" : "leave it out");
  }
  if (window.newest && different)
    return does_not_fit(question, newest_span(question), "use `up to 20`");
  if (window.up_to && !different) {
    return does_not_fit(question, up_to_span(question), "`up to` belongs to `count of different`");
  }
  const bool needs_one = sliding ? is_past(made.window) || counts || is_total(question.measure) ||
                                       question.measure == Measure::First
                                 : needs_newest(question.measure, made.window);
  const char* why =
      sliding ? "the answer needs no bound" : "only a window that moves needs a bound";
  if (window.panes && !needs_one) return superfluous(panes_span(question), why);
  if (window.newest && !needs_one) {
    return superfluous(newest_span(question), why, question.measure == Measure::Exists);
  }
  return true;
}

// `2nd last`
bool Histories::nth_of(const Question& question, History& made) {
  if (question.nth == nullptr) return true;
  const auto number = whole_of(*question.nth, 2, kMostNewest);
  if (number) {
    made.nth = *number;
    return true;
  }
  pack_.report(DiagnosticKind::NthOutOfRange, question.pattern.span, {*question.nth})
      .with_help(*question.nth == "1"
                     ? "that is `last`"
                     : "from `2nd last` to `" + std::to_string(kMostNewest) + "th last`");
  return false;
}

// Of a stretch that is over, only what is kept one by one or in panes can be told.
bool Histories::fits_the_past(const Question& question, const History& made) {
  if (question.measure != Measure::NthLast && question.measure != Measure::CountDifferent)
    return true;
  const syntax::Window& window = *question.window;
  const Span past =
      made.window.ago ? window.before->span : std::get<syntax::Period>(*window.reach).unit.span;
  return does_not_fit(question, past, "ask it of a window that ends now");
}

// Of the calendar whole periods are kept, so that most need no bound.
bool Histories::calendar_of(const Question& question, History& made) {
  if (needs_newest(question.measure, made.window))
    return question.window->newest ? newest_of(question, made) : report_missing_newest(question);
  const bool in_panes = question.measure == Measure::Count || is_total(question.measure) ||
                        (question.measure == Measure::Exists && made.window.back);
  if (!in_panes) return true;
  made.window.panes = made.window.period;
  made.window.pane_count = 1;
  made.window.pane_skip = made.window.back ? 1 : 0;
  return true;
}

bool Histories::report_missing_newest(const Question& question) {
  pack_.report(DiagnosticKind::MissingBound, question.window->span, {question.word})
      .with_help("say `of the newest 100`");
  return false;
}

bool Histories::panes_of(const Question& question, Window& window) {
  const syntax::Name& name = *question.window->panes;
  const syntax::Amount& amount = std::get<syntax::InAmount>(*question.window->reach).amount;
  std::optional<PaneUnit> pane;
  for (const PaneUnit unit : {PaneUnit::Hour, PaneUnit::Day, PaneUnit::Month}) {
    if (name.text == pane_word(unit)) pane = unit;
  }
  if (!pane) {
    offer_nearest(pack_, pack_.report(DiagnosticKind::UnknownPane, name.span, {name.text}), name,
                  {"hour", "day", "month"}, "whole panes are `by hour`, `by day` or `by month`");
    return false;
  }
  const auto fitting = pane_that_fits(amount.unit.text);
  const bool whole =
      is_cut_by(window.stretch, fitting) && (!window.ago || is_cut_by(*window.ago, fitting));
  if (fitting != pane || !whole) {
    Diagnostic& reported = pack_
                               .report(DiagnosticKind::PaneDoesNotFit, name.span,
                                       {pack_.words_of(amount.span), name.text})
                               .with_label(amount.span, "the window");
    reported.with_help(fitting && whole ? std::string("say `by ") + pane_word(*fitting) + "`"
                                        : "use whole hours, or `of the newest 100`");
    return false;
  }
  window.panes = pane;
  window.pane_count = panes_in(window.stretch, *pane);
  if (window.ago) window.pane_skip = panes_in(*window.ago, *pane);
  if (window.pane_count + window.pane_skip <= kMostPanes) return true;
  pack_
      .report(DiagnosticKind::TooManyPanes, amount.span,
              {std::to_string(window.pane_count + window.pane_skip), std::to_string(kMostPanes)})
      .with_help("use larger panes, or `of the newest 100`");
  return false;
}

bool Histories::newest_of(const Question& question, History& made) {
  const auto number = whole_of(*question.window->newest, 1, kMostNewest);
  if (!number) {
    pack_
        .report(DiagnosticKind::NewestOutOfRange,
                digits_in(pack_, newest_span(question), *question.window->newest),
                {*question.window->newest})
        .with_help("any whole number from 1 to " + std::to_string(kMostNewest));
    return false;
  }
  made.window.newest = *number;
  return true;
}

bool Histories::cap_of_count(const Question& question, const Expect& expect, History& made) {
  if (question.window->panes) return panes_of(question, made.window);
  if (question.window->newest && expect.compared && !is_past(made.window)) {
    const auto newest = whole_of(*question.window->newest, 1, kMostNewest);
    return superfluous(newest_span(question), "the comparison with a fixed number is bound enough",
                       newest && std::int64_t{*newest} * kMillionth > *expect.compared);
  }
  if (question.window->newest) {
    if (!newest_of(question, made)) return false;
    made.cap = made.window.newest;
    return true;
  }
  if (!expect.compared || is_past(made.window)) return report_missing_bound(question);
  const auto cap = cap_from(*expect.compared, question.pattern.span);
  if (cap) made.cap = *cap;
  return cap.has_value();
}

bool Histories::cap_of_different(const Question& question, const Expect& expect, History& made) {
  if (expect.compared && !question.window->up_to) {
    const auto cap = cap_from(*expect.compared, question.pattern.span);
    if (cap) made.cap = *cap;
    return cap.has_value();
  }
  if (!question.window->up_to) {
    pack_.report(DiagnosticKind::MissingUpTo, question.pattern.span)
        .with_help(
            "say how many are told apart, as in `up to 20`, or compare it with a fixed number");
    return false;
  }
  const auto number = whole_of(*question.window->up_to, 1, kMostDifferent);
  if (!number) {
    pack_
        .report(DiagnosticKind::UpToOutOfRange,
                digits_in(pack_, up_to_span(question), *question.window->up_to),
                {*question.window->up_to})
        .with_help("any whole number from 1 to " + std::to_string(kMostDifferent));
    return false;
  }
  if (expect.compared && std::int64_t{*number} <= *expect.compared / kMillionth) {
    return superfluous(up_to_span(question), "the comparison with a fixed number is bound enough");
  }
  made.up_to = made.cap = *number;
  return true;
}

// To answer `count >= n` for all n compared with, one more than the greatest is enough.
std::optional<std::uint32_t> Histories::cap_from(std::int64_t compared, Span span) {
  const std::int64_t greatest = compared < 0 ? 0 : compared / kMillionth;
  if (greatest < kMostDifferent) return static_cast<std::uint32_t>(greatest) + 1;
  pack_
      .report(DiagnosticKind::CountTooLarge, span,
              {std::to_string(greatest), std::to_string(kMostDifferent)})
      .with_help("count in whole panes, as in `by day`");
  return std::nullopt;
}

// ---------------------------------------------------------------- reports

bool Histories::report_missing_bound(const Question& question) {
  const syntax::Amount& amount = std::get<syntax::InAmount>(*question.window->reach).amount;
  const auto pane = question.measure == Measure::First || question.measure == Measure::Last
                        ? std::nullopt
                        : pane_that_fits(amount.unit.text);
  const std::string bound = pane ? std::string("by ") + pane_word(*pane) : "of the newest 100";
  const bool counts = question.measure == Measure::Count && !question.window->before;
  pack_.report(DiagnosticKind::MissingBound, question.window->span, {question.word})
      .with_help(counts ? "say `" + bound + "`, or compare the count with a fixed number"
                 : pane ? "say `" + bound + "` or `of the newest 100`"
                        : "say `" + bound + "`");
  return false;
}

bool Histories::superfluous(Span bound, const char* reason, bool means_nothing) {
  Diagnostic& reported =
      pack_.report(DiagnosticKind::SuperfluousBound, bound, {pack_.words_of(bound)});
  reported.with_help(reason);
  if (means_nothing && !pack_.has_comment(bound))
    reported.with_fix("remove it", pack_.with_blanks_before(bound), "");
  return false;
}

bool Histories::does_not_fit(const Question& question, Span bound, const char* help) {
  pack_.report(DiagnosticKind::BoundDoesNotFit, bound, {pack_.words_of(bound), question.word})
      .with_help(help);
  return false;
}

// ---------------------------------------------------------------- places

// From the last `first_word` of the window to `end`.
Span Histories::place_of(const Question& question, const char* first_word, Span end) const {
  const Span window = question.window->span;
  const Span before{window.file, window.begin, end.end};
  const std::size_t at = pack_.sources.text(before).rfind(first_word);
  if (at == std::string_view::npos) return end;
  return {window.file, window.begin + static_cast<std::uint32_t>(at), end.end};
}

Span Histories::panes_span(const Question& question) const {
  return place_of(question, "by", question.window->panes->span);
}

Span Histories::newest_span(const Question& question) const {
  Span end = behind(question.window->span);
  if (question.window->up_to) end.begin = end.end = up_to_span(question).begin;
  Span found = place_of(question, "newest", end);
  found = place_of(question, "of", {found.file, found.begin, found.begin});
  found.end = end.end;
  return found;
}

Span Histories::up_to_span(const Question& question) const {
  return place_of(question, "up", behind(question.window->span));
}

Span Histories::window_end(const Question& question) const {
  return behind(question.window->span.begin == question.window->span.end ? question.pattern.span
                                                                         : question.window->span);
}

}  // namespace wend::program
