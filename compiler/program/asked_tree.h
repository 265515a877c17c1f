// SPDX-License-Identifier: Apache-2.0
//
// A small tree of its own for a test that nobody wrote as one: a trigger such as `spent reaches 300 EUR` is checked as
// `spent < 300 EUR` is.
#pragma once

#include <utility>
#include <variant>

#include "compiler/syntax/tree.h"

namespace wend::program {

class AskedTree {
 public:
  explicit AskedTree(const syntax::Tree& written) : written_(written) { tree_.file = written.file; }

  const syntax::Tree& tree() const { return tree_; }

  // A literal of what was written, with its sign.
  syntax::ExprId copy(syntax::ExprId id) {
    syntax::Expr one = written_[id];
    if (auto* sign = std::get_if<syntax::Unary>(&one.kind)) sign->operand = copy(sign->operand);
    return add(std::move(one.kind), one.span);
  }

  syntax::ExprId add(syntax::ExprKind kind, Span span) {
    tree_.expressions.push_back({std::move(kind), span});
    return {static_cast<std::uint32_t>(tree_.expressions.size() - 1)};
  }

 private:
  const syntax::Tree& written_;
  syntax::Tree tree_;
};

}  // namespace wend::program
