// SPDX-License-Identifier: Apache-2.0
//
// `customer.tier changes from silver to gold`. The values are checked as those of `customer.tier is silver` are.
#include "compiler/base/check.h"
#include "compiler/program/asked_tree.h"
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
        asked_(tree),
        scope_{asked_.tree(), Place::Definition, nullptr, std::nullopt, nullptr, {words_}} {
    if (change.from) from_ = asked_.copy(*change.from);
    if (change.to) to_ = asked_.copy(*change.to);
  }

  std::optional<ProfileChange> check() {
    if (written_.back) return report_back();
    const MaybeExpr value = field();
    if (!value) return std::nullopt;
    made_.value = *value;
    const bool has_from = fixed(from_, made_.from);
    const bool has_to = fixed(to_, made_.to);
    if (!has_from || !has_to || is_same_twice()) return std::nullopt;
    return made_;
  }

 private:
  Span head() const { return {written_.span.file, written_.span.begin, written_.span.begin + 8}; }
  syntax::ExprId path() {
    return asked_.add(syntax::Path{{{"customer", head()}, written_.field}},
                      join(head(), written_.field.span));
  }
  MaybeExpr field() { return Expressions(pack_, scope_).check_present(path()); }

  std::optional<ProfileChange> report_back() {
    pack_.report(DiagnosticKind::NotAStage, join(head(), written_.field.span), {words_})
        .with_help("say which values, as in `changes from gold to silver`");
    return std::nullopt;
  }

  // The right side of `field is value`.
  bool fixed(const std::optional<syntax::ExprId>& value, std::optional<ExprId>& made) {
    if (!value) return true;
    const Span span = asked_.tree()[*value].span;
    const syntax::ExprId asked =
        asked_.add(syntax::Binary{syntax::BinaryOp::Is, path(), *value, false, span}, span);
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
  const syntax::Change& written_;
  std::string words_;
  AskedTree asked_;
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
