// SPDX-License-Identifier: Apache-2.0
#include "runtime/batch/code_kernels.h"

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace wend::runtime {
namespace {

using Starts = std::span<const std::int64_t>;

// Halves what is left of the starts. The steps are the same for each number, and none is a branch, so several are on
// their way at once.
template <typename Code>
void search(Starts starts, const std::int64_t* numbers, std::size_t rows, Code* codes) {
  for (std::size_t row = 0; row < rows; ++row) {
    const std::int64_t* at = starts.data();
    for (std::size_t count = starts.size(); count > 1;) {
      const std::size_t half = count / 2;
      at += half & (std::size_t{0} - static_cast<std::size_t>(at[half - 1] <= numbers[row]));
      count -= half;
    }
    const std::size_t passed = static_cast<std::size_t>(at - starts.data());
    codes[row] = static_cast<Code>(passed + (*at <= numbers[row] ? 1 : 0));
  }
}

#if defined(__x86_64__)
constexpr std::size_t kAtOnce = 64;        // rows
constexpr std::size_t kBucket = 16;        // starts
constexpr std::size_t kFew = 2 * kBucket;  // starts that are passed one by one
constexpr std::size_t kMost = kBucket * 64;

#define WEND_512 __attribute__((target("avx512f,avx512bw,avx512dq,popcnt")))

// (The forms with a mask: GCC 12 warns about the others.)
WEND_512 inline void store(__m512i numbers, std::uint8_t* to) {
  _mm_storel_epi64(reinterpret_cast<__m128i*>(to), _mm512_maskz_cvtepi64_epi8(0xFF, numbers));
}
WEND_512 inline void store(__m512i numbers, std::uint16_t* to) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm512_maskz_cvtepi64_epi16(0xFF, numbers));
}
WEND_512 inline void store(__m512i numbers, std::uint32_t* to) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm512_maskz_cvtepi64_epi32(0xFF, numbers));
}

// How many of each `step`-th start are at most the number, for so many rows at once.
template <typename Code>
WEND_512 inline void pass_each(Starts starts, std::size_t step, const std::int64_t* numbers,
                               Code* codes) {
  constexpr std::size_t kVectors = kAtOnce / 8;
  __m512i values[kVectors], passed[kVectors];
  for (std::size_t i = 0; i < kVectors; ++i) {
    values[i] = _mm512_loadu_si512(numbers + i * 8);
    passed[i] = _mm512_setzero_si512();
  }
  const __m512i one = _mm512_set1_epi64(1);
  for (std::size_t k = step - 1; k < starts.size(); k += step) {
    const __m512i start = _mm512_set1_epi64(starts[k]);
    for (std::size_t i = 0; i < kVectors; ++i) {
      const __mmask8 is_passed = _mm512_cmple_epi64_mask(start, values[i]);
      passed[i] = _mm512_mask_add_epi64(passed[i], is_passed, passed[i], one);
    }
  }
  for (std::size_t i = 0; i < kVectors; ++i) store(passed[i], codes + i * 8);
}

// The buckets before the number's own are known: what it passes in that one is added.
WEND_512 inline std::size_t passed_in(Starts bucket, std::int64_t number) {
  const __m512i value = _mm512_set1_epi64(number);
  const auto all = static_cast<std::uint32_t>((1U << bucket.size()) - 1);
  const auto low = static_cast<__mmask8>(all), high = static_cast<__mmask8>(all >> 8);
  const __m512i first = _mm512_maskz_loadu_epi64(low, bucket.data());
  const __m512i second = _mm512_maskz_loadu_epi64(high, bucket.data() + 8);
  const std::uint32_t passed = _mm512_mask_cmple_epi64_mask(low, first, value) |
                               _mm512_mask_cmple_epi64_mask(high, second, value) << 8;
  return static_cast<std::size_t>(_mm_popcnt_u32(passed));
}

template <typename Code>
WEND_512 void write_wide(Starts starts, const std::int64_t* numbers, std::size_t rows,
                         Code* codes) {
  std::size_t row = 0;
  for (; row + kAtOnce <= rows; row += kAtOnce) {
    if (starts.size() <= kFew) {
      pass_each(starts, 1, numbers + row, codes + row);
      continue;
    }
    pass_each(starts, kBucket, numbers + row, codes + row);
    for (std::size_t i = row; i < row + kAtOnce; ++i) {
      const std::size_t begin = codes[i] * kBucket;
      const Starts bucket = starts.subspan(begin, std::min(kBucket, starts.size() - begin));
      codes[i] = static_cast<Code>(begin + passed_in(bucket, numbers[i]));
    }
  }
  search(starts, numbers + row, rows - row, codes + row);
}
#endif

}  // namespace

template <typename Code>
void write_codes(BatchVectors vectors, Starts starts, const std::int64_t* numbers, std::size_t rows,
                 Code* codes) {
  if (starts.empty()) {
    std::fill(codes, codes + rows, Code{0});
    return;
  }
#if defined(__x86_64__)
  if (vectors == BatchVectors::Bits512 && starts.size() <= kMost) {
    write_wide(starts, numbers, rows, codes);
    return;
  }
#else
  static_cast<void>(vectors);
#endif
  search(starts, numbers, rows, codes);
}

template void write_codes(BatchVectors, Starts, const std::int64_t*, std::size_t, std::uint8_t*);
template void write_codes(BatchVectors, Starts, const std::int64_t*, std::size_t, std::uint16_t*);
template void write_codes(BatchVectors, Starts, const std::int64_t*, std::size_t, std::uint32_t*);

}  // namespace wend::runtime
