// SPDX-License-Identifier: Apache-2.0
//
// Operations on the customer's facts.
#include <algorithm>

#include "runtime/step/facts.h"
#include "runtime/step/gaps.h"
#include "runtime/step/operations.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

std::uint32_t fact_in(const Op* op) { return static_cast<std::uint32_t>(op->imm); }

Question question_in(const Op* op, std::int64_t start) {
  const auto bits = static_cast<std::uint64_t>(op->imm);
  return {static_cast<FactPart>(bits >> 24 & 0xFF), start, static_cast<std::uint32_t>(bits >> 32)};
}

Cell completed(Moment& moment, std::uint32_t sequence, bool is_complete) {
  if (!is_complete) return yes_no(false);
  Moment::Completed& completed = moment.completed;
  if (completed.ordinal != moment.ordinal && !planted(Fault::CompletedStays))
    completed.sequences.clear();
  completed.ordinal = moment.ordinal;
  completed.sequences.push_back(sequence);
  return yes_no(true);
}

std::uint32_t read_fact_in(const Op* op) { return static_cast<std::uint32_t>(op->imm & 0xFFFFFF); }

Cell answer(Moment& moment, const Op* op, const Question& question) {
  const std::uint32_t fact = read_fact_in(op);
  return if_known(moment, fact, question, read(moment, fact, question));
}

// The event is taken; whether that makes it full is unknown while some may lie in a gap.
Cell if_known_after(const Moment& moment, const Op* op, std::int64_t start, const Cell& counted) {
  return is_known_after(moment, fact_in(op), start) ? counted : unknown();
}

// As far as the operation counts: an answer that others share may go further.
Cell as_far_as(const Op* op, const Cell& answer) {
  const auto bits = static_cast<std::uint64_t>(op->imm);
  const auto cap = static_cast<std::int64_t>(bits >> 32);
  const bool is_count = static_cast<FactPart>(bits >> 24 & 0xFF) == FactPart::Count;
  if (cap == 0 || !is_count || planted(Fault::CapIgnored)) return answer;
  return {std::min(answer.value, cap * kMillionth), answer.status};
}

// Called last, with all that it was asked: an answer that is there needs no frame.
[[gnu::noinline]] void read_over(StepContext* context, const Op* op, const Cell* inputs,
                                 Cell* out) {
  if (inputs[0].status != Status::Known) {
    *out = {0, inputs[0].status};
    return;
  }
  Moment& moment = moment_of(context);
  const Cell* const shared =
      moment.shared_answers.answer(moment, static_cast<std::size_t>(op - context->ops));
  *out = shared != nullptr ? as_far_as(op, *shared)
                           : answer(moment, op, question_in(op, inputs[0].value));
}

}  // namespace

// An event whose value is missing or unknown does not count.
void op_Update(StepContext* context, const Op* op, const Cell* inputs, Cell*) {
  if (inputs[0].status == Status::Known) update(moment_of(context), fact_in(op), inputs[0].value);
}

void op_UpdateEvent(StepContext* context, const Op* op, const Cell*, Cell*) {
  update(moment_of(context), fact_in(op), 0);
}

void op_ProfileBefore(StepContext* context, const Op* op, const Cell*, Cell* out) {
  *out = moment_of(context).before[static_cast<std::size_t>(op->imm)];
  if (planted(Fault::FirstValueIsChange) && out->status == Status::Missing) *out = known(-1);
}

void op_Reset(StepContext* context, const Op* op, const Cell*, Cell*) {
  forget(moment_of(context), fact_in(op));
  close_gap(moment_of(context), fact_in(op));
}

void op_UpdateSame(StepContext* context, const Op* op, const Cell* inputs, Cell*) {
  if (inputs[0].status != Status::Known || inputs[1].status != Status::Known) return;
  update_same(moment_of(context), fact_in(op), inputs[0].value, inputs[1].value);
}

void op_ResetSame(StepContext* context, const Op* op, const Cell* inputs, Cell*) {
  if (planted(Fault::SameResetsAll)) return forget(moment_of(context), fact_in(op));
  if (inputs[0].status == Status::Known)
    forget_same(moment_of(context), fact_in(op), inputs[0].value);
}

void op_Advance(StepContext* context, const Op* op, const Cell*, Cell* out) {
  Moment& moment = moment_of(context);
  *out = completed(moment, fact_in(op), advance(moment, fact_in(op)));
}

void op_BeginVisit(StepContext* context, const Op* op, const Cell*, Cell* out) {
  Moment& moment = moment_of(context);
  const std::uint32_t fact = fact_in(op);
  const std::int64_t now = moment.now();
  const bool may_go_on =
      !is_known_after(moment, fact, start_of(moment, now, moment.fact(fact).span));
  const bool begins = begin_visit(moment, fact) && !may_go_on;
  if (begins) close_gap(moment, fact);
  *out = yes_no(begins);
}

void op_InVisit(StepContext* context, const Op* op, const Cell*, Cell* out) {
  const Moment& moment = moment_of(context);
  const std::uint32_t fact = fact_in(op);
  *out = is_known_after(moment, fact, kForever) ? yes_no(is_in_visit(moment, fact)) : unknown();
}

void op_ArmAt(StepContext* context, const Op* op, const Cell* inputs, Cell*) {
  if (inputs[0].status == Status::Known) arm_at(moment_of(context), fact_in(op), inputs[0].value);
}

void op_ArmAtSame(StepContext* context, const Op* op, const Cell* inputs, Cell*) {
  if (std::max(inputs[0].status, inputs[1].status) != Status::Known) return;
  arm_at_same(moment_of(context), fact_in(op), inputs[0].value, inputs[1].value);
}

void op_Mention(StepContext* context, const Op* op, const Cell* inputs, Cell*) {
  if (inputs[0].status == Status::Known) mention(moment_of(context), fact_in(op), inputs[0].value);
}

void op_ArmNext(StepContext* context, const Op* op, const Cell*, Cell*) {
  Moment& moment = moment_of(context);
  if (moment.record(fact_in(op)).empty()) arm_from(moment, fact_in(op), moment.now());
}

void op_IsFresh(StepContext* context, const Op* op, const Cell*, Cell* out) {
  *out = yes_no(moment_of(context).record(fact_in(op)).empty());
}

void op_Cross(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  *out = yes_no(cross(moment_of(context), fact_in(op), inputs[0], inputs[1]));
}

void op_NextLeaving(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  const Stretch window{(op->imm >> 32 & 1) != 0, inputs[0].value};
  *out = inputs[0].status == Status::Known
             ? next_leaving(moment_of(context), read_fact_in(op), window)
             : Cell{0, inputs[0].status};
}

void op_WakeAt(StepContext* context, const Op* op, const Cell* inputs, Cell*) {
  if (inputs[0].status == Status::Known) wake_at(moment_of(context), fact_in(op), inputs[0].value);
}

void op_Recognise(StepContext* context, const Op* op, const Cell*, Cell*) {
  Moment& moment = moment_of(context);
  if (moment.pass != Pass::AtOnce)
    ++moment.counts.rules[moment.rule].issued;  // counted when certain
  recognise(moment, read_fact_in(op), static_cast<std::uint32_t>(op->imm >> 24));
}

void op_Move(StepContext* context, const Op* op, const Cell*, Cell* out) {
  *out = yes_no(move(moment_of(context), fact_in(op)));
}

void op_Postpone(StepContext* context, const Op* op, const Cell*, Cell*) {
  postpone(moment_of(context), fact_in(op));
}

void op_Moved(StepContext* context, const Op* op, const Cell*, Cell* out) {
  const Moment& moment = moment_of(context);
  const auto field = static_cast<std::size_t>(op->imm);
  const Cell& before = moment.before[field];
  const Cell& now = moment.profile[field];
  const bool text = is_bytes(moment.plan().customer_fields[field].type.kind);
  const bool was_known = before.status == Status::Known;
  const bool is_known = now.status == Status::Known;
  const bool same = text ? moment.texts.at(before.value) == moment.texts.at(now.value)
                         : before.value == now.value;
  *out = yes_no(was_known != is_known || (is_known && !same));
}

void op_AdvanceSame(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  Moment& moment = moment_of(context);
  *out = completed(moment, fact_in(op), advance_same(moment, fact_in(op), inputs[0]));
}

void op_DisarmSame(StepContext* context, const Op* op, const Cell* inputs, Cell*) {
  if (inputs[0].status == Status::Known)
    disarm_same(moment_of(context), fact_in(op), inputs[0].value);
}

void op_ArmSame(StepContext* context, const Op* op, const Cell* inputs, Cell*) {
  if (inputs[0].status == Status::Known) arm_same(moment_of(context), fact_in(op), inputs[0].value);
}

void op_Disarm(StepContext* context, const Op* op, const Cell*, Cell*) {
  disarm(moment_of(context), fact_in(op));
}

void op_Arm(StepContext* context, const Op* op, const Cell*, Cell*) {
  arm(moment_of(context), fact_in(op));
}

void op_CountSame(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  const Status worst = std::max(inputs[0].status, inputs[1].status);
  if (worst != Status::Known) {
    *out = {0, worst};
    return;
  }
  Moment& moment = moment_of(context);
  const Cell counted = count_same(moment, fact_in(op), inputs[0].value, inputs[1].value);
  *out = if_known_after(moment, op, inputs[1].value, counted);
}

void op_Cycle(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  const Status worst = std::max(inputs[0].status, inputs[1].status);
  if (worst != Status::Known) {
    *out = {0, worst};
    return;
  }
  Moment& moment = moment_of(context);
  const bool is_full = complete_cycle(moment, fact_in(op), inputs[0].value, inputs[1].value);
  *out = if_known_after(moment, op, inputs[1].value, yes_no(is_full));
}

void op_Read(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  Moment& moment = moment_of(context);
  const Cell* const known =
      moment.shared_answers.known_answer(static_cast<std::size_t>(op - context->ops));
  if (known == nullptr || inputs[0].status != Status::Known) [[unlikely]]
    return read_over(context, op, inputs, out);
  *out = as_far_as(op, *known);
}

void op_ReadAll(StepContext* context, const Op* op, const Cell*, Cell* out) {
  *out = answer(moment_of(context), op, question_in(op, kForever));
}

void op_ReadBetween(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  const Status worst = std::max(inputs[0].status, inputs[1].status);
  Question question = question_in(op, inputs[0].value);
  question.end = inputs[1].value;
  *out = worst != Status::Known ? Cell{0, worst} : answer(moment_of(context), op, question);
}

void op_ReadSame(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  const Status worst = std::max({inputs[0].status, inputs[1].status, inputs[2].status});
  if (worst != Status::Known) {
    *out = {0, worst};
    return;
  }
  Question question = question_in(op, inputs[1].value);
  question.end = inputs[2].value;
  Moment& moment = moment_of(context);
  const std::uint32_t fact = read_fact_in(op);
  *out = if_known(moment, fact, question, read_same(moment, fact, inputs[0].value, question));
}

void op_Keep(StepContext* context, const Op* op, const Cell* inputs, Cell*) {
  Cell& kept = moment_of(context).kept[static_cast<std::size_t>(op->imm)];
  kept = planted(Fault::KeepsNothing) ? missing() : inputs[0];
}

}  // namespace wend::runtime
