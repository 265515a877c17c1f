// SPDX-License-Identifier: Apache-2.0
#include "runtime/values/unicode.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>

namespace wend::runtime {
namespace {

icu::StringPiece piece_of(std::string_view text) {
  return {text.data(), static_cast<std::int32_t>(text.size())};
}

void fold_ascii(std::string_view text, std::string& room) {
  room.assign(text);
  for (char& letter : room) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + ('a' - 'A'));
  }
}

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

// Length of the code point that begins with `lead`; 0: none does.
std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

// The second byte's range depends on the first: no overlong forms, no surrogates, nothing above U+10FFFF.
bool second_fits(unsigned char lead, unsigned char second) {
  switch (lead) {
    case 0xE0: return second >= 0xA0;
    case 0xED: return second < 0xA0;
    case 0xF0: return second >= 0x90;
    case 0xF4: return second < 0x90;
    default: return true;  // bytes, not kinds
  }
}

bool is_ascii_word(const char* eight) {
  std::uint64_t word;
  std::memcpy(&word, eight, sizeof word);
  return (word & 0x8080808080808080ULL) == 0;
}

}  // namespace

bool is_ascii(std::string_view text) {
  std::size_t i = 0;
  for (; i + 32 <= text.size(); i += 32) {
    std::uint64_t words[4];
    std::memcpy(words, text.data() + i, sizeof words);
    if (((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080ULL) != 0) return false;
  }
  for (; i + 8 <= text.size(); i += 8) {
    if (!is_ascii_word(text.data() + i)) return false;
  }
  // The last eight bytes once more are quicker than the rest of them one by one.
  if (text.size() >= 8) return is_ascii_word(text.data() + text.size() - 8);
  for (; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0x80) != 0) return false;
  }
  return true;
}

bool is_utf8(std::string_view text) {
  if (is_ascii(text)) return true;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = sequence_length(lead);
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if (!is_continuation(text[i + k])) return false;
    }
    if (length > 1 && !second_fits(lead, static_cast<unsigned char>(text[i + 1]))) return false;
    i += length;
  }
  return true;
}

std::string_view normal_form(std::string_view text, std::string& room) {
  if (is_ascii(text)) return text;
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* form = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status) || form->isNormalizedUTF8(piece_of(text), status)) return text;
  room.clear();
  icu::StringByteSink<std::string> sink(&room);
  form->normalizeUTF8(0, piece_of(text), sink, nullptr, status);
  return U_FAILURE(status) ? text : std::string_view(room);
}

std::string_view folded(std::string_view text, std::string& room) {
  room.clear();
  if (is_ascii(text)) {
    fold_ascii(text, room);
    return room;
  }
  UErrorCode status = U_ZERO_ERROR;
  icu::StringByteSink<std::string> sink(&room);
  icu::CaseMap::utf8Fold(U_FOLD_CASE_DEFAULT, piece_of(text), sink, nullptr, status);
  return U_FAILURE(status) ? text : std::string_view(room);
}

std::string_view cut_to(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && is_continuation(text[bytes])) --bytes;
  return text.substr(0, bytes);
}

}  // namespace wend::runtime
