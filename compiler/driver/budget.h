// SPDX-License-Identifier: Apache-2.0
//
// The promise that a customer's memory stays below a stated number of bytes.
#pragma once

#include "compiler/driver/pipeline.h"

namespace wend::driver {

// Reports a pack that may need more than `budget` bytes for a customer, with the three rules that cost most;
// such a pack has no plan any more.
void check_budget(Compilation& compilation, std::uint64_t budget);

}  // namespace wend::driver
