// SPDX-License-Identifier: Apache-2.0
//
// Whether tables, levels, and what asks them, are of one piece: of a pack that came from outside.
#pragma once

#include <string_view>

#include "runtime/abi/plan.h"

namespace wend {

// What is wrong with them, in words; empty: nothing.
std::string_view table_problem(const Plan& plan);

// Of LookUp: a column of a table, or its rows themselves.
bool is_cell(const Plan& plan, std::uint64_t imm);

}  // namespace wend
