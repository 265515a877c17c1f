// SPDX-License-Identifier: Apache-2.0
//
// The step from a plan's bodies to LLVM's own representation: one function per body in a module.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "compiler/native/relative_body.h"
#include "wend/runtime.h"

namespace llvm {
class LLVMContext;
class Module;
}  // namespace llvm

namespace wend::native {

// An empty module, that names no machine.
std::unique_ptr<llvm::Module> new_module(llvm::LLVMContext& context);

// Adds a function `void(StepContext*, const Op*)` of that name.
std::optional<Failure> add_function(llvm::Module& module, const std::string& name,
                                    const RelativeBody& body);

}  // namespace wend::native
