// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/moment.h"

#include <algorithm>

#include "runtime/step/operations.h"

namespace wend::runtime {
namespace {

bool has_profile_op(const Plan& plan, const Body& body) {
  return std::any_of(plan.ops.begin() + body.begin, plan.ops.begin() + body.end,
                     [](const Op& op) { return op.code == OpCode::Profile; });
}

void look_at_body(Prepared& prepared, const Body& body) {
  prepared.most_registers = std::max(prepared.most_registers, body.registers);
  prepared.reads_profile.push_back(has_profile_op(prepared.plan, body) ? 1 : 0);
}

std::uint32_t kept_of(const Plan& plan) {
  std::uint32_t most = 0;
  for (const Op& op : plan.ops) {
    if (op.code == OpCode::Keep) most = std::max(most, static_cast<std::uint32_t>(op.imm) + 1);
  }
  return most;
}

std::uint32_t arguments_of(const Plan& plan) {
  std::uint32_t most = 0;
  for (const Op& op : plan.ops) {
    if (op.code == OpCode::Argument) most = std::max(most, static_cast<std::uint32_t>(op.imm) + 1);
  }
  for (const RuleInfo& rule : plan.rules) {
    for (const IssuedAction& action : rule.actions) {
      for (const std::uint32_t argument : action.arguments) most = std::max(most, argument + 1);
    }
  }
  return most;
}

}  // namespace

Prepared::Prepared(const Plan& from)
    : plan(from),
      zone(Zone::of(from.zone).value_or(*Zone::of(""))),
      records(static_cast<std::uint32_t>(from.facts.size()) + 1),
      most_arguments(arguments_of(from)),
      most_fields(static_cast<std::uint32_t>(from.customer_fields.size())),
      most_kept(kept_of(from)) {
  absences.resize((records + 63) / 64);
  for (std::uint32_t fact = 0; fact < plan.facts.size(); ++fact) {
    layouts.push_back(layout_of(plan, plan.facts[fact]));
    each.push_back(layout_of_each(plan, plan.facts[fact]));
    const std::uint32_t record = record_of_fact(fact);
    if (plan.facts[fact].kind == FactKind::Absence) {
      absences[record / 64] |= std::uint64_t{1} << (record % 64);
    }
  }
  for (const TouchpointInfo& touchpoint : plan.touchpoints) {
    look_at_body(*this, touchpoint.body);
    most_fields = std::max(most_fields, static_cast<std::uint32_t>(touchpoint.fields.size()));
  }
  for (const RuleInfo& rule : plan.rules) {
    look_at_body(*this, rule.deadline_body);
    most_reasons = std::max(most_reasons, static_cast<std::uint32_t>(rule.reasons.size()));
  }
  look_at_body(*this, plan.profile_body);
}

Moment::Moment(const Prepared& from, Counts& counts_in, DecisionBuffer& decisions_in)
    : prepared(from),
      counts(counts_in),
      decisions(decisions_in),
      calendar(from.zone),
      fields(from.most_fields),
      profile(from.plan.customer_fields.size()),
      captures(from.plan.captures.size()),
      arguments(from.most_arguments),
      reasons(from.most_reasons),
      registers(from.most_registers + 1),
      kept(from.most_kept),
      before(from.plan.customer_fields.size()),
      places(from.plan.facts.size()) {
  texts.begin_with(from.plan.texts);
  context.fields = fields.data();
  context.profile = profile.data();
  context.captures = captures.data();
  context.arguments = arguments.data();
  context.reasons = reasons.data();
  context.helpers = helper_table();
  context.ops = from.plan.ops.data();
  context.step = this;
}

}  // namespace wend::runtime
