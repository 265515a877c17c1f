// SPDX-License-Identifier: Apache-2.0
//
// From the numbers of a column to their codes: how many of a column's starts are at most the number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "runtime/batch/bit_kernels.h"

namespace wend::runtime {

// `starts`: ascending, and fewer than a code can say. All variants give the same codes.
template <typename Code>
void write_codes(BatchVectors vectors, std::span<const std::int64_t> starts,
                 const std::int64_t* numbers, std::size_t rows, Code* codes);

extern template void write_codes(BatchVectors, std::span<const std::int64_t>, const std::int64_t*,
                                 std::size_t, std::uint8_t*);
extern template void write_codes(BatchVectors, std::span<const std::int64_t>, const std::int64_t*,
                                 std::size_t, std::uint16_t*);
extern template void write_codes(BatchVectors, std::span<const std::int64_t>, const std::int64_t*,
                                 std::size_t, std::uint32_t*);

}  // namespace wend::runtime
