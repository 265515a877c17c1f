// SPDX-License-Identifier: Apache-2.0
#include "runtime/decision/line.h"

#include <cstdint>

#include "runtime/values/unicode.h"

namespace wend::runtime {
namespace {

constexpr char kHex[] = "0123456789abcdef";
constexpr std::uint64_t kOnes = 0x0101010101010101, kHighs = kOnes * 0x80;

constexpr std::uint64_t with_zero(std::uint64_t bytes) { return (bytes - kOnes) & ~bytes; }

// The high bit of a byte is set in it if some byte does not stand in JSON as it is.
constexpr std::uint64_t not_plain(std::uint64_t bytes) {
  return bytes | with_zero(bytes ^ (kOnes * '"')) | with_zero(bytes ^ (kOnes * '\\')) |
         ((bytes - kOnes * 0x20) & ~bytes);
}

bool needs_escape(char letter) {
  return static_cast<unsigned char>(letter) < 0x20 || letter == '"' || letter == '\\';
}

// Copies the text and says whether it stands in JSON as it is: nearly all do, so nobody looks first.
bool copy_plain(char* to, std::string_view text) {
  std::uint64_t found = 0, bytes;
  std::size_t i = 0;
  for (; i + sizeof bytes <= text.size(); i += sizeof bytes) {
    std::memcpy(&bytes, text.data() + i, sizeof bytes);
    std::memcpy(to + i, &bytes, sizeof bytes);
    found |= not_plain(bytes);
  }
  bytes = kOnes * ' ';
  for (std::size_t k = i; k < text.size(); ++k) {
    to[k] = text[k];
    bytes = bytes << 8 | static_cast<unsigned char>(text[k]);
  }
  return ((found | not_plain(bytes)) & kHighs) == 0;
}

}  // namespace

void Line::flush() {
  out_.append(hand_.data(), at_);
  at_ = 0;
}

void Line::put_long(std::string_view words) {
  flush();
  out_.append(words);
}

void Line::put_content(std::string_view text) {
  if (text.size() <= kAtHand && copy_plain(room(text.size()), text))
    at_ += text.size();
  else
    put_escaped(text);
}

void Line::put_escaped(std::string_view text) {
  const bool is_sound = is_utf8(text);
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (!is_sound && (byte & 0x80) != 0) {
      put("\xEF\xBF\xBD");
    } else if (!needs_escape(letter)) {
      put(letter);
    } else if (letter == '"' || letter == '\\') {
      put('\\');
      put(letter);
    } else if (letter == '\n' || letter == '\r' || letter == '\t') {
      put('\\');
      put(letter == '\n' ? 'n' : letter == '\r' ? 'r' : 't');
    } else {
      put("\\u00");
      put(kHex[byte >> 4]);
      put(kHex[byte & 15]);
    }
  }
}

}  // namespace wend::runtime
