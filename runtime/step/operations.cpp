// SPDX-License-Identifier: Apache-2.0
//
// The table of operations called by address.
#include "runtime/step/operations.h"

#include <array>

namespace wend::runtime {
namespace {

constexpr std::array kHelpers = {
#define OP(name, spelling, inputs, has_output, where) WEND_ENTRY_##where(name)
#define WEND_ENTRY_Inline(name) Helper{nullptr},
#define WEND_ENTRY_Helper(name) Helper{op_##name},
#include "runtime/abi/ops.def"
#undef WEND_ENTRY_Helper
#undef WEND_ENTRY_Inline
#undef OP
};

}  // namespace

const Helper* helper_table() { return kHelpers.data(); }

}  // namespace wend::runtime
