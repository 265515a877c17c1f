// SPDX-License-Identifier: Apache-2.0
#include "runtime/abi/joining.h"

namespace wend {
namespace {

// What an operation does to a fact says what it hangs on.
void look_at(const Op& op, std::vector<Joining>& joining, std::vector<bool>& is_armed) {
  const auto fact = static_cast<std::size_t>(op.imm & 0xFFFFFFFF);
  if (fact >= joining.size()) return;
  const bool resets = op.code == OpCode::Reset || op.code == OpCode::ResetSame;
  const bool arms = op.code == OpCode::Arm || op.code == OpCode::ArmSame;
  if (resets) joining[fact] = Joining::Own;
  if (op.code == OpCode::WakeAt) joining[fact] = Joining::Ends;
  if (arms) is_armed[fact] = true;
}

Joining joining_of(const Fact& fact) {
  const bool is_of_stage = fact.journey != Fact::kNoFact;
  if (fact.instances != Fact::kNoMentions || fact.begins_anew || is_of_stage) return Joining::Own;
  switch (fact.kind) {
    case FactKind::Times:
    case FactKind::First:
    case FactKind::Last:
    case FactKind::Totals:
    case FactKind::Panes:
    case FactKind::Items:
    case FactKind::Distinct:
    case FactKind::Keyed:
    case FactKind::Ledger:
    case FactKind::Absence: return Joining::United;
    case FactKind::Sequence:
    case FactKind::Cycle:
    case FactKind::Visit:
    case FactKind::Mentions:
    case FactKind::Journey: return Joining::Own;
    case FactKind::Level: return Joining::Ends;
  }
  return Joining::Own;
}

}  // namespace

std::vector<Joining> joining_of(const Plan& plan) {
  std::vector<Joining> joining;
  for (const Fact& fact : plan.facts) joining.push_back(joining_of(fact));
  std::vector<bool> is_armed(plan.facts.size());
  for (const Op& op : plan.ops) look_at(op, joining, is_armed);
  for (std::size_t fact = 0; fact < joining.size(); ++fact) {
    // Instants that were computed or recur, and stays: nothing awaited ends them.
    const bool is_absence = plan.facts[fact].kind == FactKind::Absence;
    if (is_absence && joining[fact] == Joining::United && !is_armed[fact])
      joining[fact] = Joining::Own;
  }
  return joining;
}

}  // namespace wend
