// SPDX-License-Identifier: Apache-2.0
//
// Machine code for a plan: one function per body (runtime/abi/native.h), as bytes, and the text that LLVM starts from.
// Functions of the plan alone; they may be called from several threads at once.
//
// The plan must have passed its verifier. A plan that breaks what native code relies on (a register
// read before it is written, a jump backwards) is refused with a Failure, never compiled wrong.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "runtime/abi/native.h"
#include "wend/runtime.h"

namespace wend::native {

class CodeCache;

// How hard LLVM tries. Light is the product's: no passes, and as good as Full for bodies that mostly call the runtime.
// Full takes many times as long, and more on a body of thousands of rules. The results are the same (object.cpp has the
// figures).
enum class Effort : std::uint8_t { Light, Full };

struct Options {
  Effort effort = Effort::Light;
  // Bodies are compiled in pieces of about so many operations; `cancel` is looked at between them.
  std::size_t piece_ops = 2'000;
  // So many bodies that are the same but for their numbers share their code.
  std::size_t alike_from = 8;
  CodeCache* cache = nullptr;  // what was made before, and where what is made now is kept
  const std::atomic<bool>* cancel = nullptr;
  bool apart =
      false;  // equal bodies have each their own copy of the code, so that an address names one
};

// Where the code of a plan's bodies came from. Equal bodies are one, and are counted once but in `bodies`.
struct Counts {
  std::uint64_t bodies = 0;
  std::uint64_t compiled = 0;
  std::uint64_t from_memory = 0;
  std::uint64_t from_store = 0;
  std::uint64_t damaged_pieces = 0;  // of the store, that were not believed
  std::string problem;               // why a piece could not be kept; empty if none
};

struct Made {
  NativeImage image;
  Counts counts;
};

// For the processor it runs on, which it names (runtime/abi/processor.h). Refused when `cancel` is, or becomes, true.
Expected<Made> image(const Plan& plan, const Options& options = {});

// The unoptimised module as text, the same on every machine.
std::string print_llvm(const Plan& plan);

}  // namespace wend::native
