// SPDX-License-Identifier: Apache-2.0
#include "compiler/program/forgetting.h"

#include "compiler/base/match.h"
#include "compiler/program/expression_parts.h"

namespace wend::program {
namespace {

// What becomes of an answer when events are forgotten.
enum class Change : std::uint8_t {
  None,  // it stays
  Less,  // it gets smaller, or goes from yes to no
  Any,
};

bool is_asked_the_same(const Expr& expr) {
  const auto* history = history_in(expr);
  return history != nullptr && history->same.has_value();
}

class Reader {
 public:
  explicit Reader(Pack& pack) : program_(pack.program), pack_(pack) {}

  // `wanted`: what the rule needs the test to be.
  void test(ExprId id, bool wanted) {
    const Expr& expr = program_[id];
    if (const auto* unary = std::get_if<Unary>(&expr.kind); unary && unary->op == UnaryKind::Not)
      return test(unary->operand, !wanted);
    if (const auto* binary = std::get_if<Binary>(&expr.kind)) {
      if (binary->op == BinaryKind::And || binary->op == BinaryKind::Or) {
        test(binary->left, wanted);
        return test(binary->right, wanted);
      }
      if (binary->op == BinaryKind::Less || binary->op == BinaryKind::LessEqual)
        return less(*binary, wanted);
    }
    if (change_of(id) == Change::Any || (change_of(id) == Change::Less && !wanted)) report(id);
  }

 private:
  // `left < right` becomes true when the left gets smaller, false when the right does.
  void less(const Binary& binary, bool wanted) {
    const Change left = change_of(binary.left), right = change_of(binary.right);
    if (left == Change::Any || (left == Change::Less && wanted)) report(binary.left);
    if (right == Change::Any || (right == Change::Less && !wanted)) report(binary.right);
  }

  Change change_of(ExprId id) const {
    const Expr& expr = program_[id];
    if (const auto* history = history_in(expr)) return change_of(*history);
    const auto* unary = std::get_if<Unary>(&expr.kind);
    const bool asks = unary != nullptr && unary->op == UnaryKind::IsKnown &&
                      history_in(program_[unary->operand]) != nullptr;
    if (asks) return asks_the_same(id) ? Change::Less : Change::None;
    return asks_the_same(id) ? Change::Any : Change::None;
  }

  static Change change_of(const History& history) {
    if (!history.same) return Change::None;
    switch (history.measure) {
      case Measure::Exists:
      case Measure::Count: return Change::Less;
      // The last is forgotten last: it is there as it was, or asked about before it is used.
      case Measure::Last:
      case Measure::SinceLast: return Change::None;
      case Measure::CountDifferent:
      case Measure::Sum:
      case Measure::Average:
      case Measure::Largest:
      case Measure::Smallest:
      case Measure::First:
      case Measure::NthLast:
      case Measure::SinceFirst: return Change::Any;
    }
    return Change::Any;
  }

  bool asks_the_same(ExprId id) const {
    return PartSearch(program_, is_asked_the_same).first(id).has_value();
  }

  // The questions in `id` that leave the bound to the schema.
  void report(ExprId id) {
    match(
        program_[id].kind,
        [&](const History& node) {
          if (node.same && node.same->may_be_forgotten) warn(program_[id].span, *node.same);
        },
        [&](const Binary& node) {
          report(node.left);
          report(node.right);
        },
        [&](const Unary& node) { report(node.operand); },
        [&](const Part& node) { report(node.operand); },
        [&](const Select& node) {
          report(node.test);
          report(node.yes);
          report(node.otherwise);
        },
        [&](const OneOf& node) {
          report(node.value);
          for (const ExprId option : node.options) report(option);
        },
        [](const auto&) {});
  }

  void warn(Span span, const SameValue& same) {
    const std::string bound = "remembering " + std::to_string(same.remembering);
    pack_.report(DiagnosticKind::ForgottenActs, span, {same.name, std::to_string(same.remembering)})
        .with_help("if that is meant, say so, as in `with the same " + same.name + " " + bound +
                   "`, or remember more");
  }

  const Program& program_;
  Pack& pack_;
};

}  // namespace

void warn_of_forgetting(Pack& pack, ExprId condition) { Reader(pack).test(condition, true); }

}  // namespace wend::program
