// SPDX-License-Identifier: Apache-2.0
//
// From LLVM's representation to an object file in memory, for the processor at hand and no feature
// beyond those that runtime/abi/processor.h names.
#pragma once

#include <memory>
#include <span>

#include "compiler/native/native.h"
#include "compiler/native/relative_body.h"

namespace llvm {
class MemoryBuffer;
class Module;
class TargetMachine;
}  // namespace llvm

namespace wend::native {

struct NamedRelativeBody {
  std::string name;
  RelativeBody body;
};

// A target machine and how hard to try; not for use by two threads at once.
class ObjectMaker {
 public:
  // Refused if there is no native code for it.
  static Expected<ObjectMaker> for_this_processor(Effort effort);
  ~ObjectMaker();
  ObjectMaker(ObjectMaker&&) noexcept;

  // With a function of that name for each.
  Expected<std::unique_ptr<llvm::MemoryBuffer>> object_of(
      std::span<const NamedRelativeBody> bodies) const;

 private:
  ObjectMaker(std::unique_ptr<llvm::TargetMachine> machine, Effort effort);
  void optimise(llvm::Module& module) const;

  std::unique_ptr<llvm::TargetMachine> machine_;
  Effort effort_;
};

}  // namespace wend::native
