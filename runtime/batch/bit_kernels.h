// SPDX-License-Identifier: Apache-2.0
//
// What a batch does to a block of rows: from codes of values to bits, and bits joined. All variants give the same
// bits; the best that the processor has is chosen once.
#pragma once

#include <cstddef>
#include <cstdint>

#include "wend/batch.h"

namespace wend::runtime {

enum class BatchVectors : std::uint8_t { None, Bits256, Bits512 };
BatchVectors best_batch_vectors();

// Codes from `first` to `last`.
struct CodeRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

struct BitKernels {
  // The rows whose codes lie in one of the ranges: at least one, apart from each other. Codes of a whole block are read.
  void (*rows_of_bytes)(const std::uint8_t* codes, const CodeRange* ranges, std::size_t count,
                        std::uint64_t* rows);
  void (*rows_of_halves)(const std::uint16_t* codes, const CodeRange* ranges, std::size_t count,
                         std::uint64_t* rows);
  void (*rows_of_words)(const std::uint32_t* codes, const CodeRange* ranges, std::size_t count,
                        std::uint64_t* rows);
  // The rows that are in all, or in some, of the sets `parts` among `sets`; kWords words each, aligned to cache lines.
  void (*all_of)(const std::uint64_t* sets, const std::uint32_t* parts, std::size_t count,
                 std::uint64_t* rows);
  void (*any_of)(const std::uint64_t* sets, const std::uint32_t* parts, std::size_t count,
                 std::uint64_t* rows);
};

BitKernels bit_kernels(BatchVectors vectors);

}  // namespace wend::runtime
