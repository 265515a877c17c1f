// SPDX-License-Identifier: Apache-2.0
#include "runtime/decision/json_text.h"

#include <cstdint>
#include <cstring>

#include "runtime/values/unicode.h"

namespace wend::runtime {
namespace {

constexpr char kHex[] = "0123456789abcdef";

void append_escaped(std::string& out, char letter) {
  switch (letter) {
    case '"': out.append("\\\""); break;
    case '\\': out.append("\\\\"); break;
    case '\n': out.append("\\n"); break;
    case '\r': out.append("\\r"); break;
    case '\t': out.append("\\t"); break;
    default:  // letters, not kinds
      out.append("\\u00");
      out.push_back(kHex[static_cast<unsigned char>(letter) >> 4]);
      out.push_back(kHex[letter & 15]);
  }
}

bool needs_escape(char letter) {
  return static_cast<unsigned char>(letter) < 0x20 || letter == '"' || letter == '\\';
}

}  // namespace

// Eight bytes at a time: nearly all are.
bool is_plain_json(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101, kHighs = kOnes * 0x80;
  const auto with_zero = [](std::uint64_t bytes) { return (bytes - kOnes) & ~bytes; };
  std::uint64_t found = 0;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t bytes;
    std::memcpy(&bytes, text.data() + i, sizeof bytes);
    found |= bytes | with_zero(bytes ^ (kOnes * '"')) | with_zero(bytes ^ (kOnes * '\\')) |
             ((bytes - kOnes * 0x20) & ~bytes);
  }
  if ((found & kHighs) != 0) return false;
  for (; i < text.size(); ++i)
    if (needs_escape(text[i]) || (static_cast<unsigned char>(text[i]) & 0x80) != 0) return false;
  return true;
}

void append_content(std::string& out, std::string_view text) {
  if (is_plain_json(text)) {
    out.append(text);
    return;
  }
  const bool is_sound = is_utf8(text);
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_broken = !is_sound && (static_cast<unsigned char>(text[i]) & 0x80) != 0;
    if (!is_broken && !needs_escape(text[i])) continue;
    out.append(text, plain, i - plain);
    plain = i + 1;
    if (is_broken) {
      out.append("\xEF\xBF\xBD");
    } else {
      append_escaped(out, text[i]);
    }
  }
  out.append(text, plain, text.size() - plain);
}

}  // namespace wend::runtime
