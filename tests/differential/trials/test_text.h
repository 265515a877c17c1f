// SPDX-License-Identifier: Apache-2.0
//
// The history of one customer, and what the judge makes of it, as a `test` of the language.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/program/program.h"
#include "tests/reference/judge.h"

namespace wend::differential {

// `history` holds accepted events in their order, at least one. Nothing if a value in it has no literal: a time finer than
// the grain, a control sign, a number that is none of a rule's.
std::optional<std::string> test_text(const program::Program& program,
                                     const std::vector<reference::Event>& history,
                                     const std::vector<reference::Decision>& decisions);

}  // namespace wend::differential
