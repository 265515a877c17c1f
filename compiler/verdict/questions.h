// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "compiler/verdict/watch.h"

namespace wend::verdict {

// The tests that `condition` is made of, in written order, those behind names included.
std::vector<Question> questions_of(const program::Program& program, program::ExprId condition);

}  // namespace wend::verdict
