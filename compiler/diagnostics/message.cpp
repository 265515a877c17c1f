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

std::string printable(std::string_view text) {
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool second_control_set = byte == 0xC2 && i + 1 < text.size() &&
                                    static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (second_control_set) ++i;
    if (second_control_set || (byte < 0x20 && byte != '\t') || byte == 0x7F) {
      made += "·";
    } else {
      made += text[i];
    }
  }
  return made;
}

}  // namespace wend
