// SPDX-License-Identifier: Apache-2.0
//
// What a plan keeps of the schema and of the rules' words.
#include "compiler/plan/describe.h"

#include "compiler/plan/links.h"
#include "compiler/plan/tables.h"

namespace wend::plan {

using namespace program;

namespace {

std::vector<FieldInfo> fields_of(const std::vector<SchemaField>& fields) {
  std::vector<FieldInfo> result;
  for (const SchemaField& field : fields) {
    result.push_back({field.name, field.type, field.optional, field.personal});
  }
  return result;
}

std::vector<ListInfo> lists_of(const Schema& schema, const SchemaTouchpoint& touchpoint) {
  std::vector<ListInfo> result;
  for (const SchemaList& list : touchpoint.lists) {
    result.push_back({list.name, fields_of(schema.records[list.record].fields), list.most,
                      list.optional, list.personal});
    for (FieldInfo& field : result.back().fields) field.personal = field.personal || list.personal;
  }
  return result;
}

std::vector<StepInfo> steps_of(const Trigger& trigger) {
  std::vector<StepInfo> steps;
  for (const TriggerStep& step : trigger.steps) steps.push_back({step.text});
  return steps;
}

// The cap of a count that is shown as it is, also through the name of a definition.
std::uint32_t cap_of(const Program& program, const Expr& expr) {
  const Expr* shown = &expr;
  while (const auto* named = std::get_if<Named>(&shown->kind)) {
    shown = &program[program.definitions[named->definition].value];
  }
  const auto* history = history_in(*shown);
  const bool counts = history && (history->measure == Measure::Count ||
                                  history->measure == Measure::CountDifferent);
  return counts ? history->cap : 0;
}

std::vector<ReasonInfo> reasons_of(const Program& program, const Rule& rule) {
  std::vector<ReasonInfo> reasons;
  for (const Reason& reason : rule.reasons) {
    const Expr& expr = program[reason.value];
    reasons.push_back({expr.text, expr.type.value, expr.type.personal, cap_of(program, expr)});
  }
  return reasons;
}

// Arguments in hand are numbered through all calls of the rule; left-out ones have a number too.
std::vector<IssuedAction> actions_of(const Program& program, const Rule& rule) {
  std::vector<IssuedAction> actions;
  std::uint32_t next = 0;
  for (const Call& call : rule.calls) {
    IssuedAction issued;
    issued.action = call.action;
    if (call.place) issued.place = *call.place;
    for (std::size_t i = 0; i < program.schema.actions[call.action].arguments.size(); ++i) {
      issued.arguments.push_back(next++);
    }
    actions.push_back(std::move(issued));
  }
  return actions;
}

std::vector<std::uint32_t> step_times_of(const Analysis& analysis, const RuleFacts& rule) {
  std::vector<std::uint32_t> times;
  for (std::uint32_t step = 0; step <= rule.last_step(); ++step) {
    times.push_back(rule.is_current(step) ? RuleInfo::kCurrent
                                          : analysis.capture_of(*rule.capturing(), step,
                                                                analysis.time_fields(rule, step)));
  }
  return times;
}

RuleInfo described(const Analysis& analysis, const RuleFacts& facts) {
  const Rule& rule = *facts.rule;
  RuleInfo info;
  info.name = rule.name;
  info.formerly = rule.formerly;
  info.title = rule.title;
  info.priority = rule.priority;
  if (facts.ledger) info.ledger = *facts.ledger;
  if (facts.ledger && rule.limit.level) info.level = *rule.limit.level;
  info.actions = actions_of(analysis.program, rule);
  info.reasons = reasons_of(analysis.program, rule);
  info.steps = steps_of(rule.trigger);
  info.step_times = step_times_of(analysis, facts);
  info.when_text = rule.trigger.text;
  info.at_deadline = facts.at_deadline();
  info.also_at_events = facts.level.has_value() || facts.waits_for_move();
  info.at_once = rule.at_once && analysis.program.schema.lateness_ms != 0;
  info.is_stage = facts.stage.has_value();
  if (facts.stage) info.journey = analysis.journeys[facts.stage->journey];
  if (facts.waits_for_move()) info.journey = analysis.journeys[rule.trigger.move->journey];
  if (facts.absence) info.absence = *facts.absence;
  return info;
}

}  // namespace

void describe_schema(const Schema& schema, Plan& plan) {
  plan.schema = schema.name;
  plan.zone = schema.zone;
  plan.grain = schema.grain_ms;
  plan.history_complete = schema.history_complete;
  plan.history_begins = schema.history_begins;
  plan.currency = schema.currency;
  plan.currency_digits = schema.currency_digits;
  plan.lateness = schema.lateness_ms;
  plan.open_events = schema.open_events;
  plan.customer_fields = fields_of(schema.customer);
  for (const Choice& choice : schema.choices) {
    plan.choices.push_back({choice.name, choice.values, choice.ordered});
  }
  for (const IdentifierKind& kind : schema.identifiers) {
    plan.identifiers.push_back(
        {kind.name, kind.length, kind.remembering.value_or(0), kind.aliases});
  }
  for (const SchemaChannel& channel : schema.channels) plan.channels.push_back({channel.name});
  for (const SchemaTouchpoint& touchpoint : schema.touchpoints) {
    plan.touchpoints.push_back({touchpoint.name,
                                touchpoint.by_customer,
                                touchpoint.identity.value_or(TouchpointInfo::kCustomer),
                                touchpoint.links,
                                touchpoint.channels,
                                fields_of(touchpoint.fields),
                                lists_of(schema, touchpoint),
                                {},
                                {},
                                {},
                                {},
                                touchpoint.about.value_or(TouchpointInfo::kNoLink),
                                touchpoint.without_repeats});
  }
  for (const SchemaAction& action : schema.actions) {
    plan.actions.push_back({action.name, action.purpose, fields_of(action.arguments)});
  }
  for (const SchemaPlace& place : schema.places) plan.places.push_back(place.name);
  describe_links(schema, plan);
  describe_tables(schema, plan);
}

void describe_rules(const Analysis& analysis, Plan& plan) {
  for (const RuleFacts& facts : analysis.rules) plan.rules.push_back(described(analysis, facts));
}

}  // namespace wend::plan
