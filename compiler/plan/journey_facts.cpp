// SPDX-License-Identifier: Apache-2.0
//
// The facts of journeys: in which stage somebody is, and the deadlines of stays. What recognises a stage has the facts
// that a rule with this trigger would have.
#include <fmt/format.h>

#include "compiler/plan/analysis.h"
#include "compiler/plan/expression_walk.h"
#include "compiler/plan/words.h"

namespace wend::plan {

using namespace program;

namespace {

// Conditions are said with what their names stand for: a journey means what its definitions mean.
std::string stage_words(const Program& program, const Rule& stage) {
  std::string words = stage.name + " when " + stage.trigger.text;
  if (!stage.condition) return words;
  words += " if " + program[*stage.condition].text;
  ExpressionWalk walk(program);
  walk.walk(*stage.condition, [&](const Expr& expr) {
    const auto* named = std::get_if<Named>(&expr.kind);
    if (named == nullptr) return;
    const Definition& definition = program.definitions[named->definition];
    words += fmt::format(" with {} as {}", definition.name, program[definition.value].text);
  });
  return words;
}

}  // namespace

void Analysis::add_journeys() {
  for (const Journey& journey : program.journeys) {
    Fact fact;
    fact.kind = FactKind::Journey;
    fact.capacity = 1;
    fact.has_value = true;
    fact.value = {ValueKind::Choice, 0, 0, journey.choice};
    fact.meaning = "stage of journey " + journey.name;
    for (const Rule& stage : journey.stages)
      fact.meaning +=
          (&stage == &journey.stages.front() ? ": " : ", ") + stage_words(program, stage);
    journeys.push_back(add(std::move(fact), {}));
  }
}

std::uint32_t Analysis::add_stay(std::uint32_t index) {
  const Rule& rule = *rules[index].rule;
  const StageStay& stay = *rule.trigger.stay;
  Fact fact;
  fact.kind = FactKind::Absence;
  fact.capacity = 1;
  fact.anchor = AbsenceAnchor::Last;
  fact.span = stay.within;
  fact.rule = index;
  fact.journey = journeys[stay.journey];
  fact.stage = stay.stage;
  fact.meaning =
      fmt::format("open deadlines of {}: {}", lasting_name(rule), rule.trigger.steps.front().text);
  FactSource source;
  if (stay.without) source.awaited = patterns.test_of(*stay.without);
  return add(std::move(fact), std::move(source));
}

}  // namespace wend::plan
