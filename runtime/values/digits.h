// SPDX-License-Identifier: Apache-2.0
//
// Whole numbers as digits, for where they become texts event by event: how many digits a number has cannot be foretold, so
// those of small ones are made all at once, without a question.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace wend::runtime {

// Requires: below a hundred million. Writes eight bytes, of which the first ones are the digits; how many these are.
inline std::size_t put_small_digits(std::uint64_t number, char* to) {
  // Four digits in each half, then two in each quarter, then one in each byte, the most significant in the lowest.
  std::uint64_t parts = number / 10'000 | number % 10'000 << 32;
  const std::uint64_t hundreds = (parts * 10'486) >> 20 & 0x0000007F'0000007F;
  parts = hundreds | (parts - hundreds * 100) << 16;
  const std::uint64_t tens = (parts * 103) >> 10 & 0x000F000F'000F000F;
  parts = tens | (parts - tens * 10) << 8;
  constexpr std::uint64_t kLast = std::uint64_t{1} << 56;  // one digit is always there
  const unsigned zeros = static_cast<unsigned>(__builtin_ctzll(parts | kLast)) / 8;
  const std::uint64_t digits = (parts | 0x30303030'30303030) >> (8 * zeros);
  std::memcpy(to, &digits, sizeof digits);
  return 8 - zeros;
}

// Requires: room for 24 bytes.
inline std::string_view put_digits(std::uint64_t number, char* to) {
  constexpr std::uint64_t kSmall = 100'000'000;
  if (number < kSmall) [[likely]]
    return {to, put_small_digits(number, to)};
  return {to, static_cast<std::size_t>(std::to_chars(to, to + 24, number).ptr - to)};
}

inline std::string_view put_digits(std::int64_t number, char* to) {
  if (number >= 0) [[likely]]
    return put_digits(static_cast<std::uint64_t>(number), to);
  return {to, static_cast<std::size_t>(std::to_chars(to, to + 24, number).ptr - to)};
}

}  // namespace wend::runtime
