// SPDX-License-Identifier: Apache-2.0
//
// Updates and rules behind an index: which of them an event lets through, and running these.
#include "runtime/interpret/plan_interpreter.h"
#include "runtime/step/facts.h"
#include "runtime/step/moment.h"
#include "runtime/step/operations.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

void run_rule(Moment& moment, const IndexedBody& rule, std::uint32_t number) {
  const NativeCode* code = moment.native;
  const std::size_t place = moment.prepared.first_indexed[moment.touchpoint] + number;
  if (code != nullptr && place < code->indexed.size() && code->indexed[place] != nullptr) {
    code->indexed[place](&moment.context, moment.context.ops + rule.body.begin);
  } else {
    interpret(moment, rule.body, moment.inner_registers());
  }
}

}  // namespace

void op_Look(StepContext* context, const Op*, const Cell*, Cell*) {
  Moment& moment = moment_of(context);
  moment.lookups[moment.touchpoint]->look({context->fields, nullptr, context->profile,
                                           context->keys, known(context->channel), &moment.texts});
}

// An update is a test and a call or two: the interpreter needs no longer for it than what a call into machine code costs.
void op_Updates(StepContext* context, const Op*, const Cell*, Cell*) {
  Moment& moment = moment_of(context);
  BodyLookup& lookup = *moment.update_lookups[moment.touchpoint];
  lookup.look({context->fields, nullptr, nullptr, nullptr, known(context->channel), &moment.texts});
  const std::vector<IndexedBody>& updates =
      moment.plan().touchpoints[moment.touchpoint].updates.bodies;
  const auto end = static_cast<std::uint32_t>(updates.size());
  for (std::uint32_t next = lookup.next(end); next != BodyLookup::kNone; next = lookup.next(end))
    interpret(moment, updates[next].body, moment.inner_registers());
}

void op_Completed(StepContext* context, const Op* op, const Cell*, Cell* out) {
  const Moment& moment = moment_of(context);
  const std::uint64_t completed_at = moment.completed_at[static_cast<std::size_t>(op->imm)];
  const bool is_now =
      completed_at == moment.ordinal || (planted(Fault::CompletedStays) && completed_at != 0);
  *out = yes_no(is_now);
}

void op_Rules(StepContext* context, const Op* op, const Cell*, Cell*) {
  Moment& moment = moment_of(context);
  BodyLookup& lookup = *moment.lookups[moment.touchpoint];
  const std::vector<IndexedBody>& rules = moment.plan().touchpoints[moment.touchpoint].index.bodies;
  const auto end = static_cast<std::uint32_t>(op->imm);
  for (;;) {
    const std::uint32_t next = lookup.next(end);
    if (next == BodyLookup::kNone) return;
    const std::uint64_t& candidates = moment.counts.rules[rules[next].rule].candidates;
    const std::uint64_t before = candidates;
    run_rule(moment, rules[next], next);
    lookup.ran(next, candidates - before);
  }
}

}  // namespace wend::runtime
