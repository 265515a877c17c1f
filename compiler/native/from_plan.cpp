// SPDX-License-Identifier: Apache-2.0
#include "compiler/native/from_plan.h"

#include <fmt/format.h>
#include <llvm/IR/Module.h>

#include "compiler/native/body_builder.h"

namespace wend::native {
namespace {

// Nothing that would need another section or a name from outside: see runtime/abi/native.h.
void keep_to_plain_text(llvm::Function& function) {
  function.setDoesNotThrow();                            // no unwind tables
  function.addFnAttr(llvm::Attribute::NoImplicitFloat);  // no vectors, hence no constants in memory
  function.addFnAttr("no-jump-tables", "true");
  function.addFnAttr("no-builtins");  // no calls of memset and its like
  function.addFnAttr("frame-pointer",
                     "non-leaf");  // for tools that walk the stack: there are no tables
}

void describe_context(llvm::Argument& context) {
  llvm::LLVMContext& owner = context.getContext();
  context.setName("context");
  context.addAttr(llvm::Attribute::NoUndef);
  context.addAttr(llvm::Attribute::NonNull);
  context.addAttr(llvm::Attribute::getWithAlignment(owner, llvm::Align(alignof(StepContext))));
  context.addAttr(llvm::Attribute::getWithDereferenceableBytes(owner, sizeof(StepContext)));
}

void describe_ops(llvm::Argument& ops) {
  ops.setName("ops");
  ops.addAttr(llvm::Attribute::NoUndef);
  ops.addAttr(llvm::Attribute::getWithAlignment(ops.getContext(), llvm::Align(alignof(Op))));
}

llvm::Function* declare(llvm::Module& module, const std::string& name) {
  llvm::LLVMContext& context = module.getContext();
  llvm::Type* pointer = llvm::PointerType::getUnqual(context);
  auto* type = llvm::FunctionType::get(llvm::Type::getVoidTy(context), {pointer, pointer}, false);
  auto* function = llvm::Function::Create(type, llvm::Function::ExternalLinkage, name, module);
  keep_to_plain_text(*function);
  describe_context(*function->getArg(0));
  describe_ops(*function->getArg(1));
  return function;
}

}  // namespace

std::unique_ptr<llvm::Module> new_module(llvm::LLVMContext& context) {
  return std::make_unique<llvm::Module>("wend", context);
}

std::optional<Failure> add_function(llvm::Module& module, const std::string& name,
                                    const RelativeBody& body) {
  llvm::Function* function = declare(module, name);
  if (auto problem = BodyBuilder(body, *function).build())
    return Failure{fmt::format("a fault of ours: in the plan, {}, {}", name, *problem)};
  return std::nullopt;
}

}  // namespace wend::native
