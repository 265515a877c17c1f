// SPDX-License-Identifier: Apache-2.0
#include "compiler/program/flow.h"

#include <algorithm>
#include <iterator>

#include "compiler/program/words.h"

namespace wend::program {
namespace {

Facts both(Facts a, Facts b) {
  a.merge(b);
  return a;
}

Facts shared(const Facts& a, const Facts& b) {
  Facts made;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(made, made.end()));
  return made;
}

}  // namespace

std::string fact_of(const syntax::Tree& tree, const Sources& sources, syntax::ExprId id) {
  if (const auto* group = std::get_if<syntax::Group>(&tree[id].kind)) {
    return fact_of(tree, sources, group->inner);
  }
  return words(sources.text(tree[id].span));
}

Facts facts_when(const syntax::Tree& tree, const Sources& sources, syntax::ExprId test,
                 bool answer) {
  const syntax::ExprKind& kind = tree[test].kind;
  if (const auto* group = std::get_if<syntax::Group>(&kind)) {
    return facts_when(tree, sources, group->inner, answer);
  }
  if (const auto* unary = std::get_if<syntax::Unary>(&kind)) {
    if (unary->op == syntax::UnaryOp::Not)
      return facts_when(tree, sources, unary->operand, !answer);
    const bool asks = unary->op == syntax::UnaryOp::IsKnown && answer;
    const bool denies = unary->op == syntax::UnaryOp::IsNotKnown && !answer;
    if (asks || denies) return {fact_of(tree, sources, unary->operand)};
    return {};
  }
  const auto* binary = std::get_if<syntax::Binary>(&kind);
  const bool joins = binary != nullptr &&
                     (binary->op == syntax::BinaryOp::And || binary->op == syntax::BinaryOp::Or);
  if (!joins) return {};
  Facts left = facts_when(tree, sources, binary->left, answer);
  Facts right = facts_when(tree, sources, binary->right, answer);
  const bool all_hold = (binary->op == syntax::BinaryOp::And) == answer;
  return all_hold ? both(std::move(left), std::move(right)) : shared(left, right);
}

}  // namespace wend::program
