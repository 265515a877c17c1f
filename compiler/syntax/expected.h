// SPDX-License-Identifier: Apache-2.0
//
// What belongs at a place, in words of the language.
#pragma once

#include <string>
#include <vector>

#include "compiler/syntax/recogniser.h"

namespace wend::syntax {

// A part of a sentence that is more than one certain word: "a touchpoint", "a unit such as `days`".
// Empty for a word or sign of the grammar that stands for itself.
std::string part_of(const GrammarTable& grammar, const Recogniser::Expected& expected);

bool is_operator_word(std::string_view word);

// "`a`, `b` or `c`", for phrases that bring their own backticks.
std::string either(const std::vector<std::string>& phrases);

// "a touchpoint, `no` or an operator such as `is`"; empty if nothing fits.
std::string belonging(const GrammarTable& grammar,
                      const std::vector<Recogniser::Expected>& expected);

}  // namespace wend::syntax
