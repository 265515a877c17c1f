// SPDX-License-Identifier: Apache-2.0
//
// Writes the operations of one body. Each value has a register of its own here; `finish` gives
// registers that are no longer needed to later values. An equal operation is written once: asking again
// gives the register it is already in, unless that lies in a run of operations that may be skipped.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/plan/known_values.h"
#include "runtime/abi/plan.h"

namespace wend::plan {

struct Inputs {
  Register a = 0, b = 0, c = 0;
};

class BodyBuilder {
 public:
  explicit BodyBuilder(bool simplify) : simplify_(simplify) {}

  Register constant(std::int64_t number) { return value(OpCode::Constant, {}, number); }
  Register yes() { return constant(1); }
  Register no() { return constant(0); }

  // An operation that only computes.
  Register value(OpCode code, Inputs inputs = {}, std::int64_t imm = 0);
  // An operation that changes something and gives a result, written each time it is asked for.
  Register change(OpCode code, Inputs inputs, std::int64_t imm);
  // An operation without a result.
  void effect(OpCode code, Inputs inputs, std::int64_t imm);

  // What is written until the matching `close` is done only if `test` is a known yes.
  void open(Register test);
  void close();
  template <class Inside>
  void when(Register test, Inside inside) {
    open(test);
    inside();
    close();
  }

  // What was read of the history is not what it is from now on.
  void forget_reads();

  // The operation that made the value.
  const Op& definition(Register value) const { return ops_[defined_at_[value]]; }
  // The number in the register if it is known now.
  std::optional<std::int64_t> constant_in(Register value) const;

  // Appends the body to the plan's operations.
  Body finish(std::vector<Op>& all) const;

 private:
  struct Scope {
    std::optional<std::size_t> skip;  // position of its Skip; none: always done
    std::size_t known;                // values that were known before it
  };

  std::optional<Register> folded(OpCode code, Inputs inputs, std::int64_t imm);
  Register write(OpCode code, Inputs inputs, std::int64_t imm);

  bool simplify_;
  std::vector<Op> ops_;
  std::vector<std::size_t> defined_at_;  // by register
  KnownValues known_;
  std::vector<Scope> scopes_;
};

}  // namespace wend::plan
