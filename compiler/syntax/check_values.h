// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/token.h"

namespace wend::syntax {

// What stands in the place of `tokens` tokens that were one value, written wrongly.
struct Mended {
  TokenKind kind;
  std::string text;
  std::size_t tokens;
};

// Reports a number, date, time of day, instant or text of the right form that means nothing.
void check_form(const Token& token, Diagnostics& diagnostics);

// Reports a number, date, time of day, instant or text that is written wrongly. Gives a value only
// if the words themselves must change for parsing to go on.
std::optional<Mended> mended_value(const Tokens& tokens, std::size_t at, Diagnostics& diagnostics);

}  // namespace wend::syntax
