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

std::size_t BodyBuilder::KeyHash::operator()(const Key& key) const {
  constexpr std::uint64_t kOdd = 0x9E37'79B9'7F4A'7C15;
  std::uint64_t hash = static_cast<std::uint64_t>(key.code);
  for (const std::uint64_t part : {std::uint64_t{key.a}, std::uint64_t{key.b}, std::uint64_t{key.c},
                                   static_cast<std::uint64_t>(key.imm)}) {
    hash = (hash ^ part) * kOdd;
    hash ^= hash >> 29;
  }
  return static_cast<std::size_t>(hash);
}

Register BodyBuilder::value(OpCode code, Inputs inputs, std::int64_t imm) {
  CHECK(row_of(code).has_output && !has_effect(code));
  if (simplify_) {
    if (const std::optional<Register> known = folded(code, inputs, imm)) return *known;
  }
  Key key{code, inputs.a, inputs.b, inputs.c, imm};
  if (inputs_may_change_places(code) && key.b < key.a) std::swap(key.a, key.b);
  const auto found = registers_.find(key);
  if (found != registers_.end()) return found->second;
  const Register result = write(code, inputs, imm);
  registers_.emplace(key, result);
  order_.push_back(key);
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
  Scope scope{std::nullopt, order_.size()};
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
  while (order_.size() > scope.known) {
    registers_.erase(order_.back());
    order_.pop_back();
  }
}

void BodyBuilder::forget_reads() {
  std::erase_if(registers_, [](const auto& known) { return reads_history(known.first.code); });
}

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
