// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/base/source.h"
#include "compiler/diagnostics/diagnostic.h"

namespace wend::syntax {

// Reports a text that cannot be read at all: too long, or not UTF-8.
bool is_readable(const Sources& sources, FileId file, Diagnostics& diagnostics);

}  // namespace wend::syntax
