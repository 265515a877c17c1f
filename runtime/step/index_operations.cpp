// SPDX-License-Identifier: Apache-2.0
//
// Updates and rules behind an index: which of them an event lets through, and running these.
#include <algorithm>
#include <span>

#include "runtime/decision/decision_buffer.h"
#include "runtime/interpret/plan_interpreter.h"
#include "runtime/step/expect_decision.h"
#include "runtime/step/facts.h"
#include "runtime/step/moment.h"
#include "runtime/step/operations.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

// `place`: among all that stand behind an index.
const NativeBody* native_place(const Moment& moment, std::size_t place) {
  const bool is_there = moment.native != nullptr && place < moment.native->indexed.size();
  return is_there ? &moment.native->indexed[place] : nullptr;
}

std::size_t place_of_rule(const Moment& moment, std::uint32_t number) {
  return moment.prepared.first_indexed[moment.touchpoint] + number;
}

std::size_t place_of_update(const Moment& moment, std::uint32_t number) {
  return moment.prepared.first_update[moment.touchpoint] + number;
}

void run(Moment& moment, const Body& body, std::size_t place) {
  const NativeBody* const code = native_place(moment, place);
  if (code != nullptr && *code != nullptr) {
    (*code)(&moment.context, moment.context.ops + body.begin);
  } else {
    interpret(moment, body, moment.inner_registers());
  }
}

void expect_body(const Moment& moment, const std::vector<IndexedBody>& rules,
                 std::uint32_t number) {
  __builtin_prefetch(&rules[number]);
  __builtin_prefetch(&moment.prepared.candidates[moment.touchpoint][number]);
  if (const NativeBody* const code = native_place(moment, place_of_rule(moment, number)))
    __builtin_prefetch(code);
  moment.lookups[moment.touchpoint]->expect(number);
}

void expect_rule(const Moment& moment, const std::vector<IndexedBody>& rules,
                 std::uint32_t number) {
  constexpr std::uint32_t kCode = 256, kLine = 64;  // bytes of machine code that most rules have
  const IndexedBody& rule = rules[number];
  const Op* const ops = moment.context.ops;
  if (const NativeBody* const code = native_place(moment, place_of_rule(moment, number));
      code != nullptr && *code != nullptr) {
    for (std::uint32_t byte = 0; byte < kCode; byte += kLine)
      __builtin_prefetch(reinterpret_cast<const char*>(*code) + byte);
    __builtin_prefetch(&ops[moment.prepared.candidates[moment.touchpoint][number]].imm);
    __builtin_prefetch(&ops[rule.body.end - 1].imm);  // the last one issues
  } else {
    for (std::uint32_t op = rule.body.begin; op < rule.body.end; op += kLine / sizeof(Op))
      __builtin_prefetch(ops + op);
  }
  moment.shared_answers.expect(rule.body.begin);
  expect_decision(moment, rule.rule);
}

void expect_update(const Moment& moment, const IndexedBody& update, std::uint32_t number) {
  constexpr std::uint32_t kLine = 64;  // bytes
  if (const NativeBody* const code = native_place(moment, place_of_update(moment, number)))
    __builtin_prefetch(code);
  const Op* const ops = moment.context.ops;
  for (std::uint32_t op = update.body.begin; op < update.body.end; op += kLine / sizeof(Op))
    __builtin_prefetch(&ops[op].imm);
  __builtin_prefetch(&ops[update.body.end - 1].imm);  // where a line may end before it
}

IndexValues values_for_rules(const Moment& moment) {
  const StepContext& context = moment.context;
  return {context.fields,         nullptr,      context.profile, context.keys,
          known(context.channel), &moment.texts};
}

}  // namespace

void op_AnswerKeys(StepContext* context, const Op* op, const Cell*, Cell* out) {
  Moment& moment = moment_of(context);
  const bool has_all =
      moment.shared_answers.answer_keys(moment, static_cast<std::size_t>(op - context->ops));
  *out = yes_no(!has_all);
}

void op_Look(StepContext* context, const Op*, const Cell*, Cell*) {
  Moment& moment = moment_of(context);
  moment.lookups[moment.touchpoint]->look(values_for_rules(moment), moment.ordinal);
}

// With many updates nothing of those that are let through is in a near cache, nor of the rules behind them: these are
// looked up before the updates run if the event alone says which they are, and asked for meanwhile.
void op_Updates(StepContext* context, const Op*, const Cell*, Cell*) {
  Moment& moment = moment_of(context);
  const TouchpointInfo& touchpoint = moment.plan().touchpoints[moment.touchpoint];
  const std::vector<IndexedBody>& updates = touchpoint.updates.bodies;
  BodyLookup& lookup = *moment.update_lookups[moment.touchpoint];
  lookup.look({context->fields, nullptr, nullptr, nullptr, known(context->channel), &moment.texts},
              moment.ordinal);
  for (const std::uint32_t next : lookup.few_ahead()) expect_update(moment, updates[next], next);
  if (BodyLookup* rules = moment.lookups[moment.touchpoint];
      rules != nullptr && rules->may_look_ahead()) {
    rules->look_ahead(values_for_rules(moment), moment.ordinal);
    for (const std::uint32_t next : rules->few_ahead())
      expect_body(moment, touchpoint.index.bodies, next);
    for (const std::uint32_t next : rules->few_ahead())
      expect_rule(moment, touchpoint.index.bodies, next);
  }
  for (const std::uint32_t next : lookup.take(static_cast<std::uint32_t>(updates.size())))
    run(moment, updates[next].body, place_of_update(moment, next));
}

void op_Completed(StepContext* context, const Op* op, const Cell*, Cell* out) {
  const Moment& moment = moment_of(context);
  const auto& [sequences, ordinal] = moment.completed;
  const bool is_of_this = ordinal == moment.ordinal || planted(Fault::CompletedStays);
  *out = yes_no(is_of_this && std::find(sequences.begin(), sequences.end(),
                                        static_cast<std::uint32_t>(op->imm)) != sequences.end());
}

// With many rules nothing of one is in a near cache when its turn comes: it is asked for while those before it run.
void op_Rules(StepContext* context, const Op* op, const Cell*, Cell*) {
  constexpr std::size_t kFar = 6, kNear = 3;
  Moment& moment = moment_of(context);
  BodyLookup& lookup = *moment.lookups[moment.touchpoint];
  const std::vector<IndexedBody>& rules = moment.plan().touchpoints[moment.touchpoint].index.bodies;
  const std::span<const std::uint32_t> taken = lookup.take(static_cast<std::uint32_t>(op->imm));
  const std::size_t to_expect = lookup.was_ahead() ? 0 : taken.size();
  for (std::size_t i = 0; i < std::min(kFar, to_expect); ++i) expect_body(moment, rules, taken[i]);
  for (std::size_t i = 0; i < std::min(kNear, to_expect); ++i) expect_rule(moment, rules, taken[i]);
  for (std::size_t i = 0; i < taken.size(); ++i) {
    if (i + kFar < to_expect) expect_body(moment, rules, taken[i + kFar]);
    if (i + kNear < to_expect) expect_rule(moment, rules, taken[i + kNear]);
    const std::uint32_t next = taken[i];
    const std::uint64_t& candidates = moment.counts.rules[rules[next].rule].candidates;
    const std::uint64_t before = candidates;
    run(moment, rules[next].body, place_of_rule(moment, next));
    lookup.ran(next, candidates - before);
  }
}

}  // namespace wend::runtime
