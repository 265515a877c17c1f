// SPDX-License-Identifier: Apache-2.0
//
// What no test shows, in words, and a test that would.
#pragma once

#include <string>
#include <vector>

#include "compiler/verdict/coverage.h"

namespace wend::verdict {

struct Gap {
  Span span;
  std::string rule;  // or stage
  bool of_stage = false;
  std::string message;
  std::string suggestion;
};

// `played[i]` is what came of test `i` of `program`; tests that were not played have nothing asked.
std::vector<Gap> gaps(const program::Program& program, const Watch& watch,
                      const std::vector<Played>& played, const std::vector<Obligation>& all);

}  // namespace wend::verdict
