// SPDX-License-Identifier: Apache-2.0
#include "compiler/native/relative_body.h"

#include <fmt/format.h>

namespace wend::native {
namespace {

// A candidate's second register means something only where its rule's limit has a key, or is of several customers.
bool ignores_key(const Plan& plan, const Op& op) {
  if (op.code != OpCode::Candidate) return false;
  const auto rule = static_cast<std::size_t>(op.imm);
  if (rule >= plan.rules.size()) return true;
  if (plan.rules[rule].level != RuleInfo::kNoLevel) return false;
  const std::uint32_t ledger = plan.rules[rule].ledger;
  return ledger >= plan.facts.size() || plan.facts[ledger].keys == 0;
}

bool is_number(OpCode code) {
  return code == OpCode::Constant || code == OpCode::InMask || code == OpCode::Captured;
}

// What is left of an immediate. The runtime, and code for a text constant, read it from the plan.
std::int64_t immediate_of(const Op& op, std::uint32_t begin, Numbers numbers) {
  if (op.code == OpCode::Skip) return op.imm - begin;
  if (numbers == Numbers::InOps && is_number(op.code)) return 0;
  return row_of(op.code).is_helper || op.code == OpCode::ConstantText ? 0 : op.imm;
}

Op relative_op(const Plan& plan, const Op& op, std::uint32_t begin, Numbers numbers) {
  const OpRow& row = row_of(op.code);
  Op relative;
  relative.code = op.code;
  relative.out = row.has_output ? op.out : 0;
  relative.a = row.inputs > 0 ? op.a : 0;
  relative.b = row.inputs > 1 ? op.b : 0;
  relative.c = row.inputs > 2 ? op.c : 0;
  if (ignores_key(plan, op)) relative.b = RelativeBody::kNoRegister;
  relative.imm = immediate_of(op, begin, numbers);
  return relative;
}

// An operation, and a use of what it gives: nothing is for nothing.
void add_used(RelativeBody& all, OpCode code, std::uint32_t b) {
  const auto next = static_cast<std::int64_t>(all.ops.size()) + 1;
  all.ops.push_back({code, all.registers, 0, b, 2, code == OpCode::Skip ? next : 5});
  if (!row_of(code).has_output) return;
  all.ops.push_back({OpCode::Argument, 0, all.registers, 0, 0, next});
  ++all.registers;
}

}  // namespace

Expected<RelativeBody> relative_body(const Plan& plan, const Body& body, Numbers numbers) {
  if (body.begin > body.end || body.end > plan.ops.size()) {
    return Failure{fmt::format("a body holds operations {} to {} of {}", body.begin, body.end,
                               plan.ops.size())};
  }
  RelativeBody relative{body.registers, numbers, {}};
  relative.ops.reserve(body.end - body.begin);
  for (std::uint32_t at = body.begin; at < body.end; ++at) {
    const Op& op = plan.ops[at];
    if (static_cast<std::size_t>(op.code) >= op_count())
      return Failure{fmt::format("operation {} (`?`) is not an operation", at)};
    relative.ops.push_back(relative_op(plan, op, body.begin, numbers));
  }
  return relative;
}

RelativeBody body_of_all_operations() {
  RelativeBody all;
  for (int input = 0; input < 3; ++input) add_used(all, OpCode::Field, 0);
  for (std::size_t code = 0; code < op_count(); ++code) add_used(all, static_cast<OpCode>(code), 1);
  add_used(all, OpCode::Candidate, RelativeBody::kNoRegister);
  return all;
}

RelativeBody body_of_numbers_in_ops() {
  RelativeBody all;
  all.numbers = Numbers::InOps;
  add_used(all, OpCode::Field, 0);
  for (std::size_t code = 0; code < op_count(); ++code)
    if (is_number(static_cast<OpCode>(code))) add_used(all, static_cast<OpCode>(code), 1);
  return all;
}

}  // namespace wend::native
