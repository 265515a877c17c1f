// SPDX-License-Identifier: Apache-2.0
//
// A body apart from its plan: exactly what decides its machine code, and nothing else. Operations are counted from the
// body's first one, and what machine code does not look at is zero (an immediate that only the runtime reads, a register
// that is none). So a body that means the same is the same, wherever it stands and whatever else the plan holds, and a
// hash of it names its machine code.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/abi/plan.h"
#include "wend/runtime.h"

namespace wend::native {

struct RelativeBody {
  static constexpr std::uint32_t kNoRegister = 0xFFFFFFFF;  // an input that is missing
  std::uint32_t registers = 0;
  std::vector<Op> ops;
};

// Refused if the body does not lie within its plan, or holds what is no operation.
Expected<RelativeBody> relative_body(const Plan& plan, const Body& body);

// A body that has each operation once: what becomes of it says how operations become machine code.
RelativeBody body_of_all_operations();

}  // namespace wend::native
