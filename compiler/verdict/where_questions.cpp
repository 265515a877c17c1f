// SPDX-License-Identifier: Apache-2.0
#include "compiler/verdict/where_questions.h"

#include "compiler/plan/expression_walk.h"
#include "compiler/verdict/questions.h"

namespace wend::verdict {

using namespace program;

namespace {

// Copies a `where` so that it asks the fields of step 0 instead of those of its own event.
class Copy {
 public:
  explicit Copy(Program& to) : to_(to) {}

  // Nothing if there is a kind of expression in it that a step does not know.
  std::optional<ExprId> of(ExprId id) {
    Expr made = to_[id];
    const bool understood = std::visit([&](auto& kind) { return turn(kind); }, made.kind);
    if (!understood) return std::nullopt;
    if (const auto* own = std::get_if<OwnField>(&made.kind)) made.kind = StepField{0, {own->field}};
    to_.expressions.push_back(std::move(made));
    return ExprId{static_cast<std::uint32_t>(to_.expressions.size() - 1)};
  }

 private:
  bool replace(ExprId& part) {
    const auto copied = of(part);
    if (copied) part = *copied;
    return copied.has_value();
  }
  bool turn(Binary& it) { return replace(it.left) && replace(it.right); }
  bool turn(Unary& it) { return replace(it.operand); }
  bool turn(OneOf& it) {
    bool understood = replace(it.value);
    for (ExprId& option : it.options) understood = understood && replace(option);
    return understood;
  }
  bool turn(Select& it) { return replace(it.test) && replace(it.yes) && replace(it.otherwise); }
  bool turn(Part& it) { return replace(it.operand); }
  bool turn(Constant&) { return true; }
  bool turn(TextConstant&) { return true; }
  bool turn(OwnField&) { return true; }
  bool turn(ItemField&) { return true; }
  template <class Other>
  bool turn(Other&) {
    return false;
  }

  Program& to_;
};

class Making {
 public:
  Making(const Program& program, Program& to) : program_(program), to_(to) {}

  void of(const Rule& rule) {
    for (const TriggerStep& step : rule.trigger.steps) {
      pattern(step.pattern);
      for (const Forbidden& forbidden : step.without) pattern(forbidden.pattern);
    }
    if (rule.trigger.absence) pattern(rule.trigger.absence->pattern);
    plan::ExpressionWalk walk(program_);
    const auto visit = [&](const Expr& expr) {
      const auto* history = history_in(expr);
      if (history == nullptr) return;
      pattern(history->pattern);
      if (history->window.reach == Reach::Since) pattern(history->window.since);
    };
    for (const ExprId root : plan::roots_of(rule)) walk.walk(root, visit);
  }

  std::vector<WhereQuestions> made;

 private:
  void pattern(PatternId id) {
    const Pattern from = program_[id];
    for (const PatternAlternative& one : from.alternatives) {
      if (!one.where) continue;
      const auto copied = Copy(to_).of(*one.where);
      if (!copied) continue;
      WhereQuestions asked;
      asked.questions = questions_of(to_, *copied);
      TriggerStep step;
      step.pattern = {static_cast<std::uint32_t>(to_.patterns.size())};
      step.text = from.text;
      to_.patterns.push_back({{{one.touchpoint, std::nullopt}}, from.channels, from.text});
      asked.trigger.steps.push_back(std::move(step));
      asked.trigger.text = from.text;
      made.push_back(std::move(asked));
    }
  }

  const Program& program_;
  Program& to_;
};

}  // namespace

std::vector<WhereQuestions> where_questions(const Program& program, Program& to, const Rule& rule) {
  Making making(program, to);
  making.of(rule);
  return std::move(making.made);
}

}  // namespace wend::verdict
