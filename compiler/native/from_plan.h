// SPDX-License-Identifier: Apache-2.0
//
// The step from a plan to LLVM's own representation. A plan's bodies are numbered: first those of
// its touchpoints, then those of its rules with a deadline, both in the plan's order.
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

struct NamedBody {
  std::string name;  // of its function: touchpoint_order_placed, deadline_win_back
  Body body;
  bool is_deadline = false;
  std::uint32_t position = 0;  // in Plan::touchpoints or Plan::rules
};

std::vector<NamedBody> bodies_of(const Plan& plan);

// One function `void(StepContext*)` per body. The module names no machine.
Expected<std::unique_ptr<llvm::Module>> module_from_plan(llvm::LLVMContext& context,
                                                         const Plan& plan,
                                                         std::span<const NamedBody> bodies);

}  // namespace wend::native
