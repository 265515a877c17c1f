// SPDX-License-Identifier: Apache-2.0
//
// Turns of everyday language that are not ours, and what we say instead: `once a month`, `in the last
// 30 days`, `between 1 and 5`, `where urgent`. Repairs of single words would lead astray here, so these are tried first.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/token.h"

namespace wend::syntax {

struct Habit {
  DiagnosticKind kind = DiagnosticKind::UnexpectedWord;
  std::size_t from = 0, to = 0;  // the words that go, half-open; none where something is missing
  std::string odd;               // these words
  Tokens words;                  // what stands there instead
  std::string help;              // empty: the message is enough
  std::string fix;               // its title; empty: an amount or a policy, which the author says
};

// The turn whose first odd word is piece[at]. Requires: piece ends with a token of kind End.
std::optional<Habit> habit_at(const Tokens& piece, std::size_t at);

}  // namespace wend::syntax
