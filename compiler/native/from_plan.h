// SPDX-License-Identifier: Apache-2.0
//
// The step from a plan to LLVM's own representation. A plan's bodies are numbered: first those of
// its touchpoints, then those of its rules with a deadline, then those of rules behind an index, all in the
// plan's order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "runtime/abi/plan.h"
#include "wend/runtime.h"

namespace llvm {
class LLVMContext;
class Module;
}  // namespace llvm

namespace wend::native {

enum class BodyKind : std::uint8_t { Touchpoint, Deadline, Indexed, Answer };

struct NamedBody {
  std::string
      name;  // of its function: touchpoint_order_placed, deadline_win_back, rule_1_of_order_placed
  Body body;
  BodyKind kind = BodyKind::Touchpoint;
  std::uint32_t position = 0;  // in the list of NativeCode for its kind
};

// Where the body of that kind and position stands, in code or image.
template <typename Lists>
auto& slot_of(Lists& lists, const NamedBody& body) {
  switch (body.kind) {
    case BodyKind::Touchpoint: return lists.touchpoints[body.position];
    case BodyKind::Deadline: return lists.deadlines[body.position];
    case BodyKind::Indexed: return lists.indexed[body.position];
    case BodyKind::Answer: break;
  }
  return lists.answers[body.position];
}

// How many rules stand behind an index, in all touchpoints.
std::size_t indexed_count(const Plan& plan);
// How many answers there are, in all touchpoints.
std::size_t answer_count(const Plan& plan);

std::vector<NamedBody> bodies_of(const Plan& plan);

// One function `void(StepContext*)` per body. The module names no machine.
Expected<std::unique_ptr<llvm::Module>> module_from_plan(llvm::LLVMContext& context,
                                                         const Plan& plan,
                                                         std::span<const NamedBody> bodies);

}  // namespace wend::native
