// SPDX-License-Identifier: Apache-2.0
#include "compiler/verdict/watch.h"

#include <algorithm>

#include "compiler/verdict/limit_questions.h"
#include "compiler/verdict/questions.h"
#include "compiler/verdict/where_questions.h"

namespace wend::verdict {

using namespace program;

namespace {

class Making {
 public:
  Making(const Program& program, bool for_coverage)
      : real_(program), for_coverage_(for_coverage), made_{program, {}} {
    made_.program.rules.clear();
    made_.program.tests.clear();
    action_ = static_cast<std::uint32_t>(made_.program.schema.actions.size());
    SchemaAction answer;
    answer.name = "answer";
    made_.program.schema.actions.push_back(std::move(answer));
  }

  Watch watch() {
    for (const Journey& journey : real_.journeys) {
      for (const Rule& stage : journey.stages) {
        if (!for_coverage_) continue;
        watch_stage(stage);
        watch_count(stage);
        watch_limits(stage);
        watch_patterns(stage);
      }
    }
    for (const Rule& rule : real_.rules) {
      watch_rule(rule);
      if (!for_coverage_) continue;
      watch_count(rule);
      watch_limits(rule);
      watch_patterns(rule);
    }
    return std::move(made_);
  }

 private:
  Watched watched(Watching kind, const Rule& rule) const {
    Watched made;
    made.kind = kind;
    made.rule = made.name = rule.name;
    // Names of rules hold no blanks.
    if (kind != Watching::Rule) made.name += " " + std::to_string(made_.rules.size());
    made.text = rule.trigger.text;
    made.span = rule.span;
    return made;
  }

  void watch_rule(const Rule& rule) {
    Watched made = watched(Watching::Rule, rule);
    Rule answering = rule;
    answering.reasons.clear();
    made.condition = rule.condition;
    if (rule.condition) {
      answering.reasons.push_back({*rule.condition});
      made.questions = questions_of(real_, *rule.condition);
    }
    made.actions = rule.calls.size();
    for (const Call& call : rule.calls) {
      for (const Argument& argument : call.arguments) {
        answering.reasons.push_back({argument.value});
        ++made.arguments;
      }
    }
    add(std::move(answering), std::move(made));
  }

  // The journeys themselves stay as they are: this asks beside them.
  void watch_stage(const Rule& stage) {
    Watched made = watched(Watching::Stage, stage);
    Rule answering = stage;
    made.condition = stage.condition;
    if (stage.condition) {
      answering.reasons.push_back({*stage.condition});
      made.questions = questions_of(real_, *stage.condition);
    }
    made.actions = 0;
    add(std::move(answering), std::move(made));
  }

  // The same trigger for one event less and for one more.
  void watch_count(const Rule& rule) {
    if (!rule.trigger.repetition) return;
    const std::uint32_t times = rule.trigger.repetition->times;
    for (const bool more : {false, true}) {
      if (!more && times < 2) continue;
      Rule answering = rule;
      answering.reasons.clear();
      answering.trigger.repetition->times = more ? times + 1 : times - 1;
      add(std::move(answering), watched(more ? Watching::More : Watching::Fewer, rule));
    }
  }

  void watch_limits(const Rule& rule) {
    for (LimitQuestions& asked : limit_questions(made_.program, rule)) {
      Rule answering = rule;
      answering.reasons.clear();
      answering.trigger = std::move(asked.trigger);
      Watched made = watched(Watching::Limits, rule);
      made.questions = std::move(asked.questions);
      add(std::move(answering), std::move(made));
    }
  }

  void watch_patterns(const Rule& rule) {
    for (WhereQuestions& asked : where_questions(real_, made_.program, rule)) {
      Rule answering;
      answering.trigger = std::move(asked.trigger);
      Watched made = watched(Watching::Where, rule);
      made.questions = std::move(asked.questions);
      add(std::move(answering), std::move(made));
    }
  }

  void add(Rule answering, Watched watched) {
    for (const Question& question : watched.questions) {
      answering.reasons.push_back({question.test});
      if (question.left) answering.reasons.push_back({*question.left});
      if (question.right) answering.reasons.push_back({*question.right});
    }
    answering.name = watched.name;
    answering.formerly.clear();  // several answer for one rule
    answering.condition.reset();
    answering.calls = {{action_, std::nullopt, {}}};
    answering.limit = {};
    answering.limit.none = true;
    made_.program.rules.push_back(std::move(answering));
    made_.rules.push_back(std::move(watched));
  }

  const Program& real_;
  bool for_coverage_;
  Watch made_;
  std::uint32_t action_ = 0;
};

}  // namespace

const Watched* Watch::named(std::string_view name) const {
  const auto found = std::find_if(rules.begin(), rules.end(),
                                  [&](const Watched& one) { return one.name == name; });
  return found == rules.end() ? nullptr : &*found;
}

const Rule& rule_named(const Program& program, const std::string& name) {
  const auto is_named = [&](const Rule& one) { return one.name == name; };
  for (const Journey& journey : program.journeys) {
    const auto found = std::find_if(journey.stages.begin(), journey.stages.end(), is_named);
    if (found != journey.stages.end()) return *found;
  }
  return *std::find_if(program.rules.begin(), program.rules.end(), is_named);
}

Watch watch_of(const Program& program, bool for_coverage) {
  return Making(program, for_coverage).watch();
}

}  // namespace wend::verdict
