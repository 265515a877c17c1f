// SPDX-License-Identifier: Apache-2.0
//
// Words and signs of a text, in our own terms: the generated lexer's numbers stay in `type`, and
// only the grammar's table gives them meaning.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "compiler/base/source.h"

namespace wend::syntax {

enum class TokenKind : std::uint8_t {
  Keyword,  // a word of the grammar, `when`; as a name where only a name can stand
  Name,
  Number,
  Text,
  OpenText,  // a text whose end is missing
  Date,
  Clock,
  Instant,
  Sign,   // `(`, `<=`, ...
  Other,  // a character the language does not use
  End,
};

struct Token {
  int type = 0;
  TokenKind kind = TokenKind::End;
  Span span;
  std::string_view text;  // as written, or as repaired
  bool first_on_line = false;
  bool at_margin = false;  // in the first column

  bool is(std::string_view word) const {
    return (kind == TokenKind::Keyword || kind == TokenKind::Sign) && text == word;
  }
  bool is_word() const { return kind == TokenKind::Keyword || kind == TokenKind::Name; }
};

using Tokens = std::vector<Token>;

struct Comment {
  Span span;
  std::string_view text;  // with its leading `#`, without blanks at its end
};

}  // namespace wend::syntax
