// SPDX-License-Identifier: Apache-2.0
//
// The generated lexer and parser behind plain functions.
#pragma once

#include "compiler/syntax/grammar_table.h"
#include "compiler/syntax/token.h"
#include "compiler/syntax/tree.h"

namespace wend::syntax {

struct Lexed {
  Tokens tokens;  // ends with a token of kind End
  std::vector<Comment> comments;
};
// Requires: the text is readable (check_text.h).
Lexed lex(const Sources& sources, FileId file);

const GrammarTable& grammar_table();

// Each parses all of `tokens` and appends to `tree`, or changes nothing and says false. Fast
// prediction first; where that fails the complete one, which never refuses a correct text.
bool parse_file(const Tokens& tokens, Tree& tree);
bool parse_file_fast(const Tokens& tokens, Tree& tree);
bool parse_declaration(const Tokens& tokens, Tree& tree);
bool parse_clauses(const Tokens& tokens, Tree& tree, std::vector<Clause>& to);
bool parse_items(const Tokens& tokens, Tree& tree, std::vector<SchemaItem>& to);
bool parse_test_lines(const Tokens& tokens, Tree& tree, std::vector<TestLine>& to);

}  // namespace wend::syntax
