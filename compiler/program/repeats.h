// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/diagnostics/diagnostic.h"

namespace wend::program {

// Hands `found` on to `all`. A name that is unknown in several places is one mistake: it is reported at
// the first, and the next few are pointed at from there.
void report_once(Diagnostics& found, Diagnostics& all);

}  // namespace wend::program
