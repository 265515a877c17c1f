// SPDX-License-Identifier: Apache-2.0
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/Support/raw_ostream.h>

#include "compiler/native/from_plan.h"
#include "compiler/native/native.h"
#include "runtime/abi/native_bodies.h"

namespace wend::native {

std::string print_llvm(const Plan& plan) {
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::Module> module = new_module(context);
  for (const NamedBody& body : native_bodies_of(plan)) {
    const auto relative = relative_body(plan, body.body);
    const auto failure = relative ? add_function(*module, body.name, relative.value())
                                  : std::optional<Failure>(relative.failure());
    if (failure) return "; " + failure->what + "\n";
  }
  std::string text;
  llvm::raw_string_ostream out(text);
  module->print(out, nullptr);
  return out.str();
}

}  // namespace wend::native
