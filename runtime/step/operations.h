// SPDX-License-Identifier: Apache-2.0
//
// The operations that are not computed inline, as C functions: the interpreter and native code call
// the same ones, through StepContext::helpers.
#pragma once

#include "runtime/abi/native.h"

namespace wend::runtime {

// Indexed by OpCode; null where the operation is inline.
const Helper* helper_table();

// One function per helper row of ops.def.
#define OP(name, spelling, inputs, has_output, where) WEND_DECLARE_##where(name)
#define WEND_DECLARE_Inline(name)
#define WEND_DECLARE_Helper(name) \
  void op_##name(StepContext* context, const Op* op, const Cell* inputs, Cell* out);
#include "runtime/abi/ops.def"
#undef WEND_DECLARE_Helper
#undef WEND_DECLARE_Inline
#undef OP

}  // namespace wend::runtime
