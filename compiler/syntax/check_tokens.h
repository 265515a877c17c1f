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

enum class TokenCheck : std::uint8_t {
  Clean,
  Mended,   // reported, and `tokens` changed to what was probably meant
  Refused,  // reported; too long or too deep to be parsed
};

// `made` keeps the text of mended tokens and must outlive them.
TokenCheck check_tokens(Tokens& tokens, std::deque<std::string>& made, Diagnostics& diagnostics);

}  // namespace wend::syntax
