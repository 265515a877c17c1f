// SPDX-License-Identifier: Apache-2.0
#include "compiler/verdict/limit_questions.h"

#include "compiler/program/units.h"

namespace wend::verdict {

using namespace program;

namespace {

constexpr std::size_t kMostSteps = 16;

Stretch twice(Stretch stretch) {
  if (!stretch.calendar) return {false, stretch.amount * 2};
  const CalendarSpan span = unpack(stretch.amount);
  return {true, pack(CalendarSpan{span.months * 2, span.days * 2})};
}

class Making {
 public:
  Making(Program& to, const Rule& rule) : to_(to), rule_(rule) {}

  std::vector<LimitQuestions> all() {
    std::vector<LimitQuestions> made;
    const Trigger& trigger = rule_.trigger;
    // What begins with no event, or with a change of the profile, has no steps to measure between.
    const bool of_no_touchpoint = trigger.change || trigger.move || trigger.stay ||
                                  trigger.crossing || trigger.approach || trigger.recurring;
    if (of_no_touchpoint) return made;
    if (trigger.steps.size() > 1) made.push_back(asked(trigger.steps, trigger.all_within));
    // A value that steps share, the last one shares too.
    const bool may_be_step = trigger.absence && (!trigger.shared || !trigger.absence->same.empty());
    if (may_be_step && trigger.steps.size() < kMostSteps) made.push_back(awaited());
    std::erase_if(made, [](const LimitQuestions& one) { return one.questions.empty(); });
    return made;
  }

 private:
  LimitQuestions asked(const std::vector<TriggerStep>& steps,
                       const std::optional<Stretch>& all_within) {
    LimitQuestions made;
    made.trigger = rule_.trigger;
    made.trigger.steps = steps;
    made.trigger.repetition.reset();
    made.trigger.absence.reset();
    made.trigger.all_within.reset();
    for (std::uint32_t i = 1; i < steps.size(); ++i) {
      if (!steps[i].within) continue;
      made.trigger.steps[i].within = twice(*steps[i].within);
      made.questions.push_back(question(steps, i - 1, i, *steps[i].within, steps[i].text));
    }
    if (all_within) {
      made.trigger.all_within = twice(*all_within);
      const auto last = static_cast<std::uint32_t>(steps.size()) - 1;
      made.questions.push_back(
          question(steps, 0, last, *all_within, "all within " + stretch_words(*all_within)));
    }
    return made;
  }

  // What is awaited as one step more. Its own limit alone is asked: the steps before it are asked above.
  LimitQuestions awaited() {
    const Absence& absence = *rule_.trigger.absence;
    std::vector<TriggerStep> steps = rule_.trigger.steps;
    TriggerStep step;
    step.pattern = absence.pattern;
    step.same = absence.same;
    step.within = absence.within;
    step.text = absence.text;
    steps.push_back(std::move(step));
    LimitQuestions made = asked(steps, std::nullopt);
    for (std::size_t i = 1; i + 1 < steps.size(); ++i)
      made.trigger.steps[i].within = rule_.trigger.steps[i].within;
    made.questions.erase(made.questions.begin(), made.questions.end() - 1);
    return made;
  }

  Question question(const std::vector<TriggerStep>& steps, std::uint32_t from, std::uint32_t to,
                    const Stretch& limit, const std::string& words) {
    Question made;
    made.op = BinaryKind::LessEqual;
    made.left = time_of(steps, to);
    made.right = end_of(time_of(steps, from), limit);
    made.test =
        add(Binary{BinaryKind::LessEqual, *made.left, *made.right, false}, ValueKind::YesNo, words);
    made.text = words;
    made.span = rule_.span;
    return made;
  }

  ExprId time_of(const std::vector<TriggerStep>& steps, std::uint32_t step) {
    const std::size_t alternatives = to_[steps[step].pattern].alternatives.size();
    return add(StepField{step, std::vector<std::uint32_t>(alternatives, kMetaTime)},
               ValueKind::Instant, "time");
  }

  ExprId end_of(ExprId start, const Stretch& limit) {
    const ExprId span = add(Constant{limit.amount}, ValueKind::Duration, stretch_words(limit));
    if (limit.calendar) to_.expressions[span.value].type.kind = Kind::Span;
    return add(Binary{limit.calendar ? BinaryKind::AddSpan : BinaryKind::Add, start, span, false},
               ValueKind::Instant, "end");
  }

  ExprId add(ExprKind kind, ValueKind value, std::string text) {
    Expr made;
    made.kind = std::move(kind);
    made.type.value.kind = value;
    made.span = rule_.span;
    made.text = std::move(text);
    to_.expressions.push_back(std::move(made));
    return {static_cast<std::uint32_t>(to_.expressions.size() - 1)};
  }

  Program& to_;
  const Rule& rule_;
};

}  // namespace

std::vector<LimitQuestions> limit_questions(Program& to, const Rule& rule) {
  return Making(to, rule).all();
}

}  // namespace wend::verdict
