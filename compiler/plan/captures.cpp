// SPDX-License-Identifier: Apache-2.0
//
// Captures: the fields of earlier steps that rules read when they decide, and the instant of every
// earlier step, which is shown as a reason. Rules that share a sequence share its captures; an
// absence behind a sequence repeats them in the same order.
#include <algorithm>

#include "compiler/base/check.h"
#include "compiler/base/match.h"
#include "compiler/plan/analysis.h"
#include "compiler/plan/expression_walk.h"
#include "compiler/program/expression_parts.h"

namespace wend::plan {

using namespace program;

namespace {

void add_need(std::vector<CaptureNeed>& needs, CaptureNeed need) {
  for (CaptureNeed& known : needs) {
    if (known.step != need.step || known.fields != need.fields) continue;
    known.personal = known.personal || need.personal;
    return;
  }
  needs.push_back(std::move(need));
}

void put_captures(Fact& fact, const std::vector<CaptureNeed>& needs,
                  std::vector<Capture>& captures) {
  fact.capture_begin = static_cast<std::uint32_t>(captures.size());
  fact.capture_count = static_cast<std::uint32_t>(needs.size());
  for (const CaptureNeed& need : needs) {
    captures.push_back({need.step, need.type, need.personal, need.fields});
  }
}

}  // namespace

FieldOfTouchpoint Analysis::time_fields(const RuleFacts& rule, std::uint32_t step) const {
  const PatternId pattern = rule.rule->trigger.steps[step].pattern;
  return patterns.fields(
      pattern, std::vector<std::uint32_t>(program[pattern].alternatives.size(), kMetaTime));
}

std::vector<CaptureNeed> Analysis::capture_needs(const RuleFacts& rule) const {
  std::vector<CaptureNeed> needs;
  for (std::uint32_t step = 0; step <= rule.last_step(); ++step) {
    if (rule.is_current(step)) continue;
    add_need(needs, {step, time_fields(rule, step), {ValueKind::Instant, 0, 0, 0}, false});
  }
  // Of a rule's own expressions: definitions never read a step.
  std::vector<ExprId> open = roots_of(*rule.rule);
  std::reverse(open.begin(), open.end());
  while (!open.empty()) {
    const ExprId id = open.back();
    const Expr& expr = program[id];
    open.pop_back();
    if (std::holds_alternative<Named>(expr.kind)) continue;
    const auto* history = history_in(expr);
    if (history != nullptr && history->before_step && !rule.is_current(*history->before_step)) {
      add_need(needs,
               {*history->before_step, kept_fields(id), expr.type.value, expr.type.personal});
      continue;
    }
    if (const auto* field = std::get_if<StepField>(&expr.kind)) {
      if (rule.is_current(field->step)) continue;
      const PatternId pattern = rule.rule->trigger.steps[field->step].pattern;
      const FieldOfTouchpoint fields = patterns.fields(pattern, field->fields);
      add_need(needs, {field->step, fields, patterns.field_type(fields), expr.type.personal});
      continue;
    }
    open_parts(program, expr, open);
  }
  return needs;
}

void Analysis::place_captures() {
  std::vector<std::vector<CaptureNeed>> needs(facts.size());
  for (const RuleFacts& rule : rules) {
    const std::optional<std::uint32_t> owner = rule.sequence ? rule.sequence : rule.absence;
    if (!owner) continue;
    for (CaptureNeed& need : capture_needs(rule)) add_need(needs[*owner], std::move(need));
  }
  for (std::uint32_t i = 0; i < facts.size(); ++i) {
    Fact& fact = facts[i];
    if (fact.kind == FactKind::Sequence) put_captures(fact, needs[i], captures);
    if (fact.kind != FactKind::Absence) continue;
    put_captures(fact, fact.sequence == Fact::kNoFact ? needs[i] : needs[fact.sequence], captures);
  }
}

std::uint32_t Analysis::capture_of(std::uint32_t index, std::uint32_t step,
                                   const FieldOfTouchpoint& fields) const {
  const Fact& fact = facts[index];
  for (std::uint32_t i = fact.capture_begin; i < fact.capture_begin + fact.capture_count; ++i) {
    if (captures[i].step == step && captures[i].field_of_touchpoint == fields) return i;
  }
  CHECK(false);
  return 0;
}

}  // namespace wend::plan
