// SPDX-License-Identifier: Apache-2.0
//
// Visits expressions and all that they are computed from.
#pragma once

#include <functional>
#include <vector>

#include "compiler/program/program.h"

namespace wend::plan {

// Calls `visit` for each expression reached from `root`, each at most once as long as `seen` lives.
class ExpressionWalk {
 public:
  explicit ExpressionWalk(const program::Program& program)
      : program_(program), seen_(program.expressions.size(), false) {}
  void walk(program::ExprId root, const std::function<void(const program::Expr&)>& visit);

 private:
  const program::Program& program_;
  std::vector<bool> seen_;
};

// All expressions that stand in the rule itself: condition, arguments, reasons, key of its limit.
std::vector<program::ExprId> roots_of(const program::Rule& rule);

}  // namespace wend::plan
