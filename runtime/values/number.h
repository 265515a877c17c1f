// SPDX-License-Identifier: Apache-2.0
//
// Exact arithmetic on millionths: products and quotients in 128 bits, rounded once, half away from
// zero. Nothing where the result leaves the 64-bit numbers.
#pragma once

#include <cstdint>
#include <optional>

#include "runtime/abi/value.h"

namespace wend::runtime {

__extension__ typedef __int128 Int128;

// Requires: divisor != 0.
Int128 divide_rounded(Int128 dividend, Int128 divisor);
inline std::optional<std::int64_t> narrowed(Int128 value) {
  const auto number = static_cast<std::int64_t>(value);
  return number == value ? std::optional(number) : std::nullopt;
}

Cell multiply(std::int64_t a, std::int64_t b);
Cell divide(std::int64_t a, std::int64_t b);  // Missing by zero
Cell round_to(std::int64_t a, std::int64_t unit);

}  // namespace wend::runtime
