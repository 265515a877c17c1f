// SPDX-License-Identifier: Apache-2.0
//
// The generated parser's contexts to nodes. Included by files of this folder that may see ANTLR.
#pragma once

#include "WendParser.h"
#include "compiler/syntax/token.h"
#include "compiler/syntax/tree.h"

namespace wend::syntax {

// Each appends to `tree`; `tokens` are those that the context was parsed from.
void append(const wend_grammar::WendParser::DeclarationContext* from, const Tokens& tokens,
            Tree& tree);
void append_clauses(const std::vector<wend_grammar::WendParser::ClauseContext*>& from,
                    const Tokens& tokens, Tree& tree, std::vector<Clause>& to);
void append_items(const std::vector<wend_grammar::WendParser::SchemaItemContext*>& from,
                  const Tokens& tokens, Tree& tree, std::vector<SchemaItem>& to);
void append_test_lines(const std::vector<wend_grammar::WendParser::TestLineContext*>& from,
                       const Tokens& tokens, Tree& tree, std::vector<TestLine>& to);

}  // namespace wend::syntax
