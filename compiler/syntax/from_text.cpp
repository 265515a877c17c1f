// SPDX-License-Identifier: Apache-2.0
//
// The way from text to tree. A correct file is parsed in one go, as it is written. A damaged one is
// mended, first its words, then piece by piece, so that one damage gives one message and the rest of
// the file is read as if nothing had happened.
#include "compiler/syntax/from_text.h"

#include "compiler/syntax/check_text.h"
#include "compiler/syntax/check_tokens.h"
#include "compiler/syntax/comments.h"
#include "compiler/syntax/parser.h"
#include "compiler/syntax/recover.h"

namespace wend::syntax {

Tree from_text(const Sources& sources, FileId file, Diagnostics& diagnostics) {
  Tree tree;
  tree.file = file;
  if (!is_readable(sources, file, diagnostics)) {
    tree.has_errors = true;
    return tree;
  }
  std::deque<std::string> made;
  Lexed lexed = lex(sources, file);
  if (!can_be_parsed(lexed.tokens, diagnostics)) {
    tree.has_errors = true;
    return tree;
  }
  if (parse_file_fast(lexed.tokens, tree)) {
    tree.has_errors = !check_values(lexed.tokens, diagnostics);
    attach_comments(sources, lexed.tokens, lexed.comments, tree);
    return tree;
  }
  const TokenCheck check = check_tokens(lexed.tokens, made, diagnostics);
  tree.has_errors = check != TokenCheck::Clean;
  if (check == TokenCheck::Refused) return tree;
  if (!parse_file_fast(lexed.tokens, tree) && !parse_or_recover(lexed.tokens, tree, diagnostics)) {
    tree.has_errors = true;
  }
  attach_comments(sources, lexed.tokens, lexed.comments, tree);
  return tree;
}

}  // namespace wend::syntax
