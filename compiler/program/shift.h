// SPDX-License-Identifier: Apache-2.0
//
// Expressions and patterns that move to another place of a program, and whatever names them. Those before `first` stay where
// they are.
#pragma once

#include "compiler/program/program.h"

namespace wend::program {

struct Shift {
  std::uint32_t first_expression = 0, first_pattern = 0;
  std::uint32_t expressions = 0, patterns = 0;  // how far, modulo 2^32

  bool moves() const { return expressions != 0 || patterns != 0; }
};

void move_names(Expr& expr, const Shift& shift);
void move_names(Pattern& pattern, const Shift& shift);
void move_names(Rule& rule, const Shift& shift);

}  // namespace wend::program
