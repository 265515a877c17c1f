// SPDX-License-Identifier: Apache-2.0
#include "compiler/native/body_builder.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Module.h>

namespace wend::native {
namespace {

constexpr std::int64_t kCellSize = sizeof(Cell);
constexpr std::int64_t kStatusOffset = offsetof(Cell, status);
constexpr std::size_t kMostInputs = 3;

// Of one bit, or of a status: no, or Known.
bool is_zero(const llvm::Value* value) {
  const auto* constant = llvm::dyn_cast<llvm::ConstantInt>(value);
  return constant != nullptr && constant->isZero();
}

bool is_one(const llvm::Value* value) {
  const auto* constant = llvm::dyn_cast<llvm::ConstantInt>(value);
  return constant != nullptr && constant->isOne();
}

void name_if_new(llvm::Value* value, const std::string& name) {
  if (value == nullptr || !llvm::isa<llvm::Instruction>(value) || value->hasName()) return;
  value->setName(name);
}

}  // namespace

BodyBuilder::BodyBuilder(const RelativeBody& body, llvm::Function& function)
    : body_(body), function_(function), ir_(function.getContext()) {
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
    } else if (sources[n] >= registers_.size() || !registers_[sources[n]].is_defined()) {
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
    name_if_new(result.yes, fmt::format("r{}.yes", out));
    name_if_new(result.no, fmt::format("r{}.no", out));
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
  begin(landing.block);
  forget_definitions_after(landing.first_skip);
}

void BodyBuilder::begin(llvm::BasicBlock* block) {
  ir_.SetInsertPoint(block);
  fixed_.clear();
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
  begin(next);
}

// ---- values and statuses

llvm::Value* BodyBuilder::number(std::int64_t value) {
  return ir_.getInt64(static_cast<std::uint64_t>(value));
}

llvm::Value* BodyBuilder::status(Status status) {
  return ir_.getInt8(static_cast<std::uint8_t>(status));
}

llvm::Value* BodyBuilder::both(llvm::Value* a, llvm::Value* b) {
  if (is_one(a) || is_zero(b) || a == b) return b;
  if (is_one(b) || is_zero(a)) return a;
  return ir_.CreateAnd(a, b);
}

llvm::Value* BodyBuilder::either(llvm::Value* a, llvm::Value* b) {
  if (is_zero(a) || is_one(b) || a == b) return b;
  if (is_zero(b) || is_one(a)) return a;
  return ir_.CreateOr(a, b);
}

llvm::Value* BodyBuilder::value_of(const Register& a) {
  return a.value != nullptr ? a.value : ir_.CreateZExt(a.yes, ir_.getInt64Ty());
}

llvm::Value* BodyBuilder::status_of(const Register& a) {
  if (a.status != nullptr) return a.status;
  if (a.of[0] != nullptr) return worst_of(a.of);
  llvm::Value* known = is_known(a);
  if (is_one(known)) return status(Status::Known);
  return ir_.CreateSelect(known, status(Status::Known), status(Status::Unknown));
}

llvm::Value* BodyBuilder::is_known(const Register& a) {
  return a.known != nullptr ? a.known : either(a.yes, a.no);
}

llvm::Value* BodyBuilder::is_missing(const Register& a) {
  const bool is_test = a.status == nullptr && a.of[0] == nullptr;
  if (is_test) return ir_.getFalse();
  return ir_.CreateICmpEQ(status_of(a), status(Status::Missing));
}

llvm::Value* BodyBuilder::is_yes(const Register& a) {
  if (a.yes != nullptr) return a.yes;
  return both(is_known(a), ir_.CreateICmpNE(a.value, number(0)));
}

llvm::Value* BodyBuilder::is_no(const Register& a) {
  if (a.no != nullptr) return a.no;
  return both(is_known(a), ir_.CreateICmpEQ(a.value, number(0)));
}

llvm::Value* BodyBuilder::all_known() {
  llvm::Value* all = ir_.getTrue();
  for (unsigned n = 0; n < input_count_; ++n) all = both(all, is_known(inputs_[n]));
  return all;
}

// What is surely known makes none worse.
Statuses BodyBuilder::statuses() {
  Statuses all = {};
  std::size_t count = 0;
  for (unsigned n = 0; n < input_count_; ++n) {
    llvm::Value* one = status_of(inputs_[n]);
    if (!is_zero(one) && std::find(all.begin(), all.end(), one) == all.end()) all[count++] = one;
  }
  if (count == 0) all[0] = status(Status::Known);
  return all;
}

// Known, Missing and Unknown are 0, 1 and 2: in the union of statuses the second bit outweighs the
// first, so 3 becomes 2.
llvm::Value* BodyBuilder::worst_of(const Statuses& statuses) {
  llvm::Value* all = statuses[0];
  for (std::size_t n = 1; n < statuses.size() && statuses[n] != nullptr; ++n)
    all = ir_.CreateOr(all, statuses[n]);
  if (statuses[1] == nullptr) return all;
  return ir_.CreateAnd(all, ir_.CreateNot(ir_.CreateLShr(all, ir_.getInt8(1))));
}

Register BodyBuilder::known(llvm::Value* value) {
  return {value, status(Status::Known), ir_.getTrue(), nullptr, nullptr, {}};
}

Register BodyBuilder::missing() {
  return {number(0), status(Status::Missing), ir_.getFalse(), ir_.getFalse(), ir_.getFalse(), {}};
}

Register BodyBuilder::unknown() {
  return {number(0), status(Status::Unknown), ir_.getFalse(), ir_.getFalse(), ir_.getFalse(), {}};
}

Register BodyBuilder::test(llvm::Value* answer) {
  llvm::Value* known = all_known();
  return {nullptr,   nullptr, known, both(known, answer), both(known, ir_.CreateNot(answer)),
          statuses()};
}

Register BodyBuilder::unless(llvm::Value* overflowed, llvm::Value* value) {
  llvm::Value* known_inputs = all_known();
  llvm::Value* known = both(known_inputs, ir_.CreateNot(overflowed));
  llvm::Value* lost = both(known_inputs, overflowed);
  llvm::Value* result_status =
      ir_.CreateOr(worst_of(statuses()), ir_.CreateShl(ir_.CreateZExt(lost, ir_.getInt8Ty()), 1));
  return {ir_.CreateSelect(known, value, number(0)), result_status, known, nullptr, nullptr, {}};
}

Register BodyBuilder::kleene(llvm::Value* yes, llvm::Value* no) {
  return {nullptr, nullptr, nullptr, yes, no, {}};
}

Register BodyBuilder::choose(llvm::Value* condition, const Register& then,
                             const Register& otherwise) {
  llvm::Value* value = ir_.CreateSelect(condition, value_of(then), value_of(otherwise));
  llvm::Value* its_status = ir_.CreateSelect(condition, status_of(then), status_of(otherwise));
  return of_cell(value, its_status);
}

Register BodyBuilder::of_cell(llvm::Value* value, llvm::Value* its_status) {
  llvm::Value* known = ir_.CreateICmpEQ(its_status, status(Status::Known));
  return {value, its_status, known, nullptr, nullptr, {}};
}

// ---- memory

llvm::Value* BodyBuilder::at(llvm::Value* base, std::int64_t offset) {
  return offset == 0 ? base : ir_.CreateInBoundsGEP(ir_.getInt8Ty(), base, number(offset));
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

llvm::Value* BodyBuilder::own_number() {
  return body_.numbers == Numbers::InOps ? immediate() : number(op_->imm);
}

llvm::Value* BodyBuilder::context_pointer(std::size_t offset) {
  return load(ir_.getPtrTy(), function_.getArg(0), static_cast<std::int64_t>(offset));
}

llvm::Value* BodyBuilder::fixed_pointer(std::size_t offset) {
  for (const auto& [known, pointer] : fixed_)
    if (known == offset) return pointer;
  auto* pointer = load(ir_.getPtrTy(), function_.getArg(0), static_cast<std::int64_t>(offset));
  pointer->setMetadata(llvm::LLVMContext::MD_invariant_load,
                       llvm::MDNode::get(function_.getContext(), {}));
  fixed_.emplace_back(offset, pointer);
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
  return of_cell(value, its_status);
}

Register BodyBuilder::load_cell_at(llvm::Value* cells, llvm::Value* index) {
  llvm::Value* const offset = ir_.CreateMul(index, number(kCellSize));
  return load_cell(ir_.CreateInBoundsGEP(ir_.getInt8Ty(), cells, offset), 0);
}

void BodyBuilder::store_cell(llvm::Value* cells, std::int64_t index, const Register& a) {
  llvm::Value* const value = value_of(a);
  llvm::Value* const its_status = status_of(a);
  ir_.CreateAlignedStore(value, at(cells, index * kCellSize), llvm::Align(8));
  ir_.CreateAlignedStore(its_status, at(cells, index * kCellSize + kStatusOffset), llvm::Align(8));
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
