// SPDX-License-Identifier: Apache-2.0
//
// What native code and the interpreter share: the step's context, at fixed offsets, and the table of
// C functions for operations that are not computed inline. Native code is position-independent and
// refers to nothing by name: whatever it needs comes through the context. So a pack file can carry it
// as plain bytes and a runtime without LLVM can run it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "runtime/abi/plan.h"

namespace wend {

struct StepContext;

// Computes `op`. `inputs` are its a, b, c in order; `out` is its result, set also when it has none.
using Helper = void (*)(StepContext* context, const Op* op, const Cell* inputs, Cell* out);

struct StepContext {
  const Cell* fields = nullptr;     //  0  the current event's fields
  const Cell* profile = nullptr;    //  8  the customer's profile
  const Cell* captures = nullptr;   // 16  Plan::captures of the match in hand
  Cell* arguments = nullptr;        // 24  of the decision in hand
  Cell* reasons = nullptr;          // 32  of the decision in hand
  const Helper* helpers = nullptr;  // 40  indexed by OpCode; null where the operation is inline
  const Op* ops = nullptr;          // 48  Plan::ops
  std::int64_t now = 0;             // 56  milliseconds
  std::int64_t channel = 0;         // 64
  std::uint64_t marks = 0;          // 72
  void* step = nullptr;             // 80  the runtime's own
  Cell* keys = nullptr;             // 88  of the touchpoint's index
};
static_assert(offsetof(StepContext, marks) == 72 && offsetof(StepContext, keys) == 88);

// One body: all operations of a touchpoint, of a deadline or of a rule behind an index. `ops` is the first of them, in
// Plan::ops: the code holds no place of its own in a plan, and is the same wherever the body stands. Text constants are the
// step's texts 0 .. Plan::texts.size() - 1, so ConstantText is its number.
using NativeBody = void (*)(StepContext* context, const Op* ops);

// Entry points by body; null where there is none (then the interpreter runs it).
struct NativeCode {
  std::vector<NativeBody> touchpoints;  // by position in Plan::touchpoints
  std::vector<NativeBody>
      deadlines;  // by position in Plan::rules, null for rules without a deadline; then the profile's
  // First the rules of the first touchpoint's index, then what its index of updates has, and so on.
  std::vector<NativeBody> indexed;
  std::vector<NativeBody>
      answers;  // tests of list items: first those of the first touchpoint's answers; null: no test
  std::span<const std::uint8_t> text;  // where all of it is, one body behind the other
};

// Native code as bytes: one flat piece of text with entry offsets, for the processor it names.
struct NativeImage {
  std::string processor;                   // name and features as the compiler saw them
  std::vector<std::uint8_t> text;          // position-independent, no relocations
  std::vector<std::uint32_t> touchpoints;  // entry offsets; kNone: none
  std::vector<std::uint32_t> deadlines;    // as in NativeCode
  std::vector<std::uint32_t> indexed;
  std::vector<std::uint32_t> answers;
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
};

}  // namespace wend
