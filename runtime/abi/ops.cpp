// SPDX-License-Identifier: Apache-2.0
//
// The table of operations, from ops.def.
#include <array>

#include "runtime/abi/plan.h"

namespace wend {
namespace {

constexpr bool Inline = false;
constexpr bool Helper = true;

constexpr std::array kRows = {
#define OP(name, spelling, inputs, has_output, where) OpRow{spelling, inputs, has_output, where},
#include "runtime/abi/ops.def"
#undef OP
};

}  // namespace

const OpRow& row_of(OpCode code) { return kRows[static_cast<std::size_t>(code)]; }
std::size_t op_count() { return kRows.size(); }

}  // namespace wend
