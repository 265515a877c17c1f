// SPDX-License-Identifier: Apache-2.0
//
// Applies the fixes that findings offer, until none is left that can be applied.
#pragma once

#include <string>
#include <vector>

#include "wend/compiler.h"

namespace wend::cli {

struct FixedRules {
  std::vector<Source> sources;       // with the fixes applied
  std::vector<std::string> changes;  // "orders.wend:3:12: write `total`"
  std::vector<std::string> changed_files;
};

// Fixes of one round do not overlap; each round checks anew, since a fix may make room for another.
// Files that only the library has are left alone.
FixedRules with_fixes(std::vector<Source> sources, const CompileOptions& options);

// One round: changes `sources` by the fixes of `findings`, which are about them. Gives the findings whose
// fix was applied.
std::vector<Finding> apply_fixes(std::vector<Source>& sources,
                                 const std::vector<Finding>& findings);

}  // namespace wend::cli
