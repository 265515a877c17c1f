// SPDX-License-Identifier: Apache-2.0
//
// Rules behind an index: which of them an event lets through, and running these.
#include "runtime/interpret/plan_interpreter.h"
#include "runtime/step/moment.h"
#include "runtime/step/operations.h"

namespace wend::runtime {
namespace {

void run_rule(Moment& moment, const IndexedRule& rule, std::uint32_t number) {
  const NativeCode* code = moment.native;
  const std::size_t place = moment.prepared.first_indexed[moment.touchpoint] + number;
  if (code != nullptr && place < code->indexed.size() && code->indexed[place] != nullptr) {
    code->indexed[place](&moment.context);
  } else {
    interpret(moment, rule.body, moment.inner_registers());
  }
}

}  // namespace

void op_Look(StepContext* context, const Op*, const Cell*, Cell*) {
  Moment& moment = moment_of(context);
  moment.lookups[moment.touchpoint]->look(
      {context->fields, nullptr, context->profile, context->keys, known(context->channel)});
}

void op_Rules(StepContext* context, const Op* op, const Cell*, Cell*) {
  Moment& moment = moment_of(context);
  RuleLookup& lookup = *moment.lookups[moment.touchpoint];
  const std::vector<IndexedRule>& rules = moment.plan().touchpoints[moment.touchpoint].index.rules;
  const auto end = static_cast<std::uint32_t>(op->imm);
  for (;;) {
    const std::uint32_t next = lookup.next(end);
    if (next == RuleLookup::kNone) return;
    const std::uint64_t& candidates = moment.counts.rules[rules[next].rule].candidates;
    const std::uint64_t before = candidates;
    run_rule(moment, rules[next], next);
    lookup.ran(next, candidates - before);
  }
}

}  // namespace wend::runtime
