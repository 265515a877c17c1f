// SPDX-License-Identifier: Apache-2.0
//
// Machine code for a plan: one function per body (runtime/abi/native.h). Three doors: code in this
// process, code as bytes for a pack file, and the text that LLVM starts from. All are functions of
// the plan alone, keep no state and may be called from several threads at once.
//
// The plan must have passed its verifier. A plan that breaks what native code relies on (a register
// read before it is written, a jump backwards) is refused with a Failure, never compiled wrong.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "runtime/abi/native.h"
#include "wend/runtime.h"

namespace wend::native {

// How hard LLVM tries. Light is the product's: nearly as quick to make as None, and as good as Full for
// bodies that mostly call the runtime. Full takes ten times as long, and more on a body of thousands of
// rules. The results are the same (object.cpp has the figures).
enum class Effort : std::uint8_t { None, Light, Full };

struct Options {
  Effort effort = Effort::Light;
  // Bodies are compiled in pieces of about so many operations; `cancel` is looked at between them.
  std::size_t piece_ops = 2'000;
};

// The code lives as long as a copy of the pointer. Refused when `cancel` is, or becomes, true.
Expected<std::shared_ptr<const NativeCode>> compile(const Plan& plan, Options options = {},
                                                    const std::atomic<bool>* cancel = nullptr);

// For the processor it runs on, which it names (runtime/abi/processor.h).
Expected<NativeImage> image(const Plan& plan, Effort effort = Effort::Light);

// The unoptimised module as text, the same on every machine.
std::string print_llvm(const Plan& plan);

}  // namespace wend::native
