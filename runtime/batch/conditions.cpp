// SPDX-License-Identifier: Apache-2.0
#include "runtime/batch/conditions.h"

#include <algorithm>
#include <unordered_set>

namespace wend::runtime {
namespace {

// What an operation asks beside its inputs; Nothing: no more than stands in a row.
Unanswered asked_by(OpCode code) {
  switch (code) {
    case OpCode::Constant:
    case OpCode::ConstantText:
    case OpCode::Absent:
    case OpCode::Field:
    case OpCode::Profile:
    case OpCode::Now:
    case OpCode::Channel:
    case OpCode::Add:
    case OpCode::Subtract:
    case OpCode::Negate:
    case OpCode::Multiply:
    case OpCode::Divide:
    case OpCode::Round:
    case OpCode::InCalendar:
    case OpCode::AddSpan:
    case OpCode::AddSpanToDate:
    case OpCode::WindowStart:
    case OpCode::PeriodStart:
    case OpCode::DatePart:
    case OpCode::DayPart:
    case OpCode::AtClock:
    case OpCode::Equal:
    case OpCode::NotEqual:
    case OpCode::Less:
    case OpCode::LessEqual:
    case OpCode::TextEqual:
    case OpCode::TextContains:
    case OpCode::TextStarts:
    case OpCode::TextEnds:
    case OpCode::InMask:
    case OpCode::Includes:
    case OpCode::And:
    case OpCode::Or:
    case OpCode::Not:
    case OpCode::IsKnown:
    case OpCode::Default:
    case OpCode::Select: return Unanswered::Nothing;
    case OpCode::LookUp: return Unanswered::Table;
    case OpCode::ProfileBefore:
    case OpCode::Moved: return Unanswered::Profile;
    case OpCode::Recognise:
    case OpCode::Move: return Unanswered::Journey;
    case OpCode::ItemTest: return Unanswered::List;
    case OpCode::Disarm:
    case OpCode::Arm:
    case OpCode::DisarmSame:
    case OpCode::ArmSame:
    case OpCode::ArmAt:
    case OpCode::ArmNext:
    case OpCode::ArmAtSame:
    case OpCode::WakeAt:
    case OpCode::Postpone: return Unanswered::Clock;
    case OpCode::Captured:
    case OpCode::Skip:
    case OpCode::Update:
    case OpCode::UpdateEvent:
    case OpCode::Reset:
    case OpCode::UpdateSame:
    case OpCode::ResetSame:
    case OpCode::BeginVisit:
    case OpCode::InVisit:
    case OpCode::Mark:
    case OpCode::Advance:
    case OpCode::AdvanceSame:
    case OpCode::Mention:
    case OpCode::IsFresh:
    case OpCode::Cross:
    case OpCode::NextLeaving:
    case OpCode::CountSame:
    case OpCode::Cycle:
    case OpCode::Read:
    case OpCode::ReadAll:
    case OpCode::ReadBetween:
    case OpCode::ReadSame:
    case OpCode::Keep:
    case OpCode::Key:
    case OpCode::AnswerKeys:
    case OpCode::Look:
    case OpCode::Rules:
    case OpCode::Updates:
    case OpCode::Completed:
    case OpCode::Candidate:
    case OpCode::Argument:
    case OpCode::Reason:
    case OpCode::Issue: return Unanswered::Earlier;
  }
  return Unanswered::Earlier;
}

}  // namespace

std::size_t Conditions::Hash::operator()(const Node& node) const {
  std::uint64_t hash =
      static_cast<std::uint64_t>(node.code) << 8 ^ static_cast<std::uint64_t>(node.why);
  const auto mix = [&](std::uint64_t more) {
    hash = (hash ^ more) * 0x9E37'79B9'7F4A'7C15;
    hash ^= hash >> 29;
  };
  for (const NodeId input : node.inputs) mix(input);
  mix(static_cast<std::uint64_t>(node.imm));
  return hash;
}

Conditions::Conditions(const Plan& plan, std::uint32_t touchpoint, bool with_profile)
    : plan_(plan), touchpoint_(plan.touchpoints[touchpoint]), with_profile_(with_profile) {
  read(touchpoint_.body);
  for (const IndexedBody& indexed : touchpoint_.index.bodies) read(indexed.body);
  std::stable_sort(rules_.begin(), rules_.end(),
                   [](const RuleCondition& a, const RuleCondition& b) { return a.rule < b.rule; });
  // What acts in two ways with one event is not counted as one.
  for (std::size_t i = 1; i < rules_.size(); ++i) {
    if (rules_[i].rule == rules_[i - 1].rule)
      rules_[i].node = rules_[i - 1].node = add({OpCode::Absent, {}, 0, Unanswered::Earlier});
  }
  rules_.erase(
      std::unique(rules_.begin(), rules_.end(),
                  [](const RuleCondition& a, const RuleCondition& b) { return a.rule == b.rule; }),
      rules_.end());
}

void Conditions::read(const Body& body) {
  registers_.assign(body.registers, add({}));
  std::vector<Gate> gates;
  for (std::uint32_t at = body.begin; at < body.end; ++at) {
    const Op& op = plan_.ops[at];
    std::erase_if(gates, [at](const Gate& gate) { return gate.until <= at; });
    if (op.code == OpCode::Skip) {
      gates.push_back({static_cast<std::uint32_t>(op.imm), registers_[op.a]});
    } else if (op.code == OpCode::Candidate) {
      add_rule(op, gates);
    }
    if (row_of(op.code).has_output) registers_[op.out] = made(op);
  }
}

NodeId Conditions::made(const Op& op) {
  const std::uint8_t inputs = row_of(op.code).inputs;
  Node node{op.code, {}, op.imm, why_of(op)};
  const std::uint32_t of[] = {op.a, op.b, op.c};
  for (std::uint8_t i = 0; i < inputs; ++i) {
    node.inputs[i] = registers_[of[i]];
    if (node.why == Unanswered::Nothing) node.why = nodes_[node.inputs[i]].why;
  }
  return add(node);
}

NodeId Conditions::add(const Node& node) {
  const auto [place, is_new] = known_.try_emplace(node, static_cast<NodeId>(nodes_.size()));
  if (is_new) nodes_.push_back(node);
  return place->second;
}

NodeId Conditions::both(NodeId a, NodeId b) {
  const Unanswered why = nodes_[a].why != Unanswered::Nothing ? nodes_[a].why : nodes_[b].why;
  return add({OpCode::And, {a, b, 0}, 0, why});
}

Unanswered Conditions::why_of(const Op& op) const {
  if (op.code == OpCode::Field && op.imm >= static_cast<std::int64_t>(touchpoint_.fields.size()))
    return Unanswered::List;
  if (op.code == OpCode::Profile && !with_profile_) return Unanswered::Profile;
  return asked_by(op.code);
}

void Conditions::add_rule(const Op& op, const std::vector<Gate>& gates) {
  const auto number = static_cast<std::uint32_t>(op.imm);
  const RuleInfo& rule = plan_.rules[number];
  if (rule.is_stage) return;
  NodeId condition = registers_[op.a];
  for (const Gate& gate : gates) condition = both(gate.node, condition);
  condition = both(condition, allowed_key(rule, registers_[op.b]));
  Unanswered why = Unanswered::Nothing;
  if (touchpoint_.about != TouchpointInfo::kNoLink) why = Unanswered::Link;
  if (rule.at_deadline) why = Unanswered::Clock;
  if (rule.journey != Fact::kNoFact) why = Unanswered::Journey;
  if (why != Unanswered::Nothing) condition = add({OpCode::Absent, {}, 0, why});
  rules_.push_back({number, condition});
}

// What `Candidate` wants to know of the limit's key before it asks the limit.
NodeId Conditions::allowed_key(const RuleInfo& rule, NodeId key) {
  const Unanswered why = nodes_[key].why;
  const NodeId is_there = add({OpCode::IsKnown, {key, 0, 0}, 0, why});
  if (rule.ledger != Fact::kNoFact && plan_.facts[rule.ledger].keys != 0) return is_there;
  if (rule.level == RuleInfo::kNoLevel) return add({OpCode::Constant, {}, 1, Unanswered::Nothing});
  const NodeId is_not_there = add({OpCode::Not, {is_there, 0, 0}, 0, why});
  return add({OpCode::Or, {is_there, is_not_there, 0}, 0, why});
}

std::vector<NodeId> Conditions::parts_of(NodeId id) const {
  std::vector<NodeId> parts, open = {id};
  std::unordered_set<NodeId> seen;
  while (!open.empty()) {
    const NodeId next = open.back();
    open.pop_back();
    if (!seen.insert(next).second) continue;
    const Node& node = nodes_[next];
    if (node.code == OpCode::And) {
      open.push_back(node.inputs[1]);
      open.push_back(node.inputs[0]);
    } else {
      parts.push_back(next);
    }
  }
  return parts;
}

}  // namespace wend::runtime
