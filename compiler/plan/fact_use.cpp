// SPDX-License-Identifier: Apache-2.0
//
// Which rules need which facts: in each body, from what a rule hands over back to the facts that were
// read for it, also through the tests that its operations stand behind.
#include "compiler/plan/fact_use.h"

#include <map>

namespace wend::plan {

namespace {

using FactSet = std::set<std::uint32_t>;

class BodyUse {
 public:
  // `kept`: by number, what values were computed from that `Keep` kept.
  BodyUse(const Plan& plan, std::map<std::uint32_t, FactSet>& kept,
          std::vector<std::set<std::uint32_t>>& rules)
      : plan_(plan), kept_(kept), rules_(rules) {}

  void look_at(const Body& body) {
    for (std::uint32_t at = body.begin; at < body.end; ++at) {
      while (!runs_.empty() && runs_.back().end <= at) runs_.pop_back();
      operation(plan_.ops[at]);
    }
  }

 private:
  struct Run {
    std::int64_t end;
    FactSet facts;  // of its test
  };

  void operation(const Op& op) {
    FactSet facts = facts_of_inputs(op);
    const bool reads = op.code == OpCode::Read || op.code == OpCode::ReadAll ||
                       op.code == OpCode::ReadSame || op.code == OpCode::ReadBetween ||
                       op.code == OpCode::NextLeaving;
    if (reads) {
      facts.insert(static_cast<std::uint32_t>(op.imm & 0xFFFFFF));
    }
    const bool answers = op.code == OpCode::Advance || op.code == OpCode::AdvanceSame ||
                         op.code == OpCode::CountSame || op.code == OpCode::InVisit ||
                         op.code == OpCode::Cycle || op.code == OpCode::Cross ||
                         op.code == OpCode::Completed || op.code == OpCode::IsFresh ||
                         op.code == OpCode::Move;
    if (answers) facts.insert(static_cast<std::uint32_t>(op.imm));
    if (op.code == OpCode::Captured) add_kept(static_cast<std::size_t>(op.imm), facts);
    if (op.code == OpCode::Keep)
      kept_[static_cast<std::uint32_t>(op.imm)].insert(facts.begin(), facts.end());
    if (op.code == OpCode::Skip) runs_.push_back({op.imm, facts});
    if (op.code == OpCode::Candidate) candidate_ = static_cast<std::uint32_t>(op.imm);
    const bool arms = op.code == OpCode::Arm || op.code == OpCode::ArmSame ||
                      op.code == OpCode::ArmAt || op.code == OpCode::ArmNext ||
                      op.code == OpCode::WakeAt || op.code == OpCode::ArmAtSame ||
                      op.code == OpCode::Postpone;
    if (arms) used_by(plan_.facts[static_cast<std::size_t>(op.imm)].rule, facts);
    if (op.code == OpCode::Recognise) facts.insert(static_cast<std::uint32_t>(op.imm & 0xFFFFFF));
    const bool hands_over = op.code == OpCode::Recognise || op.code == OpCode::Candidate ||
                            op.code == OpCode::Argument || op.code == OpCode::Reason;
    if (hands_over) used_by(candidate_, facts);
    if (row_of(op.code).has_output) held_[op.out] = std::move(facts);
  }

  FactSet facts_of_inputs(const Op& op) const {
    FactSet facts;
    const std::uint32_t inputs[] = {op.a, op.b, op.c};
    for (std::uint8_t i = 0; i < row_of(op.code).inputs; ++i) {
      const auto held = held_.find(inputs[i]);
      if (held != held_.end()) facts.insert(held->second.begin(), held->second.end());
    }
    return facts;
  }

  void add_kept(std::size_t capture, FactSet& to) const {
    for (const std::uint32_t field : plan_.captures[capture].field_of_touchpoint) {
      if (field < Capture::kKept || field >= Capture::kNone) continue;
      const auto found = kept_.find(field - Capture::kKept);
      if (found != kept_.end()) to.insert(found->second.begin(), found->second.end());
    }
  }

  void used_by(std::uint32_t rule, const FactSet& facts) {
    for (const std::uint32_t fact : facts) rules_[fact].insert(rule);
    for (const Run& run : runs_) {
      for (const std::uint32_t fact : run.facts) rules_[fact].insert(rule);
    }
  }

  const Plan& plan_;
  std::map<std::uint32_t, FactSet>& kept_;
  std::vector<std::set<std::uint32_t>>& rules_;
  std::map<std::uint32_t, FactSet> held_;  // by register
  std::vector<Run> runs_;
  std::uint32_t candidate_ = 0;
};

}  // namespace

std::vector<std::set<std::uint32_t>> rules_of_facts(const Plan& plan) {
  std::vector<std::set<std::uint32_t>> rules(plan.facts.size());
  std::map<std::uint32_t, FactSet> kept;
  // Twice: what one event keeps may be captured for another.
  for (int pass = 0; pass < 2; ++pass) {
    for (const TouchpointInfo& touchpoint : plan.touchpoints) {
      BodyUse(plan, kept, rules).look_at(touchpoint.body);
      for (const BodyIndex* index : {&touchpoint.updates, &touchpoint.index}) {
        for (const IndexedBody& indexed : index->bodies)
          BodyUse(plan, kept, rules).look_at(indexed.body);
      }
    }
    BodyUse(plan, kept, rules).look_at(plan.profile_body);
  }
  for (std::uint32_t i = 0; i < plan.rules.size(); ++i) {
    const RuleInfo& rule = plan.rules[i];
    if (rule.at_deadline) BodyUse(plan, kept, rules).look_at(rule.deadline_body);
    if (rule.at_deadline && rule.absence < rules.size()) rules[rule.absence].insert(i);
    if (rule.journey < rules.size()) rules[rule.journey].insert(i);
    if (rule.ledger < rules.size()) rules[rule.ledger].insert(i);
  }
  for (const Fact& fact : plan.facts)
    if (fact.awaited < rules.size()) rules[fact.awaited].insert(fact.rule);
  for (const Fact& fact : plan.facts) {
    if (fact.instances >= rules.size()) continue;
    const std::set<std::uint32_t>& users =
        rules[static_cast<std::size_t>(&fact - plan.facts.data())];
    rules[fact.instances].insert(users.begin(), users.end());
  }
  return rules;
}

}  // namespace wend::plan
