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
}

void describe_context(llvm::Argument& context) {
  llvm::LLVMContext& owner = context.getContext();
  context.setName("context");
  context.addAttr(llvm::Attribute::NoUndef);
  context.addAttr(llvm::Attribute::NonNull);
  context.addAttr(llvm::Attribute::getWithAlignment(owner, llvm::Align(alignof(StepContext))));
  context.addAttr(llvm::Attribute::getWithDereferenceableBytes(owner, sizeof(StepContext)));
}

llvm::Function* declare(llvm::Module& module, const std::string& name) {
  llvm::LLVMContext& context = module.getContext();
  auto* type = llvm::FunctionType::get(llvm::Type::getVoidTy(context),
                                       {llvm::PointerType::getUnqual(context)}, false);
  auto* function = llvm::Function::Create(type, llvm::Function::ExternalLinkage, name, module);
  keep_to_plain_text(*function);
  describe_context(*function->getArg(0));
  return function;
}

}  // namespace

std::size_t indexed_count(const Plan& plan) {
  std::size_t count = 0;
  for (const TouchpointInfo& touchpoint : plan.touchpoints) count += touchpoint.index.bodies.size();
  return count;
}

std::size_t answer_count(const Plan& plan) {
  std::size_t count = 0;
  for (const TouchpointInfo& touchpoint : plan.touchpoints) count += touchpoint.answers.size();
  return count;
}

std::vector<NamedBody> bodies_of(const Plan& plan) {
  std::vector<NamedBody> bodies;
  for (std::uint32_t n = 0; n < plan.touchpoints.size(); ++n) {
    const TouchpointInfo& touchpoint = plan.touchpoints[n];
    bodies.push_back({"touchpoint_" + touchpoint.name, touchpoint.body, BodyKind::Touchpoint, n});
  }
  for (std::uint32_t n = 0; n < plan.rules.size(); ++n) {
    const RuleInfo& rule = plan.rules[n];
    if (!rule.at_deadline) continue;
    bodies.push_back({"deadline_" + rule.name, rule.deadline_body, BodyKind::Deadline, n});
  }
  std::uint32_t indexed = 0;
  for (const TouchpointInfo& touchpoint : plan.touchpoints) {
    for (const IndexedBody& rule : touchpoint.index.bodies) {
      bodies.push_back({fmt::format("rule_{}_of_{}", rule.rule, touchpoint.name), rule.body,
                        BodyKind::Indexed, indexed++});
    }
  }
  std::uint32_t answers = 0;
  for (const TouchpointInfo& touchpoint : plan.touchpoints) {
    for (const AnswerInfo& answer : touchpoint.answers) {
      const std::uint32_t number = answers++;
      if (!answer.has_test) continue;
      bodies.push_back({fmt::format("answer_{}_of_{}", number, touchpoint.name), answer.test,
                        BodyKind::Answer, number});
    }
  }
  const bool has_profile = plan.profile_body.end > plan.profile_body.begin;
  if (has_profile) {
    const auto behind_rules = static_cast<std::uint32_t>(plan.rules.size());
    bodies.push_back({"profile", plan.profile_body, BodyKind::Deadline, behind_rules});
  }
  return bodies;
}

Expected<std::unique_ptr<llvm::Module>> module_from_plan(llvm::LLVMContext& context,
                                                         const Plan& plan,
                                                         std::span<const NamedBody> bodies) {
  auto module = std::make_unique<llvm::Module>("wend", context);
  for (const NamedBody& body : bodies) {
    llvm::Function* function = declare(*module, body.name);
    if (function->getName() != body.name)
      return Failure{fmt::format("two bodies are called {}", body.name)};
    if (auto problem = BodyBuilder(plan, *function).build(body.body)) {
      return Failure{fmt::format("a fault of ours: in the plan, {}, {}", body.name, *problem)};
    }
  }
  return module;
}

}  // namespace wend::native
