// SPDX-License-Identifier: Apache-2.0
//
// The matches of columns, as they are counted by hand: compiled for this machine, like the rules.
#include "tests/bench/support/compiled_rules.h"

#if defined(__AVX512BW__)
#include <immintrin.h>
#endif

namespace wend::bench {
namespace {

std::uint64_t sum_of(const std::uint8_t* matches) {
#if defined(__AVX512BW__)
  __m512i sum = _mm512_setzero_si512();
  for (std::size_t row = 0; row < kColumnRows; row += 64) {
    const __m512i part = _mm512_load_si512(matches + row);
    sum = _mm512_add_epi64(sum, _mm512_sad_epu8(part, _mm512_setzero_si512()));
  }
  return static_cast<std::uint64_t>(_mm512_reduce_add_epi64(sum));
#else
  std::uint64_t sum = 0;
  for (std::size_t row = 0; row < kColumnRows; ++row) sum += matches[row];
  return sum;
#endif
}

}  // namespace

void count_columns(const ColumnRule* rules, std::size_t count, const Columns& columns,
                   std::uint64_t* counts) {
  alignas(64) std::uint8_t matches[kColumnRows];
  for (std::size_t rule = 0; rule < count; ++rule) {
    rules[rule](columns, matches);
    counts[rule] += sum_of(matches);
  }
}

}  // namespace wend::bench
