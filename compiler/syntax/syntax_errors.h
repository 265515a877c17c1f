// SPDX-License-Identifier: Apache-2.0
//
// Turns a text that does not fit the grammar into sentences. For each damage the smallest repairs
// are tried in turn - a misspelt word, one that stands twice, two in the wrong order, one missing,
// one too many - and the first after which the text can be read on is what we report and offer.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/grammar_table.h"
#include "compiler/syntax/token.h"

namespace wend::syntax {

// How far a text must be readable behind a repair for us to believe it.
enum class Belief : std::uint8_t { ToTheEnd, SomeWords };

struct Explained {
  Tokens tokens;               // with the repairs
  std::vector<Span> invented;  // places where a part was made up: what holds them is no use
  bool whole = false;          // `tokens` fit the rule
};

// Reports the damages of `piece`, which ends with a token of kind End, read as `rule`, and repairs
// them. Stops at one that no small repair explains; that one is reported only if `report_the_rest`.
Explained explain(Tokens piece, std::string_view rule, Belief belief, bool report_the_rest,
                  Diagnostics& diagnostics);

}  // namespace wend::syntax
