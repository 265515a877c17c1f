// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "compiler/base/source.h"
#include "compiler/syntax/tree.h"

namespace wend {

// The one canonical text of a tree. For every text that parses, the tree of its canonical text is
// the same apart from places, formatting that again changes nothing, and every comment stays with
// its clause. Requires: !tree.has_errors (a damaged tree does not hold everything).
std::string format(const syntax::Tree& tree, const Sources& sources);

// True if two trees say the same, comments included; places do not count.
bool same_meaning(const syntax::Tree& a, const syntax::Tree& b);

}  // namespace wend
