// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/program/checked_files.h"
#include "compiler/program/program.h"
#include "compiler/syntax/tree.h"

namespace wend::program {

// Checks all files of a pack together. The result is meaningful only if nothing of severity Error was
// reported (also by the parser); rules with mistakes are left out of it, the rest is there.
Program from_syntax(const std::vector<syntax::Tree>& trees, const Sources& sources,
                    Diagnostics& diagnostics);

// The same, and the program and what is reported are the same: but the rules of files that an earlier check knows are taken
// over. `checked` is what a later check needs of this one.
Program from_syntax(const std::vector<syntax::Tree>& trees, const Sources& sources,
                    Diagnostics& diagnostics, EarlierCheck earlier, CheckedFiles& checked);

// The program with its types, one indented line per node, for goldens and `--print program`.
std::string print(const Program& program);

}  // namespace wend::program
