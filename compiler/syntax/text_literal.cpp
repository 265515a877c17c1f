// SPDX-License-Identifier: Apache-2.0
#include "compiler/syntax/text_literal.h"

namespace wend::syntax {

std::string text_value(std::string_view literal) {
  const std::string_view inner = literal.substr(1, literal.size() < 2 ? 0 : literal.size() - 2);
  std::string made;
  for (std::size_t i = 0; i < inner.size(); ++i) {
    const char next = inner[i] == '\\' && i + 1 < inner.size() ? inner[i + 1] : '\0';
    switch (next) {
      case '"':
        made += '"';
        ++i;
        break;
      case '\\':
        made += '\\';
        ++i;
        break;
      case 'n':
        made += '\n';
        ++i;
        break;
      case 't':
        made += '\t';
        ++i;
        break;
      default: made += inner[i];
    }
  }
  return made;
}

std::string text_literal(std::string_view value) {
  std::string made = "\"";
  for (const char c : value) {
    switch (c) {
      case '"': made += "\\\""; break;
      case '\\': made += "\\\\"; break;
      case '\n': made += "\\n"; break;
      case '\t': made += "\\t"; break;
      default: made += c;
    }
  }
  return made + '"';
}

}  // namespace wend::syntax
