// SPDX-License-Identifier: Apache-2.0
//
// Where declarations, clauses and schema items begin. In a correct file the grammar alone decides
// this; in a damaged one these functions do, and only there the layout is asked too.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "compiler/syntax/token.h"

namespace wend::syntax {

// Half-open range of tokens.
struct Piece {
  std::size_t begin = 0;
  std::size_t end = 0;
};

bool is_declaration_word(std::string_view word);
bool is_clause_word(std::string_view word);
bool is_item_word(std::string_view word);
bool is_test_line_word(std::string_view word);

// The word that a misspelt first word of a declaration was probably meant to be.
std::optional<std::string> declaration_word_near(const Token& token);

// True where a correct text can only have a name: after `.`, `per`, `is`, ... or before `:`.
bool in_name_position(const Tokens& tokens, std::size_t at);

// Declarations in the order of the file; together they hold all tokens but the last (End). What
// stands before the first one is a piece too.
std::vector<Piece> declarations_of(const Tokens& tokens);

// The first line of a rule, schema or test, then its clauses, items or lines. Requires: `of` is not empty.
std::vector<Piece> clauses_of(const Tokens& tokens, Piece of);
std::vector<Piece> items_of(const Tokens& tokens, Piece of);
std::vector<Piece> test_lines_of(const Tokens& tokens, Piece of);

}  // namespace wend::syntax
