// SPDX-License-Identifier: Apache-2.0
//
// Machine code of rules under the eyes of tools: without this a profiler shows it as [unknown], and a debugger as ??.
// Functions are called wend_touchpoint_NAME, wend_deadline_RULE, wend_rule_RULE_of_TOUCHPOINT, wend_answer_N_of_TOUCHPOINT and
// wend_profile; one that several bodies share has the name of the first.
#pragma once

#include <memory>

#include "wend/runtime.h"

namespace wend {

struct NativeTools {
  // For `perf report`, and whatever else reads /tmp/perf-PID.map: a line for each function. Lines stay when code is freed.
  bool perf_map = false;
  // For GDB and LLDB, by their interface for code that is compiled at run time, until the code is freed.
  bool debugger = false;
};

// For a pack that brings its machine code (wend/compiler.h shows what it makes itself). Nothing if it has none. The result
// keeps the pack, and debuggers see the code until it goes. Refused if the map cannot be written.
Expected<std::shared_ptr<void>> show_native(std::shared_ptr<const Pack> pack,
                                            const NativeTools& tools);

}  // namespace wend
