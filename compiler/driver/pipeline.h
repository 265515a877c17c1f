// SPDX-License-Identifier: Apache-2.0
//
// The road from text to plan, with every stop on it kept for those who want to print it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/program/checked_files.h"
#include "compiler/program/program.h"
#include "compiler/syntax/tree.h"
#include "runtime/abi/plan.h"
#include "wend/compiler.h"

namespace wend::driver {

// What was read and checked of sources; it need not be again where they are the same.
struct Known {
  Sources sources;
  std::vector<syntax::Tree> trees;  // one per source, in its order
  std::vector<bool> is_flawless;    // by source: nothing was reported while it was read
  std::optional<program::Program> program;
  program::CheckedFiles checked;  // of the program
};

struct Compilation : Known {
  Diagnostics diagnostics;
  std::vector<std::string> library;  // imported files of the library, also among the sources
  std::optional<Plan> plan;          // there if and only if no error was reported
};

// How far to go; each stop includes those before it.
enum class Stop : std::uint8_t { Trees, Program, Plan };

// The text of a file that a rule file imports, or nothing if there is none.
using ReadFile = std::function<std::optional<std::string>(const std::string& path)>;

// `read` is asked for imported files that are neither among the sources nor in the library.
Compilation compilation_of(const std::vector<Source>& sources, const ReadFile& read = {},
                           Stop stop = Stop::Plan, Known before = {});

// Findings and pack for those outside. The plan is moved out.
CompileResult result_of(Compilation& compilation, const CompileOptions& options);
Finding::Place place_of(const Sources& sources, const Span& span);

// The text of `import "std/NAME.wend"`, or nothing.
std::optional<std::string> library_file(const std::string& path);

}  // namespace wend::driver
