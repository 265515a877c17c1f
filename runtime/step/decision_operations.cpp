// SPDX-License-Identifier: Apache-2.0
//
// From a candidate to issued actions: the condition, the limit, the ledger.
#include "runtime/decision/decision_buffer.h"
#include "runtime/step/facts.h"
#include "runtime/step/operations.h"

namespace wend::runtime {
namespace {

constexpr std::uint32_t kNoLedger = 0xFFFFFFFF;

bool has_key(const Moment& moment, const RuleInfo& rule) {
  return rule.ledger != kNoLedger && moment.fact(rule.ledger).keys != 0;
}

bool passes(Moment& moment, const RuleInfo& rule, const Cell& condition, const Cell& key,
            RuleCounts& counts) {
  ++counts.candidates;
  if (condition.status != Status::Known) {
    ++counts.unknown;
    return false;
  }
  if (condition.value == 0) {
    ++counts.not_true;
    return false;
  }
  if (rule.ledger == kNoLedger) return true;
  if (has_key(moment, rule) && key.status != Status::Known) {
    ++counts.unknown;
    return false;
  }
  if (allows(moment, rule.ledger, key.value)) return true;
  ++counts.limited;
  return false;
}

}  // namespace

void op_Candidate(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  Moment& moment = moment_of(context);
  const auto number = static_cast<std::uint32_t>(op->imm);
  const RuleInfo& rule = moment.plan().rules[number];
  const bool passed = passes(moment, rule, inputs[0], inputs[1], moment.counts.rules[number]);
  moment.rule = number;
  moment.key = has_key(moment, rule) ? inputs[1] : missing();
  moment.is_recorded = false;
  *out = yes_no(passed);
}

void op_Issue(StepContext* context, const Op* op, const Cell*, Cell*) {
  Moment& moment = moment_of(context);
  const auto number = static_cast<std::uint32_t>(op->imm >> 16);
  // The key in hand is the candidate's: a foreign plan could mix up rules.
  if (number != moment.rule) return;
  const RuleInfo& rule = moment.plan().rules[number];
  if (!moment.is_recorded) {
    moment.is_recorded = true;
    ++moment.counts.rules[number].issued;
    if (rule.ledger != kNoLedger) record_issue(moment, rule.ledger, moment.key.value);
  }
  ++moment.counts.decisions;
  moment.decisions.add(moment, number, static_cast<std::uint32_t>(op->imm & 0xFFFF));
}

}  // namespace wend::runtime
