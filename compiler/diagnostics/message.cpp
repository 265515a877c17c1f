// SPDX-License-Identifier: Apache-2.0
#include "compiler/diagnostics/message.h"

namespace wend {

std::string message_of(const Diagnostic& diagnostic) {
  const std::string_view form = row_of(diagnostic.kind).message;
  std::string made;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '{' && i + 2 < form.size() && form[i + 2] == '}') {
      made += diagnostic.arguments[static_cast<std::size_t>(form[i + 1] - '0')];
      i += 2;
    } else {
      made += form[i];
    }
  }
  return made;
}

// The bytes of the character that begins `text`; 0 if it is no UTF-8. Requires: not empty.
static std::size_t character_size(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t size = first < 0x80   ? 1
                           : first < 0xC2 ? 0
                           : first < 0xE0 ? 2
                           : first < 0xF0 ? 3
                           : first < 0xF5 ? 4
                                          : 0;
  if (size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return 0;
  }
  return size;
}

std::string printable(std::string_view text) {
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t size = character_size(text.substr(i));
    if (size == 0) {
      made += "�";
      continue;
    }
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool second_control_set =
        byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (second_control_set) ++i;
    if (second_control_set || (byte < 0x20 && byte != '\t') || byte == 0x7F) {
      made += "·";
    } else {
      made += text.substr(i, size);
      i += size - 1;
    }
  }
  return made;
}

}  // namespace wend
