// SPDX-License-Identifier: Apache-2.0
//
// Expressions and patterns as text: on one line, or broken where a line would grow too long: at
// `and`, `or` and commas, and at the operator of a comparison or a sum.
#pragma once

#include <string>
#include <string_view>

#include "compiler/syntax/tree.h"

namespace wend {

inline constexpr std::size_t kLineWidth = 100;

// In columns: code points.
std::size_t width_of(std::string_view text);

std::string one_line(const syntax::Tree& tree, syntax::ExprId expression);
std::string one_line(const syntax::Tree& tree, const syntax::Pattern& pattern);
std::string one_line(const syntax::Tree& tree, const syntax::FieldPattern& pattern);
std::string one_line(const syntax::Amount& amount);

// `expression` beginning in `column`; further lines are indented to fit under it.
std::string laid_out(const syntax::Tree& tree, syntax::ExprId expression, std::size_t column);
std::string laid_out(const syntax::Tree& tree, const syntax::Call& call, std::size_t column);

}  // namespace wend
