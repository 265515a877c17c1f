// SPDX-License-Identifier: Apache-2.0
//
// Reads a file that the fast parser refused.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/token.h"
#include "compiler/syntax/tree.h"

namespace wend::syntax {

// Appends what can be read to `tree`. True if all of it could after all; otherwise the damages are
// reported, and where a small repair explains one, the repaired part is in the tree.
bool parse_or_recover(const Tokens& tokens, Tree& tree, Diagnostics& diagnostics);

}  // namespace wend::syntax
