// SPDX-License-Identifier: Apache-2.0
//
// The text of a test like one that is there, with another value in the field that a question asks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/verdict/coverage.h"

namespace wend::verdict {

// Nothing where the question asks no field of the current event or of the profile, or no test asks it at all.
std::optional<std::string> suggested_test(const program::Program& program, const Watch& watch,
                                          const std::vector<Played>& played,
                                          const Obligation& obligation);

// The value that shows what is wanted, if one is known. `moving` becomes the side that is not fixed.
std::optional<std::int64_t> value_that_shows(const program::Program& program,
                                             const Obligation& obligation, program::ExprId& moving);

}  // namespace wend::verdict
