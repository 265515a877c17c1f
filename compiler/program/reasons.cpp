// SPDX-License-Identifier: Apache-2.0
//
// What a decision shows of its condition: the operands of the comparisons in it that are not fixed, in
// written order, each once; a test that compares nothing is shown itself.
#include <algorithm>
#include <set>

#include "compiler/program/rules.h"

namespace wend::program {
namespace {

class Collector {
 public:
  explicit Collector(const Program& program) : program_(program) {}

  void test(ExprId id) {
    const Expr& expr = program_[id];
    if (const auto* binary = std::get_if<Binary>(&expr.kind)) return two_sided(id, *binary);
    if (const auto* one_of = std::get_if<OneOf>(&expr.kind)) {
      operand(one_of->value);
      for (const ExprId option : one_of->options) operand(option);
      return;
    }
    const auto* unary = std::get_if<Unary>(&expr.kind);
    if (unary == nullptr || unary->op != UnaryKind::Not || !asks_further(expr, unary->operand))
      return operand(id);
    test(unary->operand);
  }

  std::vector<Reason> take() {
    std::stable_sort(found_.begin(), found_.end(), [&](const Reason& a, const Reason& b) {
      return program_[a.value].span.begin < program_[b.value].span.begin;
    });
    std::set<std::string> seen;
    std::erase_if(found_, [&](const Reason& reason) {
      return !seen.insert(program_[reason.value].text).second;
    });
    return std::move(found_);
  }

 private:
  void two_sided(ExprId id, const Binary& binary) {
    switch (binary.op) {
      case BinaryKind::And:
      case BinaryKind::Or:
        test(binary.left);
        test(binary.right);
        return;
      case BinaryKind::Equal:
      case BinaryKind::NotEqual:
      case BinaryKind::Less:
      case BinaryKind::LessEqual:
      case BinaryKind::Contains:
      case BinaryKind::StartsWith:
      case BinaryKind::EndsWith:
      case BinaryKind::Includes:
        operand(binary.left);
        operand(binary.right);
        return;
      case BinaryKind::Add:
      case BinaryKind::Subtract:
      case BinaryKind::Multiply:
      case BinaryKind::Divide:
      case BinaryKind::AddSpan:
      case BinaryKind::Default: operand(id); return;
    }
  }

  // `no X ever` and `x is not known` are one test each: their words belong to the negation.
  bool asks_further(const Expr& negation, ExprId inside) const {
    const Expr& inner = program_[inside];
    const bool compares =
        std::holds_alternative<Binary>(inner.kind) || std::holds_alternative<OneOf>(inner.kind);
    return compares || !(inner.span == negation.span);
  }

  void operand(ExprId id) {
    const ExprKind& kind = program_[id].kind;
    if (std::holds_alternative<Constant>(kind) || std::holds_alternative<TextConstant>(kind))
      return;
    found_.push_back({id});
  }

  const Program& program_;
  std::vector<Reason> found_;
};

}  // namespace

std::vector<Reason> reasons_of(const Program& program, ExprId condition) {
  Collector collector(program);
  collector.test(condition);
  return collector.take();
}

}  // namespace wend::program
