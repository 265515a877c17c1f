// SPDX-License-Identifier: Apache-2.0
#include "runtime/decision/decision_shapes.h"

#include <cstring>
#include <type_traits>

namespace wend::runtime {
namespace {

template <typename T>
void append(std::vector<std::uint8_t>& bytes, const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  const auto* const from = reinterpret_cast<const std::uint8_t*>(&value);
  bytes.insert(bytes.end(), from, from + sizeof value);
}

Decision::NamedValue named(const std::string& name, const ValueType& type, bool is_personal) {
  Decision::NamedValue value;
  value.name = name;
  value.type = &type;
  value.personal = is_personal;
  return value;
}

}  // namespace

static_assert(sizeof(DecisionShape) % alignof(Decision::NamedValue) == 0 &&
              sizeof(DecisionShape::Value) % alignof(std::uint32_t) == 0);

DecisionShapes::DecisionShapes(const Plan& plan) {
  for (const RuleInfo& rule : plan.rules) {
    first_.push_back(static_cast<std::uint32_t>(places_.size()));
    for (const IssuedAction& issued : rule.actions) add(plan, rule, issued);
  }
}

void DecisionShapes::add(const Plan& plan, const RuleInfo& rule, const IssuedAction& issued) {
  places_.push_back(static_cast<std::uint32_t>(bytes_.size() / kUnit));
  const std::vector<FieldInfo>& arguments = plan.actions[issued.action].arguments;
  const std::string& name = lasting_name(rule);
  DecisionShape shape;
  shape.action = issued.action;
  shape.place = issued.place;
  shape.arguments = static_cast<std::uint32_t>(arguments.size());
  shape.reasons = static_cast<std::uint32_t>(rule.reasons.size());
  shape.steps = static_cast<std::uint32_t>(rule.step_times.size());
  shape.name_bytes = static_cast<std::uint32_t>(name.size());
  if (rule.ledger < plan.facts.size()) shape.key_type = &plan.facts[rule.ledger].value;
  append(bytes_, shape);
  for (std::size_t i = 0; i < arguments.size(); ++i)
    append(bytes_,
           DecisionShape::Value{issued.arguments[i], 0, is_bytes(arguments[i].type.kind), false});
  for (std::uint32_t i = 0; i < rule.reasons.size(); ++i)
    append(bytes_,
           DecisionShape::Value{i, rule.reasons[i].cap, is_bytes(rule.reasons[i].type.kind), true});
  for (const FieldInfo& argument : arguments)
    append(bytes_, named(argument.name, argument.type, argument.personal));
  for (const ReasonInfo& reason : rule.reasons)
    append(bytes_, named(reason.text, reason.type, reason.personal));
  for (std::size_t i = 0; i < rule.step_times.size(); ++i) {
    Decision::Because because;
    if (i < rule.steps.size()) because.step = rule.steps[i].text;
    append(bytes_, because);
  }
  for (const std::uint32_t capture : rule.step_times) append(bytes_, capture);
  bytes_.insert(bytes_.end(), name.begin(), name.end());
  bytes_.resize((bytes_.size() + kUnit - 1) / kUnit * kUnit);
}

}  // namespace wend::runtime
