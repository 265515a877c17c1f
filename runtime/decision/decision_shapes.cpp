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

DecisionShape::Value value_of(const std::string& name, const ValueType& type, std::uint32_t number,
                              bool is_personal) {
  DecisionShape::Value value;
  value.name = name.data();
  value.name_bytes = static_cast<std::uint32_t>(name.size());
  value.type = &type;
  value.number = number;
  value.is_bytes = is_bytes(type.kind);
  value.is_personal = is_personal;
  return value;
}

}  // namespace

static_assert(sizeof(DecisionShape) % alignof(DecisionShape::Value) == 0 &&
              sizeof(DecisionShape::Value) % alignof(DecisionShape::Step) == 0);

DecisionShapes::DecisionShapes(const Plan& plan) {
  for (const RuleInfo& rule : plan.rules) {
    first_.push_back(static_cast<std::uint32_t>(places_.size()));
    first_places_.push_back(static_cast<std::uint32_t>(bytes_.size() / kUnit));
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
  shape.step_count = static_cast<std::uint32_t>(rule.step_times.size());
  shape.name_bytes = static_cast<std::uint32_t>(name.size());
  if (rule.ledger < plan.facts.size()) shape.key_type = &plan.facts[rule.ledger].value;
  append(bytes_, shape);
  for (std::size_t i = 0; i < arguments.size(); ++i)
    append(bytes_, value_of(arguments[i].name, arguments[i].type, issued.arguments[i],
                            arguments[i].personal));
  for (std::uint32_t i = 0; i < rule.reasons.size(); ++i) {
    const ReasonInfo& reason = rule.reasons[i];
    DecisionShape::Value value = value_of(reason.text, reason.type, i, reason.personal);
    value.cap = reason.cap;
    value.is_reason = true;
    append(bytes_, value);
  }
  for (std::size_t i = 0; i < rule.step_times.size(); ++i) {
    DecisionShape::Step step;
    step.capture = rule.step_times[i];
    if (i < rule.steps.size()) {
      step.words = rule.steps[i].text.data();
      step.bytes = static_cast<std::uint32_t>(rule.steps[i].text.size());
    }
    append(bytes_, step);
  }
  bytes_.insert(bytes_.end(), name.begin(), name.end());
  bytes_.resize((bytes_.size() + kUnit - 1) / kUnit * kUnit);
}

}  // namespace wend::runtime
