// SPDX-License-Identifier: Apache-2.0
//
// What the tests of compiler/native share: plans written by hand, a context with a fake runtime
// behind it, and the same code at each effort.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "compiler/native/native.h"
#include "runtime/abi/native.h"

namespace wend::native_tests {

// Appends operations to a plan. Registers are numbered as they are defined, per body.
class PlanWriter {
 public:
  void begin_touchpoint(const std::string& name);
  void begin_deadline(const std::string& rule);
  void end_body();

  std::uint32_t add(OpCode code, std::vector<std::uint32_t> inputs = {}, std::int64_t imm = 0);
  // A jump whose target is set later, by land().
  std::uint32_t skip(std::uint32_t condition);
  void land(std::uint32_t skip);
  std::uint32_t next_op() const;

  Plan plan;

 private:
  Body body_;
  bool is_deadline_ = false;
};

std::string name_of(native::Effort effort);
// Fails the running test and gives null if the code cannot be made.
std::shared_ptr<const NativeCode> code_of(const Plan& plan, native::Effort effort);

struct Call {
  OpCode code;
  std::int64_t op_index;
  std::vector<Cell> inputs;
};

// A context to run bodies in. Every helper records its call and answers with `answer`.
class FakeRuntime {
 public:
  explicit FakeRuntime(const Plan& plan);
  FakeRuntime(const FakeRuntime&) = delete;
  FakeRuntime& operator=(const FakeRuntime&) = delete;
  void run(NativeBody body, const Body& of);

  std::vector<Cell> fields, profile, captures, arguments, reasons;
  StepContext context;
  Cell answer = known(1);
  std::vector<Call> calls;
  void (*during_call)(FakeRuntime&) = nullptr;

 private:
  static void record(StepContext* context, const Op* op, const Cell* inputs, Cell* out);
  const Plan& plan_;
  std::vector<Helper> helpers_;
};

}  // namespace wend::native_tests
