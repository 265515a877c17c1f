// SPDX-License-Identifier: Apache-2.0
#include "compiler/native/body_builder.h"

#include <array>

#include <fmt/format.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Module.h>

namespace wend::native {
namespace {

constexpr std::int64_t kCellSize = sizeof(Cell);
constexpr std::int64_t kStatusOffset = offsetof(Cell, status);
constexpr std::size_t kMostInputs = 3;

bool is_known_status(const llvm::Value* status) {
  const auto* constant = llvm::dyn_cast<llvm::ConstantInt>(status);
  return constant != nullptr && constant->isZero();
}

void name_if_new(llvm::Value* value, const std::string& name) {
  if (llvm::isa<llvm::Instruction>(value) && !value->hasName()) value->setName(name);
}

}  // namespace

BodyBuilder::BodyBuilder(const RelativeBody& body, llvm::Function& function)
    : body_(body),
      function_(function),
      ir_(function.getContext(), llvm::InstSimplifyFolder(function.getParent()->getDataLayout())) {
  ir_.SetInsertPoint(llvm::BasicBlock::Create(function.getContext(), "entry", &function));
}

std::optional<std::string> BodyBuilder::build() {
  end_ = static_cast<std::uint32_t>(body_.ops.size());
  registers_.assign(body_.registers, Register{});
  landings_.assign(end_ + 1, Landing{});
  for (std::uint32_t index = 0; index < end_; ++index) {
    if (auto problem = build_op(index)) return problem;
  }
  arrive_at(end_);
  ir_.CreateRetVoid();
  return std::nullopt;
}

std::optional<std::string> BodyBuilder::build_op(std::uint32_t index) {
  arrive_at(index);
  index_ = index;
  op_ = &body_.ops[index];
  const EmitterRow& row = emitter_of(op_->code);
  if (auto problem = read_inputs(row.inputs)) return problem;
  if (row.has_output && op_->out >= registers_.size()) return fault("writes beyond the registers");
  if (auto problem = check_immediate()) return problem;
  const Register result = row.emit(*this);
  if (row.has_output) define(op_->out, result);
  return std::nullopt;
}

std::optional<std::string> BodyBuilder::read_inputs(unsigned count) {
  const std::array<std::uint32_t, kMostInputs> sources = {op_->a, op_->b, op_->c};
  input_count_ = count;
  for (unsigned n = 0; n < count; ++n) {
    if (sources[n] == RelativeBody::kNoRegister && op_->code == OpCode::Candidate) {
      inputs_[n] = missing();
    } else if (sources[n] >= registers_.size() || registers_[sources[n]].value == nullptr) {
      return fault(fmt::format("reads register {}, which holds nothing there", sources[n]));
    } else {
      inputs_[n] = registers_[sources[n]];
    }
  }
  return std::nullopt;
}

std::optional<std::string> BodyBuilder::check_immediate() const {
  const std::int64_t imm = op_->imm;
  if (op_->code == OpCode::Skip && (imm <= index_ || imm > end_)) {
    return fault(fmt::format("goes on at {}, not forward within its body", imm));
  }
  if (op_->code == OpCode::Mark && (imm < 0 || imm > 63)) {
    return fault(fmt::format("marks bit {}", imm));
  }
  return std::nullopt;
}

std::string BodyBuilder::fault(const std::string& what) const {
  return fmt::format("its operation {} (`{}`) {}", index_, emitter_of(op_->code).spelling, what);
}

void BodyBuilder::define(std::uint32_t out, Register result) {
  if (!function_.getContext().shouldDiscardValueNames()) {
    name_if_new(result.value, fmt::format("r{}", out));
    name_if_new(result.status, fmt::format("r{}.status", out));
  }
  registers_[out] = result;
  definitions_.push_back({index_, out});
}

// If skips go on here, a new block begins, and what only some of its ways defined is forgotten.
void BodyBuilder::arrive_at(std::uint32_t index) {
  const Landing& landing = landings_[index];
  if (landing.block == nullptr) return;
  ir_.CreateBr(landing.block);
  landing.block->moveAfter(&function_.back());
  ir_.SetInsertPoint(landing.block);
  forget_definitions_after(landing.first_skip);
}

void BodyBuilder::forget_definitions_after(std::uint32_t index) {
  while (!definitions_.empty() && definitions_.back().op > index) {
    registers_[definitions_.back().out] = Register{};
    definitions_.pop_back();
  }
}

void BodyBuilder::skip_unless_yes() {
  Landing& landing = landings_[static_cast<std::uint32_t>(op_->imm)];
  if (landing.block == nullptr) {
    const std::string name = fmt::format("at{}", op_->imm);
    landing = {llvm::BasicBlock::Create(function_.getContext(), name, &function_), index_};
  }
  const std::string name = fmt::format("if{}", index_);
  auto* next = llvm::BasicBlock::Create(function_.getContext(), name, &function_);
  ir_.CreateCondBr(is_yes(input(0)), next, landing.block);
  ir_.SetInsertPoint(next);
}

// ---- values and statuses

llvm::Value* BodyBuilder::number(std::int64_t value) {
  return ir_.getInt64(static_cast<std::uint64_t>(value));
}

llvm::Value* BodyBuilder::status(Status status) {
  return ir_.getInt8(static_cast<std::uint8_t>(status));
}

llvm::Value* BodyBuilder::is_known(const Register& a) {
  return a.known != nullptr ? a.known : ir_.CreateICmpEQ(a.status, status(Status::Known));
}

llvm::Value* BodyBuilder::is_missing(const Register& a) {
  return ir_.CreateICmpEQ(a.status, status(Status::Missing));
}

llvm::Value* BodyBuilder::is_yes(const Register& a) {
  if (a.yes != nullptr) return a.yes;
  return ir_.CreateAnd(is_known(a), ir_.CreateICmpNE(a.value, number(0)));
}

llvm::Value* BodyBuilder::is_no(const Register& a) {
  if (a.yes != nullptr) return ir_.CreateAnd(is_known(a), ir_.CreateNot(a.yes));
  return ir_.CreateAnd(is_known(a), ir_.CreateICmpEQ(a.value, number(0)));
}

// Known, Missing and Unknown are 0, 1 and 2: in the union of statuses the second bit outweighs the
// first, so 3 becomes 2.
llvm::Value* BodyBuilder::worst_status() {
  llvm::Value* all = nullptr;
  bool is_union = false;
  for (unsigned n = 0; n < input_count_; ++n) {
    if (is_known_status(inputs_[n].status) || inputs_[n].status == all) continue;
    is_union = all != nullptr;
    all = is_union ? ir_.CreateOr(all, inputs_[n].status) : inputs_[n].status;
  }
  if (all == nullptr) return status(Status::Known);
  if (!is_union) return all;
  return ir_.CreateAnd(all, ir_.CreateNot(ir_.CreateLShr(all, ir_.getInt8(1))));
}

llvm::Value* BodyBuilder::all_known() {
  llvm::Value* all = ir_.getTrue();
  for (unsigned n = 0; n < input_count_; ++n) all = ir_.CreateAnd(all, is_known(inputs_[n]));
  return all;
}

Register BodyBuilder::known(llvm::Value* value) {
  return {value, status(Status::Known), ir_.getTrue(), nullptr};
}

Register BodyBuilder::missing() {
  return {number(0), status(Status::Missing), ir_.getFalse(), ir_.getFalse()};
}

Register BodyBuilder::unknown() {
  return {number(0), status(Status::Unknown), ir_.getFalse(), ir_.getFalse()};
}

Register BodyBuilder::from_known(llvm::Value* value) {
  llvm::Value* known = all_known();
  return {ir_.CreateSelect(known, value, number(0)), worst_status(), known, nullptr};
}

Register BodyBuilder::test(llvm::Value* answer) {
  llvm::Value* known = all_known();
  llvm::Value* yes = ir_.CreateAnd(known, answer);
  return {ir_.CreateZExt(yes, ir_.getInt64Ty()), worst_status(), known, yes};
}

Register BodyBuilder::unless(llvm::Value* overflowed, llvm::Value* value) {
  llvm::Value* known_inputs = all_known();
  llvm::Value* known = ir_.CreateAnd(known_inputs, ir_.CreateNot(overflowed));
  llvm::Value* lost = ir_.CreateAnd(known_inputs, overflowed);
  llvm::Value* result_status =
      ir_.CreateOr(worst_status(), ir_.CreateShl(ir_.CreateZExt(lost, ir_.getInt8Ty()), 1));
  return {ir_.CreateSelect(known, value, number(0)), result_status, known, nullptr};
}

Register BodyBuilder::kleene(llvm::Value* yes, llvm::Value* no) {
  llvm::Value* decided = ir_.CreateOr(yes, no);
  llvm::Value* result_status =
      ir_.CreateSelect(decided, status(Status::Known), status(Status::Unknown));
  return {ir_.CreateZExt(yes, ir_.getInt64Ty()), result_status, decided, yes};
}

Register BodyBuilder::choose(llvm::Value* condition, const Register& then,
                             const Register& otherwise) {
  return {ir_.CreateSelect(condition, then.value, otherwise.value),
          ir_.CreateSelect(condition, then.status, otherwise.status), nullptr, nullptr};
}

// ---- memory

llvm::Value* BodyBuilder::at(llvm::Value* base, std::int64_t offset) {
  return ir_.CreateInBoundsGEP(ir_.getInt8Ty(), base, number(offset));
}

llvm::LoadInst* BodyBuilder::load(llvm::Type* type, llvm::Value* base, std::int64_t offset) {
  return ir_.CreateAlignedLoad(type, at(base, offset), llvm::Align(8));
}

llvm::Value* BodyBuilder::op_pointer() {
  return at(function_.getArg(1), static_cast<std::int64_t>(index_) * std::int64_t{sizeof(Op)});
}

llvm::Value* BodyBuilder::immediate() {
  auto* value = load(ir_.getInt64Ty(), op_pointer(), offsetof(Op, imm));
  value->setMetadata(llvm::LLVMContext::MD_invariant_load,
                     llvm::MDNode::get(function_.getContext(), {}));
  return value;
}

llvm::Value* BodyBuilder::context_pointer(std::size_t offset) {
  return load(ir_.getPtrTy(), function_.getArg(0), static_cast<std::int64_t>(offset));
}

llvm::Value* BodyBuilder::fixed_pointer(std::size_t offset) {
  auto* pointer = load(ir_.getPtrTy(), function_.getArg(0), static_cast<std::int64_t>(offset));
  pointer->setMetadata(llvm::LLVMContext::MD_invariant_load,
                       llvm::MDNode::get(function_.getContext(), {}));
  return pointer;
}

llvm::Value* BodyBuilder::context_number(std::size_t offset) {
  return load(ir_.getInt64Ty(), function_.getArg(0), static_cast<std::int64_t>(offset));
}

void BodyBuilder::set_context_number(std::size_t offset, llvm::Value* value) {
  ir_.CreateAlignedStore(value, at(function_.getArg(0), static_cast<std::int64_t>(offset)),
                         llvm::Align(8));
}

Register BodyBuilder::load_cell(llvm::Value* cells, std::int64_t index) {
  llvm::Value* value = load(ir_.getInt64Ty(), cells, index * kCellSize);
  llvm::Value* its_status = load(ir_.getInt8Ty(), cells, index * kCellSize + kStatusOffset);
  return {value, its_status, nullptr, nullptr};
}

void BodyBuilder::store_cell(llvm::Value* cells, std::int64_t index, const Register& a) {
  ir_.CreateAlignedStore(a.value, at(cells, index * kCellSize), llvm::Align(8));
  ir_.CreateAlignedStore(a.status, at(cells, index * kCellSize + kStatusOffset), llvm::Align(8));
}

llvm::Value* BodyBuilder::cells() {
  if (cells_ == nullptr) {
    llvm::BasicBlock& entry = function_.getEntryBlock();
    llvm::IRBuilder<> at_entry(&entry, entry.begin());
    auto* type = llvm::ArrayType::get(ir_.getInt8Ty(), (kMostInputs + 1) * kCellSize);
    auto* room = at_entry.CreateAlloca(type, nullptr, "cells");
    room->setAlignment(llvm::Align(8));
    cells_ = room;
  }
  return cells_;
}

Register BodyBuilder::call_helper() {
  llvm::Value* inputs = cells();
  llvm::Value* out = at(inputs, kMostInputs * kCellSize);
  for (unsigned n = 0; n < input_count_; ++n) store_cell(inputs, n, inputs_[n]);
  llvm::Value* helpers = fixed_pointer(offsetof(StepContext, helpers));
  llvm::Value* helper = load(ir_.getPtrTy(), helpers,
                             static_cast<std::int64_t>(op_->code) * std::int64_t{sizeof(Helper)});
  llvm::Type* pointer = ir_.getPtrTy();
  auto* type =
      llvm::FunctionType::get(ir_.getVoidTy(), {pointer, pointer, pointer, pointer}, false);
  ir_.CreateCall(type, helper, {function_.getArg(0), op_pointer(), inputs, out})->setDoesNotThrow();
  return emitter_of(op_->code).has_output ? load_cell(out, 0) : Register{};
}

}  // namespace wend::native
