// SPDX-License-Identifier: Apache-2.0
//
// Every budget of the compiler in one place. Going over one is reported to the author, never a
// crash.
#pragma once

#include <cstdint>

namespace wend {

struct Limits {
  std::uint32_t file_bytes = 1u << 20;    // text of one file
  std::uint32_t file_words = 200'000;     // words and signs of one file
  std::uint32_t nesting = 100;            // parentheses and runs of `not` or `-` within another
  std::uint32_t operators = 1000;         // and, or, +, ... in one clause: bounds the tree's depth
  std::uint32_t expanded_depth = 1500;    // of an expression with all that its names stand for
  std::uint32_t expanded_size = 100'000;  // values and tests of it
  std::uint32_t rendered_diagnostics = 100;  // messages shown in one run
};

inline constexpr Limits kLimits;

}  // namespace wend
