// SPDX-License-Identifier: Apache-2.0
#include "compiler/verdict/questions.h"

#include <algorithm>

namespace wend::verdict {

using namespace program;

namespace {

const char* sign_of(BinaryKind kind) {
  switch (kind) {
    case BinaryKind::Equal: return "is";
    case BinaryKind::NotEqual: return "is not";
    case BinaryKind::Less: return "<";
    case BinaryKind::LessEqual: return "<=";
    case BinaryKind::Contains: return "contains";
    case BinaryKind::StartsWith: return "starts with";
    case BinaryKind::EndsWith: return "ends with";
    case BinaryKind::Includes: return "includes";
    case BinaryKind::Add:
    case BinaryKind::Subtract:
    case BinaryKind::Multiply:
    case BinaryKind::Divide:
    case BinaryKind::AddSpan:
    case BinaryKind::And:
    case BinaryKind::Or:
    case BinaryKind::Default: return "";
  }
  return "";
}

class Collector {
 public:
  explicit Collector(const Program& program) : program_(program) {}

  void test(ExprId id, bool negated) {
    const Expr& expr = program_[id];
    if (const auto* named = std::get_if<Named>(&expr.kind))
      return test(program_.definitions[named->definition].value, negated);
    if (const auto* binary = std::get_if<Binary>(&expr.kind))
      return two_sided(id, *binary, negated);
    const auto* unary = std::get_if<Unary>(&expr.kind);
    const bool denies = unary != nullptr && unary->op == UnaryKind::Not;
    if (denies && asks_further(expr, unary->operand)) return test(unary->operand, !negated);
    add({id, {}, {}, {}, negated, expr.text, expr.span});
  }

  std::vector<Question> found;

 private:
  void two_sided(ExprId id, const Binary& binary, bool negated) {
    if (binary.op == BinaryKind::And || binary.op == BinaryKind::Or) {
      test(binary.left, negated);
      return test(binary.right, negated);
    }
    const Expr& expr = program_[id];
    const std::string sign = sign_of(binary.op);
    if (sign.empty()) return add({id, {}, {}, {}, negated, expr.text, expr.span});
    Question made{id, binary.op, shown(binary.left), shown(binary.right), negated, {}, expr.span};
    made.text = words(binary, sign);
    add(std::move(made));
  }

  // `>` and `>=` have their sides exchanged; a range is two comparisons: so the words are put together.
  std::string words(const Binary& binary, const std::string& sign) const {
    const Expr& left = program_[binary.left];
    const Expr& right = program_[binary.right];
    const bool exchanged = std::holds_alternative<Constant>(left.kind) &&
                           !std::holds_alternative<Constant>(right.kind) &&
                           (binary.op == BinaryKind::Less || binary.op == BinaryKind::LessEqual);
    const std::string case_words = binary.ignoring_case ? " ignoring case" : "";
    if (!exchanged) return left.text + " " + sign + " " + right.text + case_words;
    return right.text + (binary.op == BinaryKind::Less ? " > " : " >= ") + left.text;
  }

  std::optional<ExprId> shown(ExprId side) const {
    return program_[side].type.kind == Kind::Value ? std::optional(side) : std::nullopt;
  }

  // `no X ever` is one test: its words belong to the negation.
  bool asks_further(const Expr& negation, ExprId inside) const {
    const Expr& inner = program_[inside];
    const bool compares =
        std::holds_alternative<Binary>(inner.kind) || std::holds_alternative<OneOf>(inner.kind);
    return compares || !(inner.span == negation.span);
  }

  void add(Question question) {
    const bool is_fixed = std::holds_alternative<Constant>(program_[question.test].kind);
    if (!is_fixed) found.push_back(std::move(question));
  }

  const Program& program_;
};

}  // namespace

std::vector<Question> questions_of(const Program& program, ExprId condition) {
  Collector collector(program);
  collector.test(condition, false);
  return std::move(collector.found);
}

}  // namespace wend::verdict
