// SPDX-License-Identifier: Apache-2.0
//
// What becomes of each rule when a pack takes the place of another while customers are inside: facts of
// equal meaning cross over, limits by rule and key, everything else is unknown until its time is over.
#pragma once

#include <string>
#include <vector>

#include "compiler/program/program.h"
#include "runtime/abi/plan.h"

namespace wend::plan {

enum class Fate : std::uint8_t {
  Kept,      // all that it needs is known
  Partly,    // some of it is known, the rest after a while
  Restarts,  // nothing of it is known, all of it after a while
  NeedsLog,  // something is never known unless it is filled from a log
  Gone,
};

struct Upgrade {
  std::string rule;
  Fate fate = Fate::Kept;
  bool is_new = false;               // no rule of this name was there
  std::string formerly;              // what it was called there, if otherwise
  std::vector<std::string> unknown;  // what, and until when
};

// Rules of `now` by their names, then those that are gone. `plan` was made from `now`.
std::vector<Upgrade> upgrades(const Plan& before, const program::Program& now, const Plan& plan);

}  // namespace wend::plan
