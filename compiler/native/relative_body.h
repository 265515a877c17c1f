// SPDX-License-Identifier: Apache-2.0
//
// A body apart from its plan: exactly what decides its machine code, and nothing else. Operations are counted from the
// body's first one, and what machine code does not look at is zero (an immediate that only the runtime reads, a register
// that is none). So a body that means the same is the same, wherever it stands and whatever else the plan holds, and a
// hash of it names its machine code.
//
// Rules that many write are the same but for a number. Machine code may have the numbers of a body in itself, or take them
// from the operations when it runs: then all such bodies are one, and their code is in the near caches when the next
// one's turn comes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/abi/plan.h"
#include "wend/runtime.h"

namespace wend::native {

// Where machine code has the numbers of constants, of fixed sets and of captures from.
enum class Numbers : std::uint8_t { InCode, InOps };

struct RelativeBody {
  static constexpr std::uint32_t kNoRegister = 0xFFFFFFFF;  // an input that is missing
  std::uint32_t registers = 0;
  Numbers numbers = Numbers::InCode;
  std::vector<Op> ops;  // without these numbers, if they are not in the code
};

// Refused if the body does not lie within its plan, or holds what is no operation.
Expected<RelativeBody> relative_body(const Plan& plan, const Body& body,
                                     Numbers numbers = Numbers::InCode);

// Bodies that have each operation once, and those with numbers once more with the numbers in the operations: what becomes of
// them says how operations become machine code.
RelativeBody body_of_all_operations();
RelativeBody body_of_numbers_in_ops();

}  // namespace wend::native
