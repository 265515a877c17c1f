// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/late_operations.h"

#include <array>
#include <cstring>
#include <utility>

#include "runtime/interpret/plan_interpreter.h"
#include "runtime/step/armed.h"
#include "runtime/step/operations.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

std::uint32_t fact_in(const Op* op) { return static_cast<std::uint32_t>(op->imm); }

LateCounts& counts_of(Moment& moment, const Op* op) {
  return moment.counts.late_facts[fact_in(op)];
}

bool takes(const Moment& moment, std::uint32_t fact) {
  switch (moment.fact(fact).late) {
    case LateEvents::Taken: return true;
    case LateEvents::WithoutRepeats:
      return moment.plan().touchpoints[moment.touchpoint].without_repeats ||
             planted(Fault::LateRepeatsCount);
    case LateEvents::Ignored: return planted(Fault::LateCountsInOrder);
  }
  return false;
}

// Into the history of the event alone.
template <Helper update, int inputs_needed>
void take(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  for (int i = 0; i < inputs_needed; ++i)
    if (inputs[i].status != Status::Known) return;
  Moment& moment = moment_of(context);
  const bool is_taken = takes(moment, fact_in(op));
  ++(is_taken ? counts_of(moment, op).taken : counts_of(moment, op).ignored);
  if (is_taken) update(context, op, inputs, out);
}

void nothing(StepContext*, const Op*, const Cell*, Cell*) {}
void no(StepContext*, const Op*, const Cell*, Cell* out) { *out = yes_no(false); }
void none(StepContext*, const Op*, const Cell*, Cell* out) { *out = missing(); }

// What would change a fact that hangs on the order of events.
void ignore(StepContext* context, const Op* op, const Cell*, Cell*) {
  ++counts_of(moment_of(context), op).ignored;
}
void ignore_known(StepContext* context, const Op* op, const Cell* inputs, Cell*) {
  if (inputs[0].status == Status::Known) ++counts_of(moment_of(context), op).ignored;
}
void ignore_and_no(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  ignore(context, op, inputs, out);
  *out = yes_no(false);
}
void ignore_and_none(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  ignore_known(context, op, inputs, out);
  *out = missing();
}

void no_advance(StepContext* context, const Op* op, const Cell*, Cell* out) {
  Moment& moment = moment_of(context);
  if (context->marks != 0) ++counts_of(moment, op).ignored;
  context->marks = 0;
  *out = yes_no(false);
}

// Those that began before the event: theirs end before one would that begins with it.
void end_waits(Moment& moment, std::uint32_t fact, const Key* key) {
  const FactShape& absence = moment.fact(fact);
  const FactLayout& layout = moment.layout(fact);
  const std::int64_t end = end_of(moment, moment.now(), absence.span);
  const ArmedRecord record = moment.record(fact);
  const std::uint32_t waiting = armed_count(record);
  for (std::uint32_t i = waiting; i-- > 0;) {
    std::uint8_t* entry = armed_at(record, layout, i);
    const bool is_of_key =
        key == nullptr || std::memcmp(key_in(entry), key->bytes, layout.key_width) == 0;
    const bool began_before = deadline_of(entry) < end || planted(Fault::LateEndsNewerWait);
    if (is_of_key && began_before) remove_armed(moment, fact, record, i);
  }
  LateCounts& counts = moment.counts.late_facts[fact];
  ++(armed_count(moment.record(fact)) < waiting ? counts.taken : counts.ignored);
}

// They are in the customer's state.
void end_waits_of(Moment& moment, const Op* op, const Key* key) {
  const std::uint32_t fact = fact_in(op);
  if (moment.fact(fact).late != LateEvents::Taken || planted(Fault::LateEndsNoWait)) {
    ++counts_of(moment, op).ignored;
    return;
  }
  Blob* alone = std::exchange(moment.blob, moment.late_into);
  end_waits(moment, fact, key);
  moment.blob = alone;
}

void disarm_late(StepContext* context, const Op* op, const Cell*, Cell*) {
  end_waits_of(moment_of(context), op, nullptr);
}

void disarm_same_late(StepContext* context, const Op* op, const Cell* inputs, Cell*) {
  if (inputs[0].status != Status::Known) return;
  Moment& moment = moment_of(context);
  const Key key = key_of(moment.fact(fact_in(op)).value, moment.layout(fact_in(op)).key_width,
                         inputs[0].value, moment.texts);
  end_waits_of(moment, op, &key);
}

void no_candidate(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  if (planted(Fault::LateTriggers)) return op_Candidate(context, op, inputs, out);
  ++moment_of(context).counts.rules[static_cast<std::size_t>(op->imm)].late;
  *out = yes_no(false);
}

void no_issue(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  if (planted(Fault::LateTriggers)) op_Issue(context, op, inputs, out);
}

// None is ruled out: what would have triggered it is counted.
void look_at_each(StepContext* context, const Op*, const Cell*, Cell*) {
  Moment& moment = moment_of(context);
  for (const IndexedBody& rule : moment.plan().touchpoints[moment.touchpoint].index.bodies)
    interpret(moment, rule.body, moment.inner_registers());
}

struct Table {
  std::array<Helper, 256> entries{};
  void set(OpCode code, Helper helper) { entries[static_cast<std::size_t>(code)] = helper; }
};

Table made_table() {
  Table table;
  for (std::size_t i = 0; i < op_count(); ++i) table.entries[i] = helper_table()[i];
  table.set(OpCode::Update, take<op_Update, 1>);
  table.set(OpCode::UpdateEvent, take<op_UpdateEvent, 0>);
  table.set(OpCode::UpdateSame, take<op_UpdateSame, 2>);
  table.set(OpCode::Disarm, disarm_late);
  table.set(OpCode::DisarmSame, disarm_same_late);
  for (const OpCode code : {OpCode::Reset, OpCode::Arm, OpCode::Postpone}) table.set(code, ignore);
  for (const OpCode code :
       {OpCode::ResetSame, OpCode::ArmSame, OpCode::ArmAt, OpCode::ArmAtSame, OpCode::Mention})
    table.set(code, ignore_known);
  table.set(OpCode::BeginVisit, ignore_and_no);
  for (const OpCode code : {OpCode::CountSame, OpCode::Cycle}) table.set(code, ignore_and_none);
  for (const OpCode code : {OpCode::Advance, OpCode::AdvanceSame}) table.set(code, no_advance);
  for (const OpCode code :
       {OpCode::Cross, OpCode::IsFresh, OpCode::Move, OpCode::Completed, OpCode::AnswerKeys})
    table.set(code, no);
  table.set(OpCode::NextLeaving, none);
  for (const OpCode code : {OpCode::ArmNext, OpCode::WakeAt, OpCode::Recognise, OpCode::Rules})
    table.set(code, nothing);
  table.set(OpCode::Issue, no_issue);
  table.set(OpCode::Candidate, no_candidate);
  table.set(OpCode::Look, look_at_each);
  return table;
}

}  // namespace

const Helper* late_helper_table() {
  static const Table table = made_table();
  return table.entries.data();
}

}  // namespace wend::runtime
