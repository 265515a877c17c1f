// SPDX-License-Identifier: Apache-2.0
//
// The invariants of a plan, named. The interpreter and native code rely on them without asking again.
#pragma once

#include <string>
#include <vector>

#include "runtime/abi/plan.h"

namespace wend::plan {

struct Violation {
  std::string invariant;  // its name: `defined-before-use`
  std::string words;      // where, and what is wrong there
};

// Empty for every plan that from_program makes.
std::vector<Violation> verify(const Plan& plan);

// The parts of `verify`: tables of facts, captures and rules; indexes; the operations of all bodies.
void verify_tables(const Plan& plan, std::vector<Violation>& violations);
void verify_indexes(const Plan& plan, std::vector<Violation>& violations);
void verify_bodies(const Plan& plan, std::vector<Violation>& violations);

}  // namespace wend::plan
