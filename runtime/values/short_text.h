// SPDX-License-Identifier: Apache-2.0
//
// Most texts are short: they are copied and compared as two words that overlap, without a call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace wend::runtime {

template <typename Word>
inline void copy_two_words(char* to, std::string_view text) {
  Word first, last;
  const std::size_t behind = text.size() - sizeof(Word);
  std::memcpy(&first, text.data(), sizeof first);
  std::memcpy(&last, text.data() + behind, sizeof last);
  std::memcpy(to, &first, sizeof first);
  std::memcpy(to + behind, &last, sizeof last);
}

// The place behind it. Requires: room there.
inline char* copy_text(char* to, std::string_view text) {
  struct SixteenBytes {
    std::uint64_t halves[2];
  };
  const std::size_t size = text.size();
  if (size > 32)
    std::memcpy(to, text.data(), size);
  else if (size >= 16)
    copy_two_words<SixteenBytes>(to, text);
  else if (size >= 8)
    copy_two_words<std::uint64_t>(to, text);
  else if (size >= 4)
    copy_two_words<std::uint32_t>(to, text);
  else if (size >= 2)
    copy_two_words<std::uint16_t>(to, text);
  else if (size == 1)
    *to = text.front();
  return to + size;
}

template <typename Word>
inline bool is_same_word(const char* a, const char* b) {
  Word left, right;
  std::memcpy(&left, a, sizeof left);
  std::memcpy(&right, b, sizeof right);
  return left == right;
}

inline bool is_same(const char* a, const char* b, std::size_t size) {
  if (size > 16) return std::memcmp(a, b, size) == 0;
  if (size >= 8)
    return is_same_word<std::uint64_t>(a, b) &&
           is_same_word<std::uint64_t>(a + size - 8, b + size - 8);
  if (size >= 4)
    return is_same_word<std::uint32_t>(a, b) &&
           is_same_word<std::uint32_t>(a + size - 4, b + size - 4);
  if (size >= 2)
    return is_same_word<std::uint16_t>(a, b) &&
           is_same_word<std::uint16_t>(a + size - 2, b + size - 2);
  return size == 0 || *a == *b;
}

inline bool is_same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && is_same(a.data(), b.data(), a.size());
}

}  // namespace wend::runtime
