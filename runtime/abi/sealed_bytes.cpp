// SPDX-License-Identifier: Apache-2.0
#include "runtime/abi/sealed_bytes.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace wend {
namespace {

XXH128_canonical_t sum_of(std::span<const std::uint8_t> bytes) {
  XXH128_canonical_t sum;
  static_assert(sizeof sum.digest == kSumBytes);
  XXH128_canonicalFromHash(&sum, XXH3_128bits(bytes.data(), bytes.size()));
  return sum;
}

}  // namespace

void ByteWriter::seal() {
  const XXH128_canonical_t sum = sum_of(bytes);
  put(sum.digest, kSumBytes);
}

bool has_right_sum(std::span<const std::uint8_t> bytes) {
  const XXH128_canonical_t sum = sum_of(bytes.first(bytes.size() - kSumBytes));
  return std::memcmp(sum.digest, bytes.data() + bytes.size() - kSumBytes, kSumBytes) == 0;
}

}  // namespace wend
