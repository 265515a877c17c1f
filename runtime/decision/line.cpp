// SPDX-License-Identifier: Apache-2.0
#include "runtime/decision/line.h"

#include <cstdint>

#include "runtime/values/unicode.h"

namespace wend::runtime {
namespace {

constexpr char kHex[] = "0123456789abcdef";
constexpr std::uint64_t kOnes = 0x0101010101010101, kHighs = kOnes * 0x80;

constexpr std::uint64_t with_zero(std::uint64_t bytes) { return (bytes - kOnes) & ~bytes; }

// Some high bit is set if some byte does not stand in JSON as it is.
constexpr std::uint64_t not_plain(std::uint64_t bytes) {
  return bytes | with_zero(bytes ^ (kOnes * '"')) | with_zero(bytes ^ (kOnes * '\\')) |
         ((bytes - kOnes * 0x20) & ~bytes);
}

// Sixteen bytes at once. Those beyond ASCII are less than a blank, too.
using Bytes = signed char __attribute__((vector_size(16)));
Bytes not_plain(Bytes bytes) { return (bytes < ' ') | (bytes == '"') | (bytes == '\\'); }
bool has_any(Bytes bytes) {
  std::uint64_t halves[2];
  std::memcpy(halves, &bytes, sizeof bytes);
  return (halves[0] | halves[1]) != 0;
}

template <typename Word>
Word copied(char* to, const char* from) {
  Word word;
  std::memcpy(&word, from, sizeof word);
  std::memcpy(to, &word, sizeof word);
  return word;
}

bool needs_escape(char letter) {
  return static_cast<unsigned char>(letter) < 0x20 || letter == '"' || letter == '\\';
}

// They copy the text and say whether it stands in JSON as it is: nearly all do, so nobody looks first. The last bytes may be
// copied twice, since how many there are cannot be foretold.
bool copy_plain_long(char* to, const char* from, std::size_t size) {
  constexpr std::size_t kWord = sizeof(Bytes);
  Bytes found = not_plain(copied<Bytes>(to + size - kWord, from + size - kWord));
  for (std::size_t i = 0; i + kWord < size; i += kWord)
    found |= not_plain(copied<Bytes>(to + i, from + i));
  return !has_any(found);
}

bool copy_plain_few(char* to, const char* from, std::size_t size) {
  std::uint64_t bytes = kOnes * ' ';
  for (std::size_t i = 0; i < size; ++i) {
    to[i] = from[i];
    bytes = bytes << 8 | static_cast<unsigned char>(from[i]);
  }
  return (not_plain(bytes) & kHighs) == 0;
}

bool copy_plain(char* to, const char* from, std::size_t size) {
  constexpr std::size_t kWord = sizeof(std::uint64_t), kHalf = sizeof(std::uint32_t);
  if (size >= sizeof(Bytes)) return copy_plain_long(to, from, size);
  if (size >= kWord) {
    const std::uint64_t found =
        not_plain(copied<std::uint64_t>(to, from)) |
        not_plain(copied<std::uint64_t>(to + size - kWord, from + size - kWord));
    return (found & kHighs) == 0;
  }
  if (size >= kHalf) {
    const std::uint64_t bytes =
        copied<std::uint32_t>(to, from) |
        std::uint64_t{copied<std::uint32_t>(to + size - kHalf, from + size - kHalf)} << 32;
    return (not_plain(bytes) & kHighs) == 0;
  }
  return copy_plain_few(to, from, size);
}

}  // namespace

void Line::flush() {
  out_.append(hand_.data(), at_);
  at_ = 0;
}

void Line::make_room() { flush(); }

void Line::put_long(std::string_view words) {
  flush();
  out_.append(words);
}

void Line::put_content(std::string_view text) {
  if (text.size() <= kAtHand && copy_plain(room(text.size()), text.data(), text.size()))
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
