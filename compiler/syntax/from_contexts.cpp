// SPDX-License-Identifier: Apache-2.0
#include "compiler/syntax/from_contexts.h"

#include "compiler/syntax/tree_builder.h"

namespace wend::syntax {

using Parser = wend_grammar::WendParser;

void append(const Parser::DeclarationContext* from, const Tokens& tokens, Tree& tree) {
  tree.declarations.push_back(TreeBuilder(tokens, tree).declaration(from));
}

void append_clauses(const std::vector<Parser::ClauseContext*>& from, const Tokens& tokens,
                    Tree& tree, std::vector<Clause>& to) {
  TreeBuilder builder(tokens, tree);
  for (auto* one : from) to.push_back(builder.clause(one));
}

void append_items(const std::vector<Parser::SchemaItemContext*>& from, const Tokens& tokens,
                  Tree& tree, std::vector<SchemaItem>& to) {
  TreeBuilder builder(tokens, tree);
  for (auto* one : from) to.push_back(builder.schema_item(one));
}

void append_test_lines(const std::vector<Parser::TestLineContext*>& from, const Tokens& tokens,
                       Tree& tree, std::vector<TestLine>& to) {
  TreeBuilder builder(tokens, tree);
  for (auto* one : from) to.push_back(builder.test_line(one));
}

}  // namespace wend::syntax
