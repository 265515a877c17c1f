// SPDX-License-Identifier: Apache-2.0
//
// Mistakes that show in single words and signs: odd characters, open texts, dates that no calendar
// has, signs of other languages. Each is reported and mended, so that parsing goes on.
#pragma once

#include <deque>
#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/token.h"

namespace wend::syntax {

// The depth of the tree, and with it our stack, is bounded before anything is parsed: false if the file
// is too long or too deep, which is reported.
bool can_be_parsed(const Tokens& tokens, Diagnostics& diagnostics);

// Reports numbers, dates and texts that have a form of their own but mean nothing: for a file that is
// right as it is parsed. False if there are any.
bool check_values(const Tokens& tokens, Diagnostics& diagnostics);

enum class TokenCheck : std::uint8_t {
  Clean,
  Mended,   // reported, and `tokens` changed to what was probably meant
  Refused,  // reported; too long or too deep to be parsed
};

// `made` keeps the text of mended tokens and must outlive them.
TokenCheck check_tokens(Tokens& tokens, std::deque<std::string>& made, Diagnostics& diagnostics);

}  // namespace wend::syntax
