// SPDX-License-Identifier: Apache-2.0
//
// A verdict on a test as people read it.
#pragma once

#include <string>

#include "wend/compiler.h"

namespace wend::cli {

// Each expectation that was not met, what happened instead, and why; lines that end.
std::string text_of(const TestVerdict& verdict);

}  // namespace wend::cli
