// SPDX-License-Identifier: Apache-2.0
//
// Where the quick ways through a line of JSON stand: texts without escapes, numbers in plain digits. 32 bytes behind the
// line can be read; what is read there is thrown away.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "runtime/values/short_text.h"

namespace wend::runtime {

inline bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// What ends a text, or keeps it from being plain, among its next bytes: quotes, escapes, control characters. And which
// of them are not ASCII. A bit per byte, the first byte's lowest.
struct Special {
  std::uint32_t ends, not_ascii;
};

#ifdef __SSE2__
constexpr std::size_t kStep = 32;

inline std::uint32_t bits_of(__m128i bytes) {
  return static_cast<std::uint32_t>(_mm_movemask_epi8(bytes));
}

inline std::uint32_t ends_in(__m128i bytes) {
  const __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  const __m128i escapes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
  const __m128i controls = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(' ' - 1)), bytes);
  return bits_of(_mm_or_si128(_mm_or_si128(quotes, escapes), controls));
}

inline Special special_in(const char* at) {
  const __m128i first = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  const __m128i second = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 16));
  return {ends_in(first) | ends_in(second) << 16, bits_of(first) | bits_of(second) << 16};
}
#else
constexpr std::size_t kStep = 8;

inline Special special_in(const char* at) {
  Special found{0, 0};
  for (std::size_t i = 0; i < kStep; ++i) {
    const auto byte = static_cast<unsigned char>(at[i]);
    const bool ends = byte == '"' || byte == '\\' || byte < ' ';
    found.ends |= (ends ? 1U : 0U) << i;
    found.not_ascii |= (byte >= 0x80 ? 1U : 0U) << i;
  }
  return found;
}
#endif

// Which of the next 32 bytes are those of `text`. A bit per byte.
inline std::uint32_t same_in(const char* at, const char* text) {
#ifdef __SSE2__
  const auto load = [](const char* from) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  };
  return bits_of(_mm_cmpeq_epi8(load(at), load(text))) |
         bits_of(_mm_cmpeq_epi8(load(at + 16), load(text + 16))) << 16;
#else
  std::uint32_t same = 0;
  for (std::uint32_t i = 0; i < 32; ++i) same |= (at[i] == text[i] ? 1U : 0U) << i;
  return same;
#endif
}

// A number in plain digits: `-12.50`, without superfluous zeros at its front.
struct PlainNumber {
  std::int64_t digits = 0;  // with those behind the point
  int behind = 0;
  bool is_plain = false;
};

inline PlainNumber plain_number(std::string_view text) {
  constexpr std::size_t kMostWhole = 12;  // its millionths fit
  PlainNumber number;
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  std::size_t i = 0;
  for (; i < text.size() && is_digit(text[i]); ++i) {
    if (i == kMostWhole) return number;
    number.digits = number.digits * 10 + (text[i] - '0');
  }
  if (i == 0 || (i > 1 && text[0] == '0')) return number;
  if (i < text.size()) {
    if (text[i] != '.') return number;
    for (++i; i < text.size() && is_digit(text[i]); ++i) {
      if (number.behind == 6) return number;
      number.digits = number.digits * 10 + (text[i] - '0');
      ++number.behind;
    }
    if (number.behind == 0 || i < text.size()) return number;
  }
  if (is_negative) number.digits = -number.digits;
  number.is_plain = true;
  return number;
}

inline std::int64_t millionths(const PlainNumber& number) {
  std::int64_t result = number.digits;
  for (int i = number.behind; i < 6; ++i) result *= 10;
  return result;
}

// Where reading stands. The end of the line is looked at once for each token: what is read beyond it is thrown away.
struct JsonCursor {
  const char* at;
  const char* end;
  std::uint32_t not_ascii =
      0;  // some text is not: what stands outside of texts is looked at byte by byte

  void skip_spaces() {
    if (at < end && static_cast<unsigned char>(*at) > ' ') return;
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n')) ++at;
  }
  bool skip(char letter) {
    skip_spaces();
    if (at >= end || *at != letter) return false;
    ++at;
    return true;
  }
  bool is_at(char letter) const { return at < end && *at == letter; }

  // A text without escapes, without its quotes.
  bool text(std::string_view& into) { return skip('"') && rest_of_text(into); }
  // The same, behind its first quote.
  bool rest_of_text(std::string_view& into) {
    const char* const begin = at;
    for (; at < end; at += kStep) {
      const Special found = special_in(at);
      if (found.ends == 0) {
        not_ascii |= found.not_ascii;
        continue;
      }
      const int first = __builtin_ctz(found.ends);
      not_ascii |= found.not_ascii & ((1U << first) - 1);
      at += first;
      if (at >= end || *at != '"') return false;
      into = {begin, static_cast<std::size_t>(at - begin)};
      ++at;
      return true;
    }
    return false;
  }
  // The name that is expected, its quotes and its colon, without spaces; else nothing is passed.
  bool is_name(std::string_view name) {
    if (static_cast<std::size_t>(end - at) < name.size() + 3) return false;
    if (at[0] != '"' || at[name.size() + 1] != '"' || at[name.size() + 2] != ':') return false;
    if (!is_same(at + 1, name.data(), name.size())) return false;
    at += name.size() + 3;
    return true;
  }
  // A number or a word, up to what may follow a value.
  bool token(std::string_view& into) {
    const char* const begin = at;
    while (at < end && *at != ',' && *at != '}' && *at != ' ' && *at != '\t' && *at != '\r') ++at;
    into = {begin, static_cast<std::size_t>(at - begin)};
    return at < end && !into.empty();
  }
  // A value that nobody wants.
  bool pass_over() {
    skip_spaces();
    std::string_view value;
    if (is_at('"')) return text(value);
    return token(value) &&
           (value == "true" || value == "false" || value == "null" || plain_number(value).is_plain);
  }
  // Behind a member: true if another one follows.
  bool next_member(bool& is_well) {
    if (skip(',')) return true;
    is_well = skip('}');
    return false;
  }
};

}  // namespace wend::runtime
