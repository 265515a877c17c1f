// SPDX-License-Identifier: Apache-2.0
//
// Measures and windows of questions to the history. Bounds are in check_bound.cpp.
#include "compiler/base/match.h"
#include "compiler/program/constants.h"
#include "compiler/program/histories.h"
#include "compiler/program/patterns.h"
#include "compiler/program/units.h"
#include "compiler/schema/type_name.h"

namespace wend::program {
namespace {

bool can_be_summed(ValueKind kind) {
  return is_number(kind) || kind == ValueKind::Money || kind == ValueKind::Percent ||
         kind == ValueKind::Duration;
}

bool has_extremes(const Schema& schema, const ValueType& type) {
  const bool ordered = type.kind == ValueKind::Choice && schema.choices[type.declared].ordered;
  return can_be_summed(type.kind) || type.kind == ValueKind::Instant ||
         type.kind == ValueKind::Date || type.kind == ValueKind::TimeOfDay || ordered;
}

const syntax::Same* pointer(const std::optional<syntax::Same>& same) {
  return same ? &*same : nullptr;
}

}  // namespace

MaybeExpr Histories::check(const syntax::Expr& node, const syntax::Exists& asked,
                           const Expect& expect) {
  const bool negated = asked.quantifier == syntax::Quantifier::No;
  const Question question{Measure::Exists, negated ? "no" : "any", asked.pattern,
                          nullptr,         &asked.window,          pointer(asked.same)};
  const MaybeExpr any = answer(node, question, expect);
  if (!any) return std::nullopt;
  return expressions_.negate_test(*any, node.span, negated);
}

MaybeExpr Histories::check(const syntax::Expr& node, const syntax::Count& asked,
                           const Expect& expect) {
  return answer(
      node, {Measure::Count, "count", asked.pattern, nullptr, &asked.window, pointer(asked.same)},
      expect);
}

MaybeExpr Histories::check(const syntax::Expr& node, const syntax::CountDifferent& asked,
                           const Expect& expect) {
  return answer(node,
                {Measure::CountDifferent, "count of different", asked.what.pattern,
                 &asked.what.field, &asked.window, pointer(asked.same)},
                expect);
}

MaybeExpr Histories::check(const syntax::Expr& node, const syntax::Aggregate& asked,
                           const Expect& expect) {
  const auto [measure, word] = [&]() -> std::pair<Measure, const char*> {
    switch (asked.kind) {
      case syntax::AggregateKind::Sum: return {Measure::Sum, "sum"};
      case syntax::AggregateKind::Average: return {Measure::Average, "average"};
      case syntax::AggregateKind::Largest: return {Measure::Largest, "largest"};
      case syntax::AggregateKind::Smallest: return {Measure::Smallest, "smallest"};
    }
    return {Measure::Sum, "sum"};
  }();
  return answer(
      node,
      {measure, word, asked.what.pattern, &asked.what.field, &asked.window, pointer(asked.same)},
      expect);
}

MaybeExpr Histories::check(const syntax::Expr& node, const syntax::Nth& asked,
                           const Expect& expect) {
  const Measure measure = asked.first ? Measure::First : Measure::Last;
  Question question{asked.number ? Measure::NthLast : measure,
                    asked.first ? "first" : "last",
                    asked.what.pattern,
                    &asked.what.field,
                    &asked.window,
                    pointer(asked.same)};
  if (asked.number) question.nth = &*asked.number;
  return answer(node, question, expect);
}

MaybeExpr Histories::check(const syntax::Expr& node, const syntax::TimeSince& asked,
                           const Expect& expect) {
  const Measure measure = asked.first ? Measure::SinceFirst : Measure::SinceLast;
  Question question{measure, "time since", asked.pattern, nullptr, nullptr, pointer(asked.same)};
  if (asked.before_this) question.before_this = &*asked.before_this;
  return answer(node, question, expect);
}

MaybeExpr Histories::answer(const syntax::Expr& node, const Question& question,
                            const Expect& expect) {
  if (expressions_.scope_.place == Place::Where) {
    pack_.report(DiagnosticKind::HistoryInWhere, node.span)
        .with_help("ask the history in the `if` of the rule");
    return std::nullopt;
  }
  History made;
  made.measure = question.measure;
  const auto pattern = check_pattern(pack_, expressions_.scope_.tree, question.pattern);
  const bool windowed = window_of(question, made);
  if (!pattern) return std::nullopt;
  made.pattern = *pattern;
  if (question.previous && !previous_of(question, made)) return std::nullopt;
  std::optional<Type> type = field_of(question, made);
  if (!windowed || !type || !same_of(question, made)) return std::nullopt;
  if (!bounds_of(question, expect, made)) return std::nullopt;
  if (made.same) type->personal = type->personal || expressions_.type(made.same->key).personal;
  return expressions_.add(made, *type, node.span);
}

// The type of the answer.
std::optional<Type> Histories::field_of(const Question& question, History& made) {
  switch (question.measure) {
    case Measure::Exists: return Type{Kind::Value, plain(ValueKind::YesNo), false, false};
    case Measure::Count:
      return Type{Kind::Value,
                  made.window.reach == Reach::Fading ? decimal() : plain(ValueKind::Whole), false,
                  false};
    case Measure::SinceFirst:
    case Measure::SinceLast: return Type{Kind::Value, plain(ValueKind::Duration), true, false};
    default: break;
  }
  const auto found = field_on_all(pack_, touchpoints_of(pack_, made.pattern), *question.field);
  if (!found) return std::nullopt;
  made.fields = found->fields;
  return measured_type(pack_, question.measure, question.word, *question.field, found->type,
                       made.window.reach == Reach::Fading);
}

std::optional<Type> measured_type(Pack& pack, Measure measure, const std::string& word,
                                  const syntax::Name& name, const Type& field, bool fades) {
  const auto refuse = [&](const char* help) -> std::optional<Type> {
    pack.report(DiagnosticKind::NotMeasurable, name.span,
                {word, name.text, said(pack.schema(), field.value)})
        .with_help(help);
    return std::nullopt;
  };
  switch (measure) {
    case Measure::Sum:
    case Measure::Average: {
      if (!can_be_summed(field.value.kind))
        return refuse("only numbers, money, percentages and durations add up");
      const bool exact = measure == Measure::Sum && field.value.kind == ValueKind::Whole && !fades;
      const ValueType type =
          exact || !is_number(field.value.kind) ? plain(field.value.kind) : decimal();
      return Type{Kind::Value, type, measure == Measure::Average, field.personal};
    }
    case Measure::Largest:
    case Measure::Smallest:
      if (!has_extremes(pack.schema(), field.value))
        return refuse("only values with an order have a largest");
      return Type{Kind::Value, field.value, true, field.personal};
    default: break;
  }
  if (field.value.kind == ValueKind::Text && field.value.length == 0) {
    pack.report(DiagnosticKind::TextNotKept, name.span, {name.text})
        .with_help("the schema must say how long it can be, as in `" + name.text +
                   ": text up to 40 characters`");
    return std::nullopt;
  }
  if (measure == Measure::CountDifferent) {
    return Type{Kind::Value, plain(ValueKind::Whole), false, field.personal};
  }
  return Type{Kind::Value, field.value, true, field.personal};
}

// ---------------------------------------------------------------- windows

bool Histories::window_of(const Question& question, History& made) {
  if (question.before_this != nullptr && !before_this(*question.before_this, made)) return false;
  if (question.window == nullptr) return true;
  if (!question.window->reach) {
    pack_.report(DiagnosticKind::MissingWindow, question.pattern.span, {question.word})
        .with_help(std::string("say `in 7 days`, `since last ...` or `") + whole_record(pack_) +
                   "`");
    return false;
  }
  const bool reached = reach_of(question, made);
  if (!question.window->before) return reached;
  return reached && before_of(question, *question.window->before, made);
}

bool Histories::reach_of(const Question& question, History& made) {
  const Span whole = question.window->span;
  return match(
      *question.window->reach,
      [&](const syntax::InAmount& in) {
        made.window.reach = Reach::Sliding;
        const auto stretch = stretch_of(pack_, in.amount);
        if (stretch) made.window.stretch = *stretch;
        return stretch.has_value();
      },
      [&](const syntax::SinceLast& since) {
        made.window.reach = Reach::Since;
        const auto pattern = check_pattern(pack_, expressions_.scope_.tree, since.pattern);
        if (pattern) made.window.since = *pattern;
        return pattern.has_value();
      },
      [&](const syntax::Ever&) { return check_recorded(pack_, true, whole); },
      [&](const syntax::OnRecord&) { return check_recorded(pack_, false, whole); },
      [&](const syntax::Today&) {
        made.window.reach = Reach::Calendar;
        made.window.period = PaneUnit::Day;
        return true;
      },
      [&](const syntax::Period& period) { return period_of(period, made); },
      [&](const syntax::HalfLife& half) { return half_life_of(question, half, made); });
}

// `ever` is a promise that the history is complete; `on record` admits that it is not.
bool check_recorded(Pack& pack, bool ever, Span span) {
  const Schema& schema = pack.schema();
  if (ever == schema.history_complete || pack.incomplete) return true;
  const std::string_view last_word = ever ? "ever" : "record";
  const std::size_t at = pack.sources.text(span).find(last_word);
  const Span words{span.file, span.begin,
                   span.begin + static_cast<std::uint32_t>(at + last_word.size())};
  if (ever) {
    pack.report(DiagnosticKind::EverNotComplete, words, {date_words(schema.history_begins)})
        .with_help("say `on record`")
        .with_fix("write `on record`", words, "on record");
  } else {
    Diagnostic& reported =
        pack.report(DiagnosticKind::OnRecordComplete, words).with_help("say `ever`");
    if (!pack.has_comment(words)) reported.with_fix("write `ever`", words, "ever");
  }
  return false;
}

}  // namespace wend::program
