// SPDX-License-Identifier: Apache-2.0
#include "compiler/native/object.h"

#include <algorithm>
#include <mutex>

#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Module.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/SmallVectorMemoryBuffer.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Target/TargetMachine.h>

#include "compiler/base/check.h"
#include "compiler/native/from_plan.h"
#include "runtime/abi/processor.h"

namespace wend::native {
namespace {

void register_target() {
  static std::once_flag once;
  std::call_once(once, [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
  });
}

// LLVM selects instructions the quick way at its level None only. A body is mostly calls of the runtime, and what would be
// computed twice is not written twice by the builder, so neither passes nor the full selection pay. Measured on a thousand
// rules of five comparisons, per rule:
//                        to compile    text
//   Light                  0.22 ms    680 bytes
//   Light, early-cse       0.33 ms    700 bytes
//   Full                   6.0  ms    600 bytes
llvm::CodeGenOptLevel code_level_of(Effort effort) {
  return effort == Effort::Full ? llvm::CodeGenOptLevel::Default : llvm::CodeGenOptLevel::None;
}

// processor() in LLVM's words: what comes before its first comma names the architecture, the rest are
// the features that code may use.
struct Target {
  std::string triple;  // empty: no native code here
  std::string cpu;
  std::string features;
};

Target target_here() {
  const std::string text = processor();
  const std::size_t comma = std::min(text.find(','), text.size());
  const std::string architecture = text.substr(0, comma);
  const std::string features = text.substr(std::min(comma + 1, text.size()));
  if (architecture == "x86-64") return {"x86_64-unknown-linux-gnu", "x86-64", features};
  if (architecture == "aarch64") return {"aarch64-unknown-linux-gnu", "generic", features};
  return {};
}

}  // namespace

ObjectMaker::ObjectMaker(std::unique_ptr<llvm::TargetMachine> machine, Effort effort)
    : machine_(std::move(machine)), effort_(effort) {}
ObjectMaker::~ObjectMaker() = default;
ObjectMaker::ObjectMaker(ObjectMaker&&) noexcept = default;

Expected<ObjectMaker> ObjectMaker::for_this_processor(Effort effort) {
  const Target here = target_here();
  if (here.triple.empty()) return Failure{"there is no native code for this processor"};
  register_target();
  std::string problem;
  const llvm::Target* target = llvm::TargetRegistry::lookupTarget(here.triple, problem);
  if (target == nullptr) return Failure{"LLVM makes no code for this processor: " + problem};
  std::unique_ptr<llvm::TargetMachine> machine(target->createTargetMachine(
      here.triple, here.cpu, here.features, llvm::TargetOptions(), llvm::Reloc::PIC_,
      llvm::CodeModel::Small, code_level_of(effort)));
  CHECK(machine != nullptr);
  return ObjectMaker(std::move(machine), effort);
}

Expected<std::unique_ptr<llvm::MemoryBuffer>> ObjectMaker::object_of(
    std::span<const NamedRelativeBody> bodies) const {
  llvm::LLVMContext context;
  context.setDiscardValueNames(true);
  const std::unique_ptr<llvm::Module> module = new_module(context);
  for (const NamedRelativeBody& body : bodies) {
    if (auto failure = add_function(*module, body.name, body.body)) return *failure;
  }
  module->setTargetTriple(target_here().triple);
  module->setDataLayout(machine_->createDataLayout());
  optimise(*module);
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream out(bytes);
  llvm::legacy::PassManager passes;
  const bool refused =
      machine_->addPassesToEmitFile(passes, out, nullptr, llvm::CodeGenFileType::ObjectFile);
  CHECK(!refused);
  passes.run(*module);
  return std::unique_ptr<llvm::MemoryBuffer>(std::make_unique<llvm::SmallVectorMemoryBuffer>(
      std::move(bytes), /*RequiresNullTerminator=*/false));
}

void ObjectMaker::optimise(llvm::Module& module) const {
  if (effort_ != Effort::Full) return;  // none of the passes makes vectors
  llvm::PipelineTuningOptions tuning;
  tuning.LoopVectorization = false;
  tuning.SLPVectorization = false;
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder(machine_.get(), tuning);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  llvm::ModulePassManager passes;
  llvm::cantFail(builder.parsePassPipeline(passes, "default<O2>"));
  passes.run(module, modules);
}

}  // namespace wend::native
