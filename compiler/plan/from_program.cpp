// SPDX-License-Identifier: Apache-2.0
//
// The road from program to plan: analysis (which facts), bodies (which operations), and what the runtime
// must know of schema and rules to read events and to show decisions.
#include "compiler/plan/from_program.h"

#include <limits>

#include "compiler/plan/analysis.h"
#include "compiler/plan/body_builder.h"
#include "compiler/plan/describe.h"
#include "compiler/plan/lower_answer.h"
#include "compiler/plan/lower_body.h"
#include "runtime/abi/pack.h"

namespace wend::plan {

namespace {

// A rule that is decided twice, at once and when it is certain, is counted once: an index would not know which.
Settings settings_for(const Plan& plan, Settings settings) {
  for (const RuleInfo& rule : plan.rules) {
    if (rule.at_once) settings.index_from = std::numeric_limits<std::uint32_t>::max();
  }
  return settings;
}

void lower_bodies(const Analysis& analysis, const Settings& settings, Plan& plan) {
  TextTable texts;
  for (std::uint32_t i = 0; i < plan.touchpoints.size(); ++i) {
    BodyBuilder builder(settings.simplify);
    LoweredTouchpoint lowered = lower_touchpoint(analysis, i, settings, texts, builder);
    TouchpointInfo& touchpoint = plan.touchpoints[i];
    touchpoint.answers = lower_answers(analysis, i, settings, texts, plan.ops);
    touchpoint.body = builder.finish(plan.ops);
    touchpoint.updates = std::move(lowered.updates);
    for (std::size_t place = 0; place < lowered.updated.size(); ++place) {
      BodyBuilder own(settings.simplify);
      lower_update(analysis, i, lowered.updated[place], settings, texts, own);
      touchpoint.updates.bodies[place].body = own.finish(plan.ops);
    }
    touchpoint.index = std::move(lowered.index);
    for (IndexedBody& rule : touchpoint.index.bodies) {
      BodyBuilder own(settings.simplify);
      lower_indexed_rule(analysis, i, rule.rule, settings, texts, own);
      rule.body = own.finish(plan.ops);
    }
  }
  BodyBuilder profile(settings.simplify);
  lower_profile(analysis, texts, profile);
  plan.profile_body = profile.finish(plan.ops);
  for (std::uint32_t i = 0; i < plan.rules.size(); ++i) {
    if (!plan.rules[i].at_deadline) continue;
    BodyBuilder builder(settings.simplify);
    lower_deadline(analysis, i, texts, builder);
    plan.rules[i].deadline_body = builder.finish(plan.ops);
  }
  plan.texts = std::move(texts.texts);
}

}  // namespace

Plan from_program(const program::Program& program, const Settings& settings) {
  const Analysis analysis(program);
  Plan plan;
  describe_schema(program.schema, plan);
  describe_rules(analysis, plan);
  plan.captures = analysis.captures;
  plan.facts = analysis.facts;
  lower_bodies(analysis, settings_for(plan, settings), plan);
  seal(plan);
  return plan;
}

}  // namespace wend::plan
