// SPDX-License-Identifier: Apache-2.0
//
// `import "PATH"`: a file of the library (`std/NAME.wend`), or a file beside the importing one. All
// files of a pack are checked together, so importing one that is there already changes nothing.
#pragma once

#include "compiler/driver/pipeline.h"

namespace wend::driver {

// A file as it is compiled: its byte-order mark is not text.
SourceFile without_mark(std::string path, std::string text);

// Adds the files that `tree` imports to the compilation's sources, each once; reports those that do
// not exist.
void add_imports(Compilation& compilation, const syntax::Tree& tree, const ReadFile& read);

}  // namespace wend::driver
