// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/program/program.h"
#include "compiler/syntax/tree.h"

namespace wend::program {

// Checks all files of a pack together. The result is meaningful only if nothing of severity Error was
// reported (also by the parser); rules with mistakes are left out of it, the rest is there.
Program from_syntax(const std::vector<syntax::Tree>& trees, const Sources& sources,
                    Diagnostics& diagnostics);

// The program with its types, one indented line per node, for goldens and `--print program`.
std::string print(const Program& program);

}  // namespace wend::program
