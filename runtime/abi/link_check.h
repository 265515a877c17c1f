// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "runtime/abi/plan.h"

namespace wend {

// What is wrong with the links of a plan that came from outside; empty: nothing.
std::string_view link_problem(const Plan& plan);

}  // namespace wend
