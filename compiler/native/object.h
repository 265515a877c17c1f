// SPDX-License-Identifier: Apache-2.0
//
// From LLVM's representation to an object file in memory, for the processor at hand and no feature
// beyond those that runtime/abi/processor.h names. Both the code in this process and the bytes of a pack
// are made from such objects.
#pragma once

#include <memory>
#include <span>

#include "compiler/native/from_plan.h"
#include "compiler/native/native.h"

namespace llvm {
class MemoryBuffer;
class TargetMachine;
}  // namespace llvm

namespace wend::native {

// A target machine and how hard to try; not for use by two threads at once.
class ObjectMaker {
 public:
  static Expected<ObjectMaker> for_this_processor(Effort effort);
  ~ObjectMaker();
  ObjectMaker(ObjectMaker&&) noexcept;

  Expected<std::unique_ptr<llvm::MemoryBuffer>> object_of(const Plan& plan,
                                                          std::span<const NamedBody> bodies) const;

 private:
  ObjectMaker(std::unique_ptr<llvm::TargetMachine> machine, Effort effort);
  void optimise(llvm::Module& module) const;

  std::unique_ptr<llvm::TargetMachine> machine_;
  Effort effort_;
};

// Of the machine that ObjectMaker makes objects for.
std::string target_triple();

}  // namespace wend::native
