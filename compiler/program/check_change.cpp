// SPDX-License-Identifier: Apache-2.0
//
// `customer.tier changes from silver to gold`. The values are checked as those of `customer.tier is silver` are.
#include "compiler/base/check.h"
#include "compiler/program/expressions.h"
#include "compiler/program/triggers.h"

namespace wend::program {
namespace {

class ChangeCheck {
 public:
  ChangeCheck(Pack& pack, const syntax::Tree& tree, const syntax::Change& change)
      : pack_(pack),
        written_(change),
        words_("customer." + change.field.text),
        scope_{tree_, Place::Definition, nullptr, std::nullopt, nullptr, {words_}} {
    tree_.file = tree.file;
    if (change.from) from_ = copy(tree, *change.from);
    if (change.to) to_ = copy(tree, *change.to);
  }

  std::optional<ProfileChange> check() {
    const MaybeExpr value = field();
    if (!value) return std::nullopt;
    made_.value = *value;
    const bool has_from = fixed(from_, made_.from);
    const bool has_to = fixed(to_, made_.to);
    if (!has_from || !has_to || is_same_twice()) return std::nullopt;
    return made_;
  }

 private:
  // The field and what it is compared with are a small tree of their own: nobody wrote them as one test.
  syntax::ExprId copy(const syntax::Tree& tree, syntax::ExprId id) {
    syntax::Expr one = tree[id];
    if (auto* sign = std::get_if<syntax::Unary>(&one.kind))
      sign->operand = copy(tree, sign->operand);
    return add(std::move(one.kind), one.span);
  }
  syntax::ExprId path() {
    const Span head{written_.span.file, written_.span.begin, written_.span.begin + 8};
    return add(syntax::Path{{{"customer", head}, written_.field}}, join(head, written_.field.span));
  }
  syntax::ExprId add(syntax::ExprKind kind, Span span) {
    tree_.expressions.push_back({std::move(kind), span});
    return {static_cast<std::uint32_t>(tree_.expressions.size() - 1)};
  }

  MaybeExpr field() { return Expressions(pack_, scope_).check_present(path()); }

  // The right side of `field is value`.
  bool fixed(const std::optional<syntax::ExprId>& value, std::optional<ExprId>& made) {
    if (!value) return true;
    const Span span = tree_[*value].span;
    const syntax::ExprId asked =
        add(syntax::Binary{syntax::BinaryOp::Is, path(), *value, false, span}, span);
    const MaybeExpr test = Expressions(pack_, scope_).check_test(asked);
    if (!test) return false;
    const auto* equal = std::get_if<Binary>(&pack_.program[*test].kind);
    CHECK(equal != nullptr);
    made = equal->right;
    const ExprKind& kind = pack_.program[*made].kind;
    if (std::holds_alternative<Constant>(kind) || std::holds_alternative<TextConstant>(kind))
      return true;
    pack_.report(DiagnosticKind::NotFixed, span, {pack_.words_of(span)})
        .with_help("name a value of the field, as in `becomes gold`");
    return false;
  }

  bool is_same_twice() {
    if (!made_.from || !made_.to) return false;
    const ExprKind& from = pack_.program[*made_.from].kind;
    const ExprKind& to = pack_.program[*made_.to].kind;
    const auto* number = std::get_if<Constant>(&from);
    const auto* text = std::get_if<TextConstant>(&from);
    const auto* other_number = std::get_if<Constant>(&to);
    const auto* other_text = std::get_if<TextConstant>(&to);
    const bool same = (number && other_number && number->number == other_number->number) ||
                      (text && other_text && text->text == other_text->text);
    if (!same) return false;
    pack_.report(DiagnosticKind::ChangesToItself, written_.span, {words_})
        .with_help("name two values, or leave one of them out");
    return true;
  }

  Pack& pack_;
  syntax::Tree tree_;
  const syntax::Change& written_;
  std::string words_;
  std::optional<syntax::ExprId> from_, to_;
  Scope scope_;
  ProfileChange made_;
};

}  // namespace

std::optional<ProfileChange> check_change(Pack& pack, const syntax::Tree& tree,
                                          const syntax::Change& change) {
  return ChangeCheck(pack, tree, change).check();
}

}  // namespace wend::program
