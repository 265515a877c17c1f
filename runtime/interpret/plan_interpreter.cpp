// SPDX-License-Identifier: Apache-2.0
#include "runtime/interpret/plan_interpreter.h"

#include "runtime/interpret/inline_operations.h"

namespace wend::runtime {
namespace {

void set_mark(StepContext& context, std::int64_t bit, const Cell& is_matched) {
  const std::uint64_t mask = std::uint64_t{1} << (bit & 63);
  context.marks = is_known_yes(is_matched) ? context.marks | mask : context.marks & ~mask;
}

void call_helper(StepContext& context, const Op& op, Cell* registers) {
  const OpRow& row = row_of(op.code);
  Cell inputs[3];
  if (row.inputs > 0) inputs[0] = registers[op.a];
  if (row.inputs > 1) inputs[1] = registers[op.b];
  if (row.inputs > 2) inputs[2] = registers[op.c];
  Cell out;
  context.helpers[static_cast<std::size_t>(op.code)](&context, &op, inputs, &out);
  if (row.has_output) registers[op.out] = out;
}

// The operation after this one: usually the next.
std::uint32_t run(StepContext& context, std::uint32_t at, Cell* registers) {
  const Op& op = context.ops[at];
  const Cell& a = registers[op.a];
  const Cell& b = registers[op.b];
  Cell& out = registers[op.out];
  switch (op.code) {
    case OpCode::Constant:
    case OpCode::ConstantText: out = known(op.imm); break;
    case OpCode::Absent: out = cell_of_status(Status::Missing); break;
    case OpCode::Field: out = context.fields[op.imm]; break;
    case OpCode::Profile: out = context.profile[op.imm]; break;
    case OpCode::Now: out = known(context.now); break;
    case OpCode::Channel: out = known(planted(Fault::ChannelIsFirst) ? 0 : context.channel); break;
    case OpCode::Captured: out = context.captures[op.imm]; break;
    case OpCode::Add: out = inline_add(a, b); break;
    case OpCode::Subtract: out = inline_subtract(a, b); break;
    case OpCode::Negate: out = inline_negate(a); break;
    case OpCode::InCalendar: out = inline_in_calendar(a); break;
    case OpCode::Equal: out = inline_equal(a, b); break;
    case OpCode::NotEqual: out = inline_not_equal(a, b); break;
    case OpCode::Less: out = inline_less(a, b); break;
    case OpCode::LessEqual: out = inline_less_equal(a, b); break;
    case OpCode::InMask: out = inline_in_mask(a, op.imm); break;
    case OpCode::Includes: out = inline_includes(a, b); break;
    case OpCode::And: out = inline_and(a, b); break;
    case OpCode::Or: out = inline_or(a, b); break;
    case OpCode::Not: out = inline_not(a); break;
    case OpCode::IsKnown: out = inline_is_known(a); break;
    case OpCode::Default: out = inline_default(a, b); break;
    case OpCode::Select: out = inline_select(a, b, registers[op.c]); break;
    case OpCode::Skip: return is_known_yes(a) ? at + 1 : static_cast<std::uint32_t>(op.imm);
    case OpCode::Mark: set_mark(context, op.imm, a); break;
    case OpCode::Key: context.keys[op.imm] = a; break;
    case OpCode::Argument: context.arguments[op.imm] = a; break;
    case OpCode::Reason: context.reasons[op.imm] = a; break;
    case OpCode::ProfileBefore:
    case OpCode::IsFresh:
    case OpCode::Cross:
    case OpCode::NextLeaving:
    case OpCode::WakeAt:
    case OpCode::Moved:
    case OpCode::AtClock:
    case OpCode::ArmAt:
    case OpCode::ArmNext:
    case OpCode::ArmAtSame:
    case OpCode::Mention:
    case OpCode::Multiply:
    case OpCode::Divide:
    case OpCode::Round:
    case OpCode::AddSpan:
    case OpCode::AddSpanToDate:
    case OpCode::WindowStart:
    case OpCode::DatePart:
    case OpCode::DayPart:
    case OpCode::LookUp:
    case OpCode::TextEqual:
    case OpCode::TextContains:
    case OpCode::TextStarts:
    case OpCode::TextEnds:
    case OpCode::Update:
    case OpCode::UpdateEvent:
    case OpCode::Reset:
    case OpCode::UpdateSame:
    case OpCode::ResetSame:
    case OpCode::Advance:
    case OpCode::AdvanceSame:
    case OpCode::Disarm:
    case OpCode::Arm:
    case OpCode::DisarmSame:
    case OpCode::ArmSame:
    case OpCode::CountSame:
    case OpCode::Recognise:
    case OpCode::Move:
    case OpCode::Postpone:
    case OpCode::Cycle:
    case OpCode::Read:
    case OpCode::ReadAll:
    case OpCode::ReadSame:
    case OpCode::ReadBetween:
    case OpCode::Keep:
    case OpCode::BeginVisit:
    case OpCode::InVisit:
    case OpCode::PeriodStart:
    case OpCode::AnswerKeys:
    case OpCode::Look:
    case OpCode::Rules:
    case OpCode::Updates:
    case OpCode::Completed:
    case OpCode::ItemTest:
    case OpCode::Candidate:
    case OpCode::Issue: call_helper(context, op, registers); break;
  }
  return at + 1;
}

}  // namespace

void interpret(Moment& moment, const Body& body, Cell* registers) {
  for (std::uint32_t at = body.begin; at < body.end;) at = run(moment.context, at, registers);
}

}  // namespace wend::runtime
