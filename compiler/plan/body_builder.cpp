// SPDX-License-Identifier: Apache-2.0
//
// Writes the operations of one body.
#include "compiler/plan/body_builder.h"

#include "compiler/base/check.h"
#include "compiler/plan/simplify.h"

namespace wend::plan {

namespace {

bool inputs_may_change_places(OpCode code) {
  return code == OpCode::Add || code == OpCode::Multiply || code == OpCode::Equal ||
         code == OpCode::NotEqual || code == OpCode::TextEqual || code == OpCode::And ||
         code == OpCode::Or;
}

bool reads_history(OpCode code) {
  return code == OpCode::Read || code == OpCode::ReadAll || code == OpCode::ReadSame ||
         code == OpCode::ReadBetween || code == OpCode::InVisit;
}

}  // namespace

Register BodyBuilder::value(OpCode code, Inputs inputs, std::int64_t imm) {
  CHECK(row_of(code).has_output && !has_effect(code));
  if (simplify_) {
    if (const std::optional<Register> known = folded(code, inputs, imm)) return *known;
  }
  ValueKey key{code, inputs.a, inputs.b, inputs.c, imm};
  if (inputs_may_change_places(code) && key.b < key.a) std::swap(key.a, key.b);
  if (const std::optional<Register> known = known_.find(key)) return *known;
  const Register result = write(code, inputs, imm);
  known_.add(key, result);
  return result;
}

Register BodyBuilder::change(OpCode code, Inputs inputs, std::int64_t imm) {
  CHECK(row_of(code).has_output && has_effect(code));
  return write(code, inputs, imm);
}

void BodyBuilder::effect(OpCode code, Inputs inputs, std::int64_t imm) {
  CHECK(!row_of(code).has_output);
  ops_.push_back({code, 0, inputs.a, inputs.b, inputs.c, imm});
}

Register BodyBuilder::write(OpCode code, Inputs inputs, std::int64_t imm) {
  const auto result = static_cast<Register>(defined_at_.size());
  defined_at_.push_back(ops_.size());
  ops_.push_back({code, result, inputs.a, inputs.b, inputs.c, imm});
  return result;
}

void BodyBuilder::open(Register test) {
  Scope scope{std::nullopt, known_.size()};
  if (constant_in(test) != 1) {
    scope.skip = ops_.size();
    effect(OpCode::Skip, {test}, 0);
  }
  scopes_.push_back(scope);
}

// Values of a run that may be skipped are forgotten; those of a run that is always done stay known.
void BodyBuilder::close() {
  CHECK(!scopes_.empty());
  const Scope scope = scopes_.back();
  scopes_.pop_back();
  if (!scope.skip) return;
  ops_[*scope.skip].imm = static_cast<std::int64_t>(ops_.size());
  known_.shrink(scope.known);
}

void BodyBuilder::forget_reads() { known_.forget(reads_history); }

std::optional<std::int64_t> BodyBuilder::constant_in(Register value) const {
  const Op& op = definition(value);
  if (op.code != OpCode::Constant) return std::nullopt;
  return op.imm;
}

std::optional<Register> BodyBuilder::folded(OpCode code, Inputs inputs, std::int64_t imm) {
  const std::uint8_t count = row_of(code).inputs;
  const std::optional<FoldedTo> to = fold(
      {code, 0, inputs.a, inputs.b, inputs.c, imm}, count > 0 ? &definition(inputs.a) : nullptr,
      count > 1 ? &definition(inputs.b) : nullptr, count > 2 ? &definition(inputs.c) : nullptr);
  if (!to) return std::nullopt;
  switch (to->kind) {
    case FoldedTo::Kind::Number: return constant(to->number);
    case FoldedTo::Kind::A: return inputs.a;
    case FoldedTo::Kind::B: return inputs.b;
    case FoldedTo::Kind::C: return inputs.c;
  }
  return std::nullopt;
}

Body BodyBuilder::finish(std::vector<Op>& all) const {
  CHECK(scopes_.empty());
  std::vector<Op> ops = ops_;
  if (simplify_) remove_unused(ops);
  Body body;
  body.registers = assign_registers(ops);
  body.begin = static_cast<std::uint32_t>(all.size());
  for (Op op : ops) {
    if (op.code == OpCode::Skip) op.imm += body.begin;
    all.push_back(op);
  }
  body.end = static_cast<std::uint32_t>(all.size());
  return body;
}

}  // namespace wend::plan
