// SPDX-License-Identifier: Apache-2.0
//
// The table of operations, from ops.def, and what is counted of a plan.
#include <algorithm>
#include <array>

#include "runtime/abi/plan.h"

namespace wend {
namespace {

constexpr bool Inline = false;
constexpr bool Helper = true;

constexpr std::array kRows = {
#define OP(name, spelling, inputs, has_output, where) OpRow{spelling, inputs, has_output, where},
#include "runtime/abi/ops.def"
#undef OP
};

}  // namespace

const OpRow& row_of(OpCode code) { return kRows[static_cast<std::size_t>(code)]; }
std::size_t op_count() { return kRows.size(); }

std::size_t rule_count(const Plan& plan) {
  const auto is_rule = [](const RuleInfo& rule) { return !rule.is_stage; };
  return static_cast<std::size_t>(std::count_if(plan.rules.begin(), plan.rules.end(), is_rule));
}

}  // namespace wend
