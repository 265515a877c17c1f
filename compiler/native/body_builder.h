// SPDX-License-Identifier: Apache-2.0
//
// Builds the function of one body, operation by operation. Included by the two files that emit.
//
// A register is a pair of SSA values. Jumps only go forward, and what is defined in a skipped run is
// not read after it, so definitions dominate their uses and no memory is needed. Where an operation
// is a test, its register is two one-bit answers: the number and the status are made of them where somebody
// wants them, which is seldom. What is known when the code is made is not asked by it: LLVM's own simplifier, which looks
// at all that a condition hangs on, took half of the time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <llvm/IR/IRBuilder.h>

#include "compiler/native/relative_body.h"
#include "runtime/abi/native.h"

namespace wend::native {

// The statuses of which the worst is meant: those of the inputs of an operation. One behind the other, then null.
using Statuses = std::array<llvm::Value*, 3>;

struct Register {
  llvm::Value* value = nullptr;  // i64; 0 when not known; null: 1 if `yes`
  llvm::Value* status =
      nullptr;                   // i8; null: the worst of `of`, or if there are none that of a test
  llvm::Value* known = nullptr;  // i1: status is Known; null: `yes` or `no`
  // i1, both or none: known and not 0, known and 0.
  llvm::Value* yes = nullptr;
  llvm::Value* no = nullptr;
  Statuses of = {};

  bool is_defined() const { return value != nullptr || yes != nullptr; }
};

class BodyBuilder {
 public:
  BodyBuilder(const RelativeBody& body, llvm::Function& function);

  // Nothing, or what the body does that the verifier should have refused.
  std::optional<std::string> build();

  // What the rows of the table are written with. The operation in hand:
  const Op& op() const { return *op_; }
  const Register& input(std::size_t n) const { return inputs_[n]; }
  llvm::IRBuilder<>& ir() { return ir_; }

  llvm::Value* number(std::int64_t value);
  llvm::Value* status(Status status);
  llvm::Value* value_of(const Register& a);
  llvm::Value* status_of(const Register& a);
  llvm::Value* is_known(const Register& a);
  llvm::Value* is_missing(const Register& a);
  llvm::Value* is_yes(const Register& a);
  llvm::Value* is_no(const Register& a);
  llvm::Value* all_known();  // i1: all inputs are Known
  Statuses statuses();       // of all inputs
  llvm::Value* worst_of(const Statuses& statuses);

  // Of single bits.
  llvm::Value* both(llvm::Value* a, llvm::Value* b);
  llvm::Value* either(llvm::Value* a, llvm::Value* b);

  Register known(llvm::Value* value);
  Register missing();
  Register unknown();
  // The answer if all inputs are known, else their worst status.
  Register test(llvm::Value* answer);
  // `value` if all inputs are known, else 0 with their worst status; Unknown where `overflowed`.
  Register unless(llvm::Value* overflowed, llvm::Value* value);
  // Three-valued: yes, no, or neither.
  Register kleene(llvm::Value* yes, llvm::Value* no);
  Register choose(llvm::Value* condition, const Register& then, const Register& otherwise);

  llvm::Value* context_pointer(std::size_t offset);  // the pointer that StepContext holds there
  llvm::Value* fixed_pointer(std::size_t offset);    // the same where a body never sees it change
  llvm::Value* context_number(std::size_t offset);
  void set_context_number(std::size_t offset, llvm::Value* value);
  llvm::Value*
  immediate();  // of the operation in hand as it stands in the plan, which a key does not hold
  llvm::Value* own_number();  // of the operation in hand: in the code, or there
  Register of_cell(llvm::Value* value, llvm::Value* its_status);
  Register load_cell(llvm::Value* cells, std::int64_t index);
  Register load_cell_at(llvm::Value* cells, llvm::Value* index);
  void store_cell(llvm::Value* cells, std::int64_t index, const Register& a);
  Register call_helper();
  void skip_unless_yes();

 private:
  std::optional<std::string> build_op(std::uint32_t index);
  std::optional<std::string> read_inputs(unsigned count);
  void define(std::uint32_t out, Register result);
  void arrive_at(std::uint32_t index);
  void forget_definitions_after(std::uint32_t index);
  void begin(llvm::BasicBlock* block);
  std::optional<std::string> check_immediate() const;
  std::string fault(const std::string& what) const;

  llvm::Value* at(llvm::Value* base, std::int64_t offset);
  llvm::Value* op_pointer();  // to the operation in hand
  llvm::LoadInst* load(llvm::Type* type, llvm::Value* base, std::int64_t offset);
  llvm::Value* cells();  // room for three inputs and an output

  struct Landing {  // where the skips to one place go on
    llvm::BasicBlock* block = nullptr;
    std::uint32_t first_skip = 0;
  };
  struct Definition {
    std::uint32_t op;
    std::uint32_t out;
  };

  const RelativeBody& body_;
  llvm::Function& function_;
  llvm::IRBuilder<> ir_;
  llvm::Value* cells_ = nullptr;
  std::vector<std::pair<std::size_t, llvm::Value*>> fixed_;  // by offset: loaded in this block
  std::uint32_t end_ = 0;
  std::uint32_t index_ = 0;
  const Op* op_ = nullptr;
  Register inputs_[3];
  unsigned input_count_ = 0;
  std::vector<Register> registers_;
  std::vector<Definition> definitions_;  // in order; a register without a value is not defined
  std::vector<Landing> landings_;        // by operation of the body, and its end
};

// How an operation becomes instructions, by its code.
struct EmitterRow {
  const char* spelling;
  Register (*emit)(BodyBuilder&);  // an empty register where the operation has no output
  std::uint8_t inputs;
  bool has_output;
};
const EmitterRow& emitter_of(OpCode code);

}  // namespace wend::native
