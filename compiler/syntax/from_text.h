// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/base/source.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/tree.h"

namespace wend::syntax {

// Parses one file of `sources`. Damaged declarations are reported and left out or kept in part; the
// rest of the file is there. Text over the limits of compiler/base/limits.h is reported, not parsed.
Tree from_text(const Sources& sources, FileId file, Diagnostics& diagnostics);

// The indented form, for goldens and `wend check --print tree`.
std::string print(const Tree& tree);

}  // namespace wend::syntax
