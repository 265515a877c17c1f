// SPDX-License-Identifier: Apache-2.0
//
// Native code, just made or from a pack file, in executable memory: written first, then read-only and executable.
#pragma once

#include <memory>
#include <optional>

#include "runtime/abi/native.h"

namespace wend::runtime {

struct LoadedText {
  std::shared_ptr<const NativeCode> code;
  std::shared_ptr<void> keep;  // the memory
};
// Nothing if the machine refuses executable memory.
std::optional<LoadedText> load_native_text(const NativeImage& image);

}  // namespace wend::runtime
