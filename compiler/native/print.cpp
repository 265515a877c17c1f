// SPDX-License-Identifier: Apache-2.0
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/Support/raw_ostream.h>

#include "compiler/native/from_plan.h"
#include "compiler/native/native.h"

namespace wend::native {

std::string print_llvm(const Plan& plan) {
  llvm::LLVMContext context;
  const std::vector<NamedBody> bodies = bodies_of(plan);
  auto module = module_from_plan(context, plan, bodies);
  if (!module) return "; " + module.failure().what + "\n";
  std::string text;
  llvm::raw_string_ostream out(text);
  module.value()->print(out, nullptr);
  return out.str();
}

}  // namespace wend::native
