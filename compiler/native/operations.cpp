// SPDX-License-Identifier: Apache-2.0
//
// One short function per row of ops.def that native code computes itself; every other row calls the
// runtime. ops.def has the meaning in words, tests/unit/native_operations_test.cpp as a table.
// A row without a function here does not compile.
#include "compiler/native/body_builder.h"

namespace wend::native {
namespace {

using llvm::Value;

template <OpCode code>
Register emit(BodyBuilder&) = delete;

// ---- where values come from

template <>
Register emit<OpCode::Constant>(BodyBuilder& b) {
  return b.known(b.own_number());
}

template <>
Register emit<OpCode::ConstantText>(BodyBuilder& b) {
  return b.known(b.immediate());  // a number that other rules may shift
}

template <>
Register emit<OpCode::Absent>(BodyBuilder& b) {
  return b.missing();
}

template <>
Register emit<OpCode::Field>(BodyBuilder& b) {
  return b.load_cell(b.fixed_pointer(offsetof(StepContext, fields)), b.op().imm);
}

template <>
Register emit<OpCode::Profile>(BodyBuilder& b) {
  return b.load_cell(b.fixed_pointer(offsetof(StepContext, profile)), b.op().imm);
}

template <>
Register emit<OpCode::Now>(BodyBuilder& b) {
  return b.known(b.context_number(offsetof(StepContext, now)));
}

template <>
Register emit<OpCode::Channel>(BodyBuilder& b) {
  return b.known(b.context_number(offsetof(StepContext, channel)));
}

template <>
Register emit<OpCode::Captured>(BodyBuilder& b) {
  return b.load_cell_at(b.context_pointer(offsetof(StepContext, captures)), b.own_number());
}

// ---- arithmetic

Register checked(BodyBuilder& b, llvm::Intrinsic::ID intrinsic, Value* left, Value* right) {
  Value* both = b.ir().CreateIntrinsic(intrinsic, {left->getType()}, {left, right});
  return b.unless(b.ir().CreateExtractValue(both, 1), b.ir().CreateExtractValue(both, 0));
}

template <>
Register emit<OpCode::Add>(BodyBuilder& b) {
  return checked(b, llvm::Intrinsic::sadd_with_overflow, b.value_of(b.input(0)),
                 b.value_of(b.input(1)));
}

template <>
Register emit<OpCode::Subtract>(BodyBuilder& b) {
  return checked(b, llvm::Intrinsic::ssub_with_overflow, b.value_of(b.input(0)),
                 b.value_of(b.input(1)));
}

template <>
Register emit<OpCode::Negate>(BodyBuilder& b) {
  return checked(b, llvm::Intrinsic::ssub_with_overflow, b.number(0), b.value_of(b.input(0)));
}

template <>
Register emit<OpCode::InCalendar>(BodyBuilder& b) {
  Value* instant = b.value_of(b.input(0));
  Value* early = b.ir().CreateICmpSLT(instant, b.number(-kFarthestInstant));
  Value* late = b.ir().CreateICmpSGT(instant, b.number(kFarthestInstant));
  return b.unless(b.ir().CreateOr(early, late), instant);
}

// ---- tests

template <>
Register emit<OpCode::Equal>(BodyBuilder& b) {
  return b.test(b.ir().CreateICmpEQ(b.value_of(b.input(0)), b.value_of(b.input(1))));
}

template <>
Register emit<OpCode::NotEqual>(BodyBuilder& b) {
  return b.test(b.ir().CreateICmpNE(b.value_of(b.input(0)), b.value_of(b.input(1))));
}

template <>
Register emit<OpCode::Less>(BodyBuilder& b) {
  return b.test(b.ir().CreateICmpSLT(b.value_of(b.input(0)), b.value_of(b.input(1))));
}

template <>
Register emit<OpCode::LessEqual>(BodyBuilder& b) {
  return b.test(b.ir().CreateICmpSLE(b.value_of(b.input(0)), b.value_of(b.input(1))));
}

// No for a position that is not one of a set's 64 bits.
Register has_bit(BodyBuilder& b, Value* set, Value* position) {
  Value* shifted = b.ir().CreateLShr(set, b.ir().CreateAnd(position, b.number(63)));
  Value* bit = b.ir().CreateTrunc(shifted, b.ir().getInt1Ty());
  return b.test(b.ir().CreateAnd(bit, b.ir().CreateICmpULT(position, b.number(64))));
}

template <>
Register emit<OpCode::InMask>(BodyBuilder& b) {
  return has_bit(b, b.own_number(), b.value_of(b.input(0)));
}

template <>
Register emit<OpCode::Includes>(BodyBuilder& b) {
  return has_bit(b, b.value_of(b.input(0)), b.value_of(b.input(1)));
}

// ---- three-valued logic and optional values

template <>
Register emit<OpCode::And>(BodyBuilder& b) {
  return b.kleene(b.both(b.is_yes(b.input(0)), b.is_yes(b.input(1))),
                  b.either(b.is_no(b.input(0)), b.is_no(b.input(1))));
}

template <>
Register emit<OpCode::Or>(BodyBuilder& b) {
  return b.kleene(b.either(b.is_yes(b.input(0)), b.is_yes(b.input(1))),
                  b.both(b.is_no(b.input(0)), b.is_no(b.input(1))));
}

template <>
Register emit<OpCode::Not>(BodyBuilder& b) {
  return b.kleene(b.is_no(b.input(0)), b.is_yes(b.input(0)));
}

template <>
Register emit<OpCode::IsKnown>(BodyBuilder& b) {
  return b.kleene(b.is_known(b.input(0)), b.is_missing(b.input(0)));
}

template <>
Register emit<OpCode::Default>(BodyBuilder& b) {
  return b.choose(b.is_missing(b.input(0)), b.input(1), b.input(0));
}

template <>
Register emit<OpCode::Select>(BodyBuilder& b) {
  const Register unless_yes = b.choose(b.is_no(b.input(0)), b.input(2), b.unknown());
  return b.choose(b.is_yes(b.input(0)), b.input(1), unless_yes);
}

// ---- effects

template <>
Register emit<OpCode::Skip>(BodyBuilder& b) {
  b.skip_unless_yes();
  return {};
}

template <>
Register emit<OpCode::Mark>(BodyBuilder& b) {
  Value* marks = b.context_number(offsetof(StepContext, marks));
  Value* bit = b.ir().CreateShl(b.number(1), b.number(b.op().imm));
  Value* yes = b.ir().CreateZExt(b.is_yes(b.input(0)), b.ir().getInt64Ty());
  Value* others = b.ir().CreateAnd(marks, b.ir().CreateNot(bit));
  b.set_context_number(offsetof(StepContext, marks),
                       b.ir().CreateOr(others, b.ir().CreateShl(yes, b.number(b.op().imm))));
  return {};
}

template <>
Register emit<OpCode::Key>(BodyBuilder& b) {
  b.store_cell(b.fixed_pointer(offsetof(StepContext, keys)), b.op().imm, b.input(0));
  return {};
}

template <>
Register emit<OpCode::Argument>(BodyBuilder& b) {
  b.store_cell(b.context_pointer(offsetof(StepContext, arguments)), b.op().imm, b.input(0));
  return {};
}

template <>
Register emit<OpCode::Reason>(BodyBuilder& b) {
  b.store_cell(b.context_pointer(offsetof(StepContext, reasons)), b.op().imm, b.input(0));
  return {};
}

Register call_helper(BodyBuilder& b) { return b.call_helper(); }

#define WEND_EMIT_Inline(name) &emit<OpCode::name>
#define WEND_EMIT_Helper(name) &call_helper
constexpr EmitterRow kRows[] = {
#define OP(name, spelling, inputs, has_output, where) \
  {spelling, WEND_EMIT_##where(name), inputs, has_output},
#include "runtime/abi/ops.def"
#undef OP
};
#undef WEND_EMIT_Inline
#undef WEND_EMIT_Helper

}  // namespace

const EmitterRow& emitter_of(OpCode code) { return kRows[static_cast<std::size_t>(code)]; }

}  // namespace wend::native
