// SPDX-License-Identifier: Apache-2.0
#include "compiler/syntax/check_text.h"

#include "compiler/base/limits.h"

namespace wend::syntax {
namespace {

bool continues(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

// The bytes of the code point at `at`, or 0 if they are not well-formed UTF-8 (Unicode, table 3-7).
std::size_t well_formed(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return 1;
  const unsigned second = continues(text, at + 1) ? static_cast<unsigned char>(text[at + 1]) : 0u;
  if (second == 0) return 0;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (!continues(text, at + 2)) return 0;
  if (first == 0xE0) return second >= 0xA0 ? 3 : 0;
  if (first == 0xED) return second < 0xA0 ? 3 : 0;
  if (first > 0xE0 && first <= 0xEF) return 3;
  if (!continues(text, at + 3)) return 0;
  if (first == 0xF0) return second >= 0x90 ? 4 : 0;
  if (first == 0xF4) return second < 0x90 ? 4 : 0;
  return first > 0xF0 && first < 0xF4 ? 4 : 0;
}

}  // namespace

bool is_readable(const Sources& sources, FileId file, Diagnostics& diagnostics) {
  const std::string& text = sources.file(file).text;
  if (text.size() > kLimits.file_bytes) {
    diagnostics
        .report(DiagnosticKind::FileTooLong, {file, 0, 0},
                {std::to_string(text.size()), std::to_string(kLimits.file_bytes)})
        .with_help("split it: a rule pack is a directory of files");
    return false;
  }
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = well_formed(text, at);
    if (bytes == 0) {
      const auto place = static_cast<std::uint32_t>(at);
      diagnostics
          .report(DiagnosticKind::NotUtf8, {file, place, place + 1}, {std::to_string(at + 1)})
          .with_help("save the file as UTF-8");
      return false;
    }
    at += bytes;
  }
  return true;
}

}  // namespace wend::syntax
