// SPDX-License-Identifier: Apache-2.0
//
// Visits expressions and all that they are computed from.
#pragma once

#include <vector>

#include "compiler/program/expression_parts.h"
#include "compiler/program/program.h"

namespace wend::plan {

// Calls `visit` for each expression reached from `root`, each at most once as long as `seen` lives.
class ExpressionWalk {
 public:
  explicit ExpressionWalk(const program::Program& program)
      : program_(program), seen_(program.expressions.size(), false) {}

  template <class Visit>
  void walk(program::ExprId root, Visit visit) {
    open_.push_back(root);
    while (!open_.empty()) {
      const program::ExprId id = open_.back();
      open_.pop_back();
      if (seen_[id.value]) continue;
      seen_[id.value] = true;
      const program::Expr& expr = program_[id];
      visit(expr);
      program::open_parts(program_, expr, open_);
    }
  }

 private:
  const program::Program& program_;
  std::vector<bool> seen_;
  std::vector<program::ExprId> open_;
};

// All expressions that stand in the rule itself: condition, arguments, reasons, key of its limit.
std::vector<program::ExprId> roots_of(const program::Rule& rule);

}  // namespace wend::plan
