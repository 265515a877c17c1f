// SPDX-License-Identifier: Apache-2.0
//
// Less work for the same values: folding of constants, removal of operations whose result nobody
// needs, and reuse of registers. All work on one body whose Skip targets count from its first operation.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "runtime/abi/plan.h"

namespace wend::plan {

// What an operation comes to, seen from its operands' own operations: a number, an operand, or
// neither (it must be computed).
struct FoldedTo {
  enum class Kind : std::uint8_t { Number, A, B, C } kind = Kind::Number;
  std::int64_t number = 0;
};
std::optional<FoldedTo> fold(const Op& op, const Op* a, const Op* b, const Op* c);

// Operations that change something or hand something over; all others may go if their result is unused.
bool has_effect(OpCode code);
void remove_unused(std::vector<Op>& ops);

// Gives each value the lowest register that is free from its definition to its last use. Returns how
// many registers there are. Requires: each register is written once.
std::uint32_t assign_registers(std::vector<Op>& ops);

}  // namespace wend::plan
