// SPDX-License-Identifier: Apache-2.0
//
// What the product answers to a case: its rules run over its log, their decisions put into the form of the answer.
//
//   levels    how many of the rules acted, if these are the first ones: `3`; else which: `1,3`
//   each      which rules acted, in their order: `[1,0,1]`
//   count     how many decisions there were
//   asked     per touchpoint `asked`, whether a rule acted at that instant: `yes no`
//   so far    per touchpoint `asked`, how many decisions there were up to it: `0 1`
#pragma once

#include <map>
#include <string>

#include "tests/outside/case_file.h"

namespace wend::outside {

struct Verdict {
  std::string problem;  // the pack is refused, an event is refused, or the judge disagrees
  std::map<std::string, std::string> answers;  // by customer, and `total`: the sum of `each`
};

Verdict verdict_of(const CaseFile& file, const OutsideCase& one);

}  // namespace wend::outside
