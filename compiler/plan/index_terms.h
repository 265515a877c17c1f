// SPDX-License-Identifier: Apache-2.0
//
// A test, seen from the values it asks about: for which of them can it be yes? The answer is a disjunction of
// conjunctions; each conjunction gives some values (registers of one body) the numbers it allows. A text that is
// compared with constants is the number of the constant that it equals. And, or and
// not may be taken apart like this in three-valued logic too. What is no comparison of a value with a
// constant is left out: it may always be yes.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/plan/body_builder.h"
#include "runtime/abi/interval.h"

namespace wend::plan {

struct Allowed {
  Intervals numbers;
  bool missing = false;
  bool unknown = false;
};

struct Term {
  Register value = 0;
  bool is_text =
      false;  // the numbers are positions among the plan's text constants; -1: another text
  Allowed allowed;
};

struct Conjunction {
  std::vector<Term> terms;  // by register, each once
};

struct Disjunction {
  std::vector<Conjunction> conjunctions;
  bool exact = true;  // nothing was left out
};

// Whether a value that is not known counts as allowed by a test that it leaves open.
enum class Wanted : std::uint8_t { NotNo, Yes };

Disjunction allowing(const BodyBuilder& body, Register test, Wanted wanted);

}  // namespace wend::plan
