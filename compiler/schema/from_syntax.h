// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/schema/schema.h"
#include "compiler/syntax/tree.h"

namespace wend::schema {

// Makes the schema from the one `schema` declaration of a pack. Nothing if none is there. Declarations
// with mistakes are reported and kept as far as they are understood. `incomplete`: the parser left out
// something, so nothing is reported for being absent.
std::optional<Schema> from_syntax(const std::vector<syntax::Tree>& trees, const Sources& sources,
                                  bool incomplete, Diagnostics& diagnostics);

}  // namespace wend::schema
