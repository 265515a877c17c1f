// SPDX-License-Identifier: Apache-2.0
//
// What was expected of a test beside what happened, and why.
#pragma once

#include <string>
#include <vector>

#include "compiler/verdict/play.h"

namespace wend::verdict {

struct Difference {
  Span span;             // of the expectation
  std::string expected;  // its words
  std::string message;   // what happened instead
  std::vector<std::string> why;
};

std::vector<Difference> differences(const program::Program& program, const program::Test& test,
                                    const Played& played);

}  // namespace wend::verdict
