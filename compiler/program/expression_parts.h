// SPDX-License-Identifier: Apache-2.0
//
// What expressions are made of, also through names.
#pragma once

#include <optional>
#include <vector>

#include "compiler/program/program.h"

namespace wend::program {

// The expressions that this one names directly; a definition's value is one of them.
std::vector<ExprId> parts_of(const Program& program, const Expr& expr);

// The touchpoints that a question looks at: its own, those that begin its window, those that visits are made of.
std::vector<PatternId> patterns_of(const Program& program, const History& history);

// Finds what is wanted in expressions. What a name stands for is shown as the name, where it is used.
class PartSearch {
 public:
  using Wanted = bool (*)(const Expr&);
  PartSearch(const Program& program, Wanted wanted) : program_(program), wanted_(wanted) {}

  // The first, in the order in which it is written.
  std::optional<ExprId> first(ExprId id);

 private:
  bool is_in(std::uint32_t definition);

  const Program& program_;
  Wanted wanted_;
  std::vector<std::optional<bool>> known_;  // by definition
};

}  // namespace wend::program
