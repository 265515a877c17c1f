// SPDX-License-Identifier: Apache-2.0
//
// `spent reaches 300 EUR`: a named value and a fixed one, checked as `spent < 300 EUR` is. What moves with the
// clock itself (now, time since) has no instant at which it is looked at.
#include "compiler/program/asked_tree.h"
#include "compiler/program/expression_parts.h"
#include "compiler/program/expressions.h"
#include "compiler/program/stages.h"
#include "compiler/program/triggers.h"

namespace wend::program {
namespace {

class CrossingCheck {
 public:
  CrossingCheck(Pack& pack, const syntax::Tree& tree, const syntax::Crossing& crossing)
      : pack_(pack),
        written_(crossing),
        asked_(tree),
        threshold_(asked_.copy(crossing.threshold)) {}

  std::optional<Crossing> check() {
    if (!is_defined()) return std::nullopt;
    const Span name = written_.value.span;
    const syntax::ExprId value = asked_.add(syntax::Path{{written_.value}}, name);
    const syntax::ExprId asked = asked_.add(
        syntax::Binary{syntax::BinaryOp::Less, value, threshold_, false, name}, written_.span);
    Scope scope{asked_.tree(), Place::Definition, nullptr, std::nullopt, nullptr, {}};
    const MaybeExpr test = Expressions(pack_, scope).check_test(asked);
    if (!test) return std::nullopt;
    const auto* less = std::get_if<Binary>(&pack_.program[*test].kind);
    if (less == nullptr || !std::holds_alternative<Named>(pack_.program[less->left].kind))
      return never_crosses();
    const Crossing made{less->left, less->right, written_.falls};
    if (!is_fixed(made.threshold) || moves_with_stage(made.value) || moves_with_table(made.value) ||
        moves_with_clock(made.value))
      return std::nullopt;
    return made;
  }

 private:
  bool is_defined() {
    const syntax::Name& name = written_.value;
    if (pack_.definitions.contains(name.text)) return true;
    if (pack_.incomplete) return false;
    std::vector<std::string> names;
    for (const auto& [known, index] : pack_.definitions) names.push_back(known);
    offer_nearest(pack_, pack_.report(DiagnosticKind::UnknownName, name.span, {name.text}), name,
                  names, "name the value with `define`");
    return false;
  }

  std::optional<Crossing> never_crosses() {
    pack_.report(DiagnosticKind::NeverCrosses, written_.value.span, {written_.value.text})
        .with_help("define a number, an amount or a share that events change");
    return std::nullopt;
  }

  bool is_fixed(ExprId threshold) {
    if (std::holds_alternative<Constant>(pack_.program[threshold].kind)) return true;
    const Span span = asked_.tree()[threshold_].span;
    pack_.report(DiagnosticKind::NotFixed, span, {pack_.words_of(span)})
        .with_help("compare with a fixed value");
    return false;
  }

  bool moves_with_stage(ExprId value) {
    const auto found =
        stage_read_by(pack_.program, pack_.program.definitions[defined(value)].value);
    if (!found) return false;
    const Expr& expr = pack_.program[*found];
    pack_
        .report(DiagnosticKind::MovesWithStage, written_.value.span,
                {written_.value.text, expr.text})
        .with_label(expr.span, "here")
        .with_help("wait for the move itself, as in `when buying.stage becomes purchase`");
    return true;
  }

  bool moves_with_table(ExprId value) {
    const auto is_cell = [](const Expr& expr) { return std::holds_alternative<Lookup>(expr.kind); };
    const auto found =
        PartSearch(pack_.program, is_cell).first(pack_.program.definitions[defined(value)].value);
    if (!found) return false;
    const Expr& expr = pack_.program[*found];
    pack_
        .report(DiagnosticKind::MovesWithTable, written_.value.span,
                {written_.value.text, expr.text})
        .with_label(expr.span, "here")
        .with_help("ask the table under `if`: nothing acts because a row changes");
    return true;
  }

  std::uint32_t defined(ExprId value) const {
    return std::get<Named>(pack_.program[value].kind).definition;
  }

  bool moves_with_clock(ExprId value) {
    std::vector<ExprId> open{value};
    std::vector<bool> seen(pack_.program.expressions.size(), false);
    while (!open.empty()) {
      const ExprId id = open.back();
      open.pop_back();
      if (seen[id.value]) continue;
      seen[id.value] = true;
      const Expr& expr = pack_.program[id];
      if (is_of_clock(expr)) return report_clock(expr);
      each_part(pack_.program, expr, [&](ExprId part) { open.push_back(part); });
    }
    return false;
  }

  static bool is_of_clock(const Expr& expr) {
    const auto* history = history_in(expr);
    return std::holds_alternative<Now>(expr.kind) || (history != nullptr && is_of_clock(*history));
  }

  // Also windows of which nothing leaves at an instant of its own: those of the calendar, of a visit, before
  // another one, and what fades.
  static bool is_of_clock(const History& history) {
    const Window& window = history.window;
    const bool leaves = window.reach == Reach::Record || window.reach == Reach::Since ||
                        (window.reach == Reach::Sliding && !window.ago && window.pane_skip == 0);
    return !leaves || history.measure == Measure::SinceFirst ||
           history.measure == Measure::SinceLast;
  }

  bool report_clock(const Expr& expr) {
    pack_
        .report(DiagnosticKind::MovesWithClock, written_.value.span,
                {written_.value.text, expr.text})
        .with_label(expr.span, "here")
        .with_help("wait for a silence, as in `no order_placed within 30 days of the last`");
    return true;
  }

  Pack& pack_;
  const syntax::Crossing& written_;
  AskedTree asked_;
  syntax::ExprId threshold_;
};

}  // namespace

std::optional<Crossing> check_crossing(Pack& pack, const syntax::Tree& tree,
                                       const syntax::Crossing& crossing) {
  return CrossingCheck(pack, tree, crossing).check();
}

}  // namespace wend::program
