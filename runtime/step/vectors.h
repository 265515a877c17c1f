// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace wend::runtime {

// Which instructions are used where there are two ways: both give the same answers.
enum class Vectors : std::uint8_t { None, Wide };
// What this processor has.
Vectors best_vectors();

}  // namespace wend::runtime
