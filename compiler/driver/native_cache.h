// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/native/code_cache.h"
#include "wend/compiler.h"

namespace wend {

struct NativeCache::Inside {
  native::CodeCache cache;
};

}  // namespace wend
