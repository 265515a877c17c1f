// SPDX-License-Identifier: Apache-2.0
//
// From a candidate to issued actions: the condition, the limit, the ledger.
#include <algorithm>

#include "runtime/decision/decision_buffer.h"
#include "runtime/step/facts.h"
#include "runtime/step/operations.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

constexpr std::uint32_t kNoLedger = 0xFFFFFFFF;

bool has_key(const Moment& moment, const RuleInfo& rule) {
  return rule.ledger != kNoLedger && moment.fact(rule.ledger).keys != 0;
}

bool is_yes(const Cell& condition) {
  return condition.status == Status::Known && condition.value != 0;
}

std::vector<ActedAtOnce>::iterator acted_by(Moment& moment, std::uint32_t rule) {
  return std::find_if(moment.acted->begin(), moment.acted->end(), [&](const ActedAtOnce& one) {
    return one.rule == rule && one.cause == moment.cause();
  });
}

// On what is known: what was issued or held back of this event before is so for ever. It is counted when the event
// is closed, apart from what the limit says.
bool passes_at_once(Moment& moment, std::uint32_t number, const Cell& condition, const Cell& key) {
  const RuleInfo& rule = moment.plan().rules[number];
  if (rule.is_stage) return is_yes(condition);
  if (!rule.at_once || !is_yes(condition)) return false;
  if (has_key(moment, rule) && key.status != Status::Known) return false;
  if (acted_by(moment, number) != moment.acted->end() && !planted(Fault::ActsAgainOnRewind))
    return false;
  const bool is_allowed = rule.ledger == kNoLedger || allows(moment, rule.ledger, key.value);
  if (!is_allowed) ++moment.counts.rules[number].limited;
  moment.acted->push_back({moment.cause(), number, is_allowed, false});
  return is_allowed;
}

// A rule that was decided at once: now it is known whether it should have been.
void confirm(Moment& moment, std::uint32_t number) {
  if (moment.acted == nullptr) return;
  const auto found = acted_by(moment, number);
  if (found != moment.acted->end()) found->is_confirmed = true;
}

bool is_met(const Cell& condition, RuleCounts& counts) {
  ++counts.candidates;
  if (condition.status != Status::Known) {
    ++counts.unknown;
    return false;
  }
  if (condition.value == 0) {
    ++counts.not_true;
    return false;
  }
  return true;
}

bool passes(Moment& moment, const RuleInfo& rule, const Cell& condition, const Cell& key,
            RuleCounts& counts) {
  if (!is_met(condition, counts)) return false;
  if ((has_key(moment, rule) && key.status != Status::Known) ||
      (rule.level != RuleInfo::kNoLevel && key.status == Status::Unknown)) {
    ++counts.unknown;
    return false;
  }
  if (rule.at_once) {
    confirm(moment, static_cast<std::uint32_t>(&rule - moment.plan().rules.data()));
    return false;
  }
  if (rule.ledger == kNoLedger) return true;
  if (allows(moment, rule.ledger, key.value)) return true;
  ++counts.limited;
  return false;
}

// The same as passes(), for what nearly every rule is: without a key, and none of several whose limit is shared. `has_acted`: and
// may do so once.
[[gnu::always_inline]] inline bool passes_gate(Moment& moment, std::uint32_t number,
                                               const Cell& condition, bool has_acted) {
  RuleCounts& counts = moment.counts.rules[number];
  if (!is_met(condition, counts)) return false;
  if (has_acted) {
    ++counts.limited;
    return false;
  }
  moment.level = Moment::kAlone;
  moment.rule = number;
  moment.key = missing();
  moment.is_recorded = false;
  return true;
}

// Whether the candidate passes.
bool passes_limit(Moment& moment, std::uint32_t number, const Cell& condition, const Cell& key) {
  const RuleInfo& rule = moment.plan().rules[number];
  const bool is_shared = rule.level != RuleInfo::kNoLevel && key.status == Status::Known &&
                         !planted(Fault::LevelAlone);
  moment.level = is_shared ? rule.level : Moment::kAlone;
  moment.household = key.value;
  const bool passed = moment.pass == Pass::AtOnce
                          ? passes_at_once(moment, number, condition, key)
                          : passes(moment, rule, condition, key, moment.counts.rules[number]);
  moment.rule = number;
  moment.key = has_key(moment, rule) ? key : missing();
  moment.is_recorded = false;
  return passed;
}

bool has_gate(const Moment& moment, const Limited& limit) {
  return limit.gate != Gate::AnyLimit && moment.pass != Pass::AtOnce;
}

// Called last, with all that it was asked: what nearly every rule is then needs no frame, and does not pay for what few are.
[[gnu::noinline]] void ask_closely(StepContext* context, const Op* op, const Cell* inputs,
                                   Cell* out) {
  Moment& moment = moment_of(context);
  const auto number = static_cast<std::uint32_t>(op->imm);
  const Limited& limit = moment.prepared.limits[number];
  const bool is_once = limit.gate == Gate::OnceEver;
  const std::uint32_t ledger = record_of_fact(limit.ledger);
  *out = yes_no(has_gate(moment, limit)
                    ? passes_gate(moment, number, inputs[0], is_once && moment.blob->has(ledger))
                    : passes_limit(moment, number, inputs[0], inputs[1]));
}

void record(Moment& moment, std::uint32_t ledger) {
  const std::uint64_t pushed_out = moment.counts.pushed_out;
  record_issue(moment, ledger, moment.key.value);
  if (moment.pass != Pass::AtOnce) return;
  moment.changed_ledgers.push_back(ledger);
  moment.pushed_out_of_ledgers += moment.counts.pushed_out - pushed_out;
}

}  // namespace

void op_Candidate(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  Moment& moment = moment_of(context);
  const auto number = static_cast<std::uint32_t>(op->imm);
  const Limited& limit = moment.prepared.limits[number];
  if (!has_gate(moment, limit) || !moment.blob->is_small()) [[unlikely]]
    return ask_closely(context, op, inputs, out);
  const bool has_acted =
      limit.gate == Gate::OnceEver && moment.blob->has_small(record_of_fact(limit.ledger));
  *out = yes_no(passes_gate(moment, number, inputs[0], has_acted));
}

void op_Issue(StepContext* context, const Op* op, const Cell*, Cell*) {
  Moment& moment = moment_of(context);
  const auto number = static_cast<std::uint32_t>(op->imm >> 16);
  // The key in hand is the candidate's: a foreign plan could mix up rules.
  if (number != moment.rule) return;
  if (!moment.is_recorded) {
    moment.is_recorded = true;
    ++moment.counts.rules[number].issued;
    const std::uint32_t ledger = moment.prepared.limits[number].ledger;
    if (ledger != kNoLedger) record(moment, ledger);
  }
  ++moment.counts.decisions;
  moment.decisions.add(moment, number, static_cast<std::uint32_t>(op->imm & 0xFFFF));
}

}  // namespace wend::runtime
