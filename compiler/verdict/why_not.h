// SPDX-License-Identifier: Apache-2.0
//
// Why rules that could have did not do what was expected.
#pragma once

#include <string>
#include <vector>

#include "compiler/verdict/play.h"
#include "compiler/verdict/said.h"

namespace wend::verdict {

// One line per rule and, where its trigger fired, per time that it was asked within the expected range.
std::vector<std::string> why_not(const program::Program& program, const Said& said,
                                 const program::TestExpectation& expected, const Played& played);

}  // namespace wend::verdict
