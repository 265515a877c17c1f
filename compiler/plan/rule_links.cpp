// SPDX-License-Identifier: Apache-2.0
#include "compiler/plan/rule_links.h"

#include "compiler/plan/expression_walk.h"
#include "compiler/program/expression_parts.h"

namespace wend::plan {

using namespace program;

namespace {

class Search {
 public:
  explicit Search(const Program& program) : program_(program) {}

  std::set<std::uint32_t> found;

  void rule(const Rule& rule) {
    trigger(rule.trigger);
    ExpressionWalk walk(program_);
    for (const ExprId root : roots_of(rule)) walk.walk(root, [&](const Expr& expr) { ask(expr); });
  }

 private:
  void trigger(const Trigger& trigger) {
    for (const TriggerStep& step : trigger.steps) {
      pattern(step.pattern);
      for (const Forbidden& forbidden : step.without) pattern(forbidden.pattern);
    }
    if (trigger.absence) pattern(trigger.absence->pattern);
    if (trigger.approach && trigger.approach->until) pattern(trigger.approach->until->pattern);
    if (trigger.stay && trigger.stay->without) pattern(*trigger.stay->without);
    if (trigger.move) journey(trigger.move->journey);
    if (trigger.stay) journey(trigger.stay->journey);
    if (trigger.instance) instances(trigger.instance->kind);
  }

  void ask(const Expr& expr) {
    if (const auto* stage = std::get_if<StageValue>(&expr.kind)) journey(stage->journey);
    const auto* history = history_in(expr);
    if (history == nullptr) return;
    for (const PatternId id : patterns_of(program_, *history)) pattern(id);
    if (history->window.reach == Reach::Stage) journey(history->window.journey);
  }

  // Whoever is mentioned is followed.
  void instances(std::uint32_t kind) {
    for (const SchemaTouchpoint& touchpoint : program_.schema.touchpoints) {
      for (const SchemaField& field : touchpoint.fields) {
        if (field.type.kind == ValueKind::Identifier && field.type.declared == kind)
          add(touchpoint);
      }
    }
  }

  void journey(std::uint32_t number) {
    if (!journeys_.insert(number).second) return;
    for (const Rule& stage : program_.journeys[number].stages) rule(stage);
  }

  void pattern(PatternId id) {
    for (const PatternAlternative& one : program_[id].alternatives)
      add(program_.schema.touchpoints[one.touchpoint]);
  }

  void add(const SchemaTouchpoint& touchpoint) {
    if (touchpoint.about) found.insert(*touchpoint.about);
  }

  const Program& program_;
  std::set<std::uint32_t> journeys_;
};

}  // namespace

std::set<std::uint32_t> links_of(const Program& program, const Rule& rule) {
  if (program.schema.links.empty()) return {};
  Search search(program);
  search.rule(rule);
  return std::move(search.found);
}

}  // namespace wend::plan
