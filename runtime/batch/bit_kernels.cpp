// SPDX-License-Identifier: Apache-2.0
#include "runtime/batch/bit_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace wend::runtime {
namespace {

constexpr std::size_t kWords = Batch::kWords;

// A code is in a range if it is at most the range's length above its first: one comparison without sign.
template <typename Code>
void rows_in(const Code* codes, const CodeRange* ranges, std::size_t count, std::uint64_t* rows) {
  for (std::size_t word = 0; word < kWords; ++word) {
    std::uint64_t bits = 0;
    for (std::size_t r = 0; r < count; ++r) {
      const auto first = static_cast<Code>(ranges[r].first);
      const auto length = static_cast<Code>(ranges[r].last - ranges[r].first);
      for (std::size_t row = 0; row < 64; ++row) {
        const bool is_in = static_cast<Code>(codes[word * 64 + row] - first) <= length;
        bits |= std::uint64_t{is_in} << row;
      }
    }
    rows[word] = bits;
  }
}

// A cache line of bits; the compiler makes of it what the function's target has.
typedef std::uint64_t Line __attribute__((vector_size(64)));
constexpr std::size_t kLines = kWords * sizeof(std::uint64_t) / sizeof(Line);

template <bool kAll>
inline __attribute__((always_inline)) void join(const std::uint64_t* sets,
                                                const std::uint32_t* parts, std::size_t count,
                                                std::uint64_t* rows) {
  const Line* lines = reinterpret_cast<const Line*>(sets);
  Line joined[kLines];
  for (std::size_t i = 0; i < kLines; ++i) joined[i] = kAll ? ~Line{} : Line{};
  for (std::size_t part = 0; part < count; ++part) {
    const Line* of = lines + parts[part] * kLines;
    for (std::size_t i = 0; i < kLines; ++i) {
      if constexpr (kAll)
        joined[i] &= of[i];
      else
        joined[i] |= of[i];
    }
  }
  for (std::size_t i = 0; i < kLines; ++i) reinterpret_cast<Line*>(rows)[i] = joined[i];
}

void all_of(const std::uint64_t* sets, const std::uint32_t* parts, std::size_t count,
            std::uint64_t* rows) {
  join<true>(sets, parts, count, rows);
}
void any_of(const std::uint64_t* sets, const std::uint32_t* parts, std::size_t count,
            std::uint64_t* rows) {
  join<false>(sets, parts, count, rows);
}

#if defined(__x86_64__)
#define WEND_256 __attribute__((target("avx2")))
#define WEND_512 __attribute__((target("avx512f,avx512bw,avx512dq")))

WEND_256 void all_of_256(const std::uint64_t* sets, const std::uint32_t* parts, std::size_t count,
                         std::uint64_t* rows) {
  join<true>(sets, parts, count, rows);
}
WEND_256 void any_of_256(const std::uint64_t* sets, const std::uint32_t* parts, std::size_t count,
                         std::uint64_t* rows) {
  join<false>(sets, parts, count, rows);
}
WEND_512 void all_of_512(const std::uint64_t* sets, const std::uint32_t* parts, std::size_t count,
                         std::uint64_t* rows) {
  join<true>(sets, parts, count, rows);
}
WEND_512 void any_of_512(const std::uint64_t* sets, const std::uint32_t* parts, std::size_t count,
                         std::uint64_t* rows) {
  join<false>(sets, parts, count, rows);
}

WEND_256 void bytes_256(const std::uint8_t* codes, const CodeRange* ranges, std::size_t count,
                        std::uint64_t* rows) {
  for (std::size_t word = 0; word < kWords; ++word) {
    const __m256i* at = reinterpret_cast<const __m256i*>(codes + word * 64);
    const __m256i low = _mm256_loadu_si256(at), high = _mm256_loadu_si256(at + 1);
    __m256i low_in = _mm256_setzero_si256(), high_in = low_in;
    for (std::size_t r = 0; r < count; ++r) {
      const __m256i first = _mm256_set1_epi8(static_cast<char>(ranges[r].first));
      const __m256i length = _mm256_set1_epi8(static_cast<char>(ranges[r].last - ranges[r].first));
      const __m256i a = _mm256_sub_epi8(low, first), b = _mm256_sub_epi8(high, first);
      low_in = _mm256_or_si256(low_in, _mm256_cmpeq_epi8(_mm256_min_epu8(a, length), a));
      high_in = _mm256_or_si256(high_in, _mm256_cmpeq_epi8(_mm256_min_epu8(b, length), b));
    }
    rows[word] = static_cast<std::uint32_t>(_mm256_movemask_epi8(low_in)) |
                 std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(high_in))} << 32;
  }
}

WEND_256 void halves_256(const std::uint16_t* codes, const CodeRange* ranges, std::size_t count,
                         std::uint64_t* rows) {
  for (std::size_t half = 0; half < 2 * kWords; ++half) {
    const __m256i* at = reinterpret_cast<const __m256i*>(codes + half * 32);
    const __m256i low = _mm256_loadu_si256(at), high = _mm256_loadu_si256(at + 1);
    __m256i low_in = _mm256_setzero_si256(), high_in = low_in;
    for (std::size_t r = 0; r < count; ++r) {
      const __m256i first = _mm256_set1_epi16(static_cast<short>(ranges[r].first));
      const __m256i length =
          _mm256_set1_epi16(static_cast<short>(ranges[r].last - ranges[r].first));
      const __m256i a = _mm256_sub_epi16(low, first), b = _mm256_sub_epi16(high, first);
      low_in = _mm256_or_si256(low_in, _mm256_cmpeq_epi16(_mm256_min_epu16(a, length), a));
      high_in = _mm256_or_si256(high_in, _mm256_cmpeq_epi16(_mm256_min_epu16(b, length), b));
    }
    // Packing goes by halves of a vector: they are put in order again.
    const __m256i packed =
        _mm256_permute4x64_epi64(_mm256_packs_epi16(low_in, high_in), 0b11'01'10'00);
    const std::uint64_t bits = static_cast<std::uint32_t>(_mm256_movemask_epi8(packed));
    rows[half / 2] = half % 2 == 0 ? bits : rows[half / 2] | bits << 32;
  }
}

WEND_512 void bytes_512(const std::uint8_t* codes, const CodeRange* ranges, std::size_t count,
                        std::uint64_t* rows) {
  for (std::size_t word = 0; word < kWords; ++word) {
    const __m512i values = _mm512_loadu_si512(codes + word * 64);
    std::uint64_t bits = 0;
    for (std::size_t r = 0; r < count; ++r) {
      const __m512i first = _mm512_set1_epi8(static_cast<char>(ranges[r].first));
      const __m512i length = _mm512_set1_epi8(static_cast<char>(ranges[r].last - ranges[r].first));
      bits |= _mm512_cmple_epu8_mask(_mm512_sub_epi8(values, first), length);
    }
    rows[word] = bits;
  }
}

WEND_512 void halves_512(const std::uint16_t* codes, const CodeRange* ranges, std::size_t count,
                         std::uint64_t* rows) {
  for (std::size_t word = 0; word < kWords; ++word) {
    const __m512i low = _mm512_loadu_si512(codes + word * 64);
    const __m512i high = _mm512_loadu_si512(codes + word * 64 + 32);
    std::uint64_t bits = 0;
    for (std::size_t r = 0; r < count; ++r) {
      const __m512i first = _mm512_set1_epi16(static_cast<short>(ranges[r].first));
      const __m512i length =
          _mm512_set1_epi16(static_cast<short>(ranges[r].last - ranges[r].first));
      bits |= _mm512_cmple_epu16_mask(_mm512_sub_epi16(low, first), length);
      bits |= std::uint64_t{_mm512_cmple_epu16_mask(_mm512_sub_epi16(high, first), length)} << 32;
    }
    rows[word] = bits;
  }
}
#endif

}  // namespace

BatchVectors best_batch_vectors() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
      __builtin_cpu_supports("avx512dq") != 0)
    return BatchVectors::Bits512;
  if (__builtin_cpu_supports("avx2") != 0) return BatchVectors::Bits256;
#endif
  return BatchVectors::None;
}

BitKernels bit_kernels(BatchVectors vectors) {
#if defined(__x86_64__)
  const auto words = rows_in<std::uint32_t>;
  if (vectors == BatchVectors::Bits512)
    return {bytes_512, halves_512, words, all_of_512, any_of_512};
  if (vectors == BatchVectors::Bits256)
    return {bytes_256, halves_256, words, all_of_256, any_of_256};
#else
  static_cast<void>(vectors);
#endif
  return {rows_in<std::uint8_t>, rows_in<std::uint16_t>, rows_in<std::uint32_t>, all_of, any_of};
}

}  // namespace wend::runtime
