// SPDX-License-Identifier: Apache-2.0
//
// The meaning of patterns in normalised words: independent of the order in which alternatives,
// channels or operands were written. Equal words, equal meaning.
#pragma once

#include <string>
#include <vector>

#include "compiler/program/program.h"

namespace wend::plan {

// `(cart_changed or product_viewed) on web where price > 25 EUR`
std::string pattern_words(const program::Program& program, program::PatternId pattern);
// An expression; own fields are those of `touchpoint`.
std::string expression_words(const program::Program& program, program::ExprId expression,
                             std::uint32_t touchpoint);
// The name of a field or meta field of a touchpoint: `total`, `time`, `channel`.
std::string field_words(const Schema& schema, std::uint32_t touchpoint, std::uint32_t field);
// `a`, `(a or b or c)`: sorted, each once.
std::string alternatives(std::vector<std::string> words);

}  // namespace wend::plan
