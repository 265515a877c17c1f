// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/syntax/token.h"
#include "compiler/syntax/tree.h"

namespace wend::syntax {

// Gives every comment to the node it belongs to: one on a line of its own to the node below it, one
// behind a node's last word to that node, one in the middle of a node to that node, above it.
void attach_comments(const Sources& sources, const Tokens& tokens,
                     const std::vector<Comment>& comments, Tree& tree);

}  // namespace wend::syntax
