// SPDX-License-Identifier: Apache-2.0
//
// The machine code of a run: made, kept, and shown to tools as the run wishes.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/run.h"
#include "wend/compiler.h"

namespace wend::cli {

inline bool sees_code(const NativeTools& tools) { return tools.perf_map || tools.debugger; }

class RunCode {
 public:
  // On its way in the background when this returns, or there, if the tier wants it.
  std::optional<Failure> begin(const std::shared_ptr<Pack>& pack, const RunWishes& wishes,
                               Tier tier);
  // A line of the summary, or none; to be asked at the end.
  std::string summary() const;

 private:
  bool is_kept_ = false;
  std::optional<NativeCompilation> compilation_;  // of code that the pack did not bring
  std::shared_ptr<void> shown_;                   // of code that it did
};

}  // namespace wend::cli
