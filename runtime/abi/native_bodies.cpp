// SPDX-License-Identifier: Apache-2.0
#include "runtime/abi/native_bodies.h"

#include <fmt/format.h>

namespace wend {

std::size_t indexed_count(const Plan& plan) {
  std::size_t count = 0;
  for (const TouchpointInfo& touchpoint : plan.touchpoints)
    count += touchpoint.index.bodies.size() + touchpoint.updates.bodies.size();
  return count;
}

std::size_t answer_count(const Plan& plan) {
  std::size_t count = 0;
  for (const TouchpointInfo& touchpoint : plan.touchpoints) count += touchpoint.answers.size();
  return count;
}

std::vector<NamedBody> native_bodies_of(const Plan& plan) {
  std::vector<NamedBody> bodies;
  for (std::uint32_t n = 0; n < plan.touchpoints.size(); ++n) {
    const TouchpointInfo& touchpoint = plan.touchpoints[n];
    bodies.push_back({"touchpoint_" + touchpoint.name, touchpoint.body, BodyKind::Touchpoint, n});
  }
  for (std::uint32_t n = 0; n < plan.rules.size(); ++n) {
    const RuleInfo& rule = plan.rules[n];
    if (!rule.at_deadline) continue;
    bodies.push_back({"deadline_" + rule.name, rule.deadline_body, BodyKind::Deadline, n});
  }
  std::uint32_t indexed = 0;
  for (const TouchpointInfo& touchpoint : plan.touchpoints) {
    for (const IndexedBody& rule : touchpoint.index.bodies) {
      bodies.push_back({fmt::format("rule_{}_of_{}", plan.rules[rule.rule].name, touchpoint.name),
                        rule.body, BodyKind::Indexed, indexed++});
    }
    for (std::size_t n = 0; n < touchpoint.updates.bodies.size(); ++n) {
      bodies.push_back({fmt::format("update_{}_of_{}", n, touchpoint.name),
                        touchpoint.updates.bodies[n].body, BodyKind::Indexed, indexed++});
    }
  }
  std::uint32_t answers = 0;
  for (const TouchpointInfo& touchpoint : plan.touchpoints) {
    for (const AnswerInfo& answer : touchpoint.answers) {
      const std::uint32_t number = answers++;
      if (!answer.has_test) continue;
      bodies.push_back({fmt::format("answer_{}_of_{}", number, touchpoint.name), answer.test,
                        BodyKind::Answer, number});
    }
  }
  const bool has_profile = plan.profile_body.end > plan.profile_body.begin;
  if (has_profile) {
    const auto behind_rules = static_cast<std::uint32_t>(plan.rules.size());
    bodies.push_back({"profile", plan.profile_body, BodyKind::Deadline, behind_rules});
  }
  return bodies;
}

}  // namespace wend
