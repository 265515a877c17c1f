// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/directory.h"

#include "runtime/step/vectors.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace wend::runtime {

#if defined(__x86_64__)
namespace {

// Of a few all are compared, whether they are as many or not: none waits for another, and nothing has to be guessed.
__attribute__((target("avx512f,avx512dq,bmi,bmi2,popcnt"), always_inline)) inline std::uint32_t
rank_wide(const std::uint8_t* entries, std::uint32_t count, std::uint32_t wanted) {
  constexpr std::uint32_t kLanes = 16, kFew = 2 * kLanes;
  std::uint32_t rank = 0;
  while (count > kFew) {
    const std::uint32_t half = count / 2;
    rank += load<std::uint32_t>(entries + (rank + half - 1) * std::size_t{4}) < wanted ? half : 0;
    count -= half;
  }
  const std::uint8_t* const at = entries + rank * std::size_t{4};
  const __m512i all = _mm512_set1_epi32(static_cast<int>(wanted));
  const std::uint32_t there = _bzhi_u32(0xFFFFFFFF, count);
  const auto first = static_cast<__mmask16>(there),
             second = static_cast<__mmask16>(there >> kLanes);
  const std::uint32_t before =
      _mm512_mask_cmplt_epu32_mask(first, _mm512_maskz_loadu_epi32(first, at), all) |
      static_cast<std::uint32_t>(_mm512_mask_cmplt_epu32_mask(
          second, _mm512_maskz_loadu_epi32(second, at + kLanes * 4), all))
          << kLanes;
  return rank + static_cast<std::uint32_t>(_mm_popcnt_u32(before));
}

__attribute__((target("avx512f,avx512dq,bmi,bmi2,popcnt"))) std::span<std::uint8_t> find_wide(
    std::uint8_t* state, std::uint32_t size, std::uint32_t record) {
  const std::uint32_t count = records_in(state);
  const std::uint32_t rank =
      rank_wide(state + NarrowList::kBegin, count, NarrowList::entry(record, 0));
  if (rank == count || NarrowList::record_at(state, rank) != record) return {};
  return NarrowList::at_rank(state, size, count, rank);
}

const bool kIsWide = best_vectors() == Vectors::Wide;

}  // namespace
#endif

std::span<std::uint8_t> find_in_list(std::uint8_t* state, std::uint32_t size,
                                     std::uint32_t record) {
#if defined(__x86_64__)
  if (kIsWide) return find_wide(state, size, record);
#endif
  return NarrowList::find(state, size, record);
}

}  // namespace wend::runtime
