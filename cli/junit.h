// SPDX-License-Identifier: Apache-2.0
//
// Verdicts on tests as JUnit XML, which continuous integration reads.
#pragma once

#include <string>
#include <vector>

#include "wend/compiler.h"

namespace wend::cli {

std::string junit_of(const std::vector<TestVerdict>& verdicts);

}  // namespace wend::cli
