// SPDX-License-Identifier: Apache-2.0
//
// Comparisons and text tests. What is compared must be of one kind; `<` needs an order.
#include <algorithm>
#include <cctype>

#include "compiler/program/constants.h"
#include "compiler/program/expressions.h"
#include "compiler/schema/type_name.h"

namespace wend::program {
namespace {

using syntax::BinaryOp;

bool is_comparison(BinaryOp op) {
  return op == BinaryOp::Less || op == BinaryOp::LessEqual || op == BinaryOp::Greater ||
         op == BinaryOp::GreaterEqual || op == BinaryOp::Is || op == BinaryOp::IsNot;
}

bool runs_one_way(BinaryOp first, BinaryOp second) {
  const auto rises = [](BinaryOp op) { return op == BinaryOp::Less || op == BinaryOp::LessEqual; };
  const auto falls = [](BinaryOp op) {
    return op == BinaryOp::Greater || op == BinaryOp::GreaterEqual;
  };
  return (rises(first) && rises(second)) || (falls(first) && falls(second));
}

// `order_placed.time`, to which a part can be added.
bool is_path(std::string_view words) {
  return std::all_of(words.begin(), words.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '.'; });
}

}  // namespace

MaybeExpr Expressions::compared(const Node& node, const syntax::Binary& binary) {
  if (is_chain(node, binary)) return std::nullopt;
  MaybeExpr left;
  MaybeExpr right;
  if (!check_sides(binary.left, binary.right, left, right)) return std::nullopt;
  if (!comparable(*left, *right, binary.op_span)) return std::nullopt;
  const bool equality_test = binary.op == BinaryOp::Is || binary.op == BinaryOp::IsNot;
  return equality_test ? equality(node, binary, *left, *right) : order(node, binary, *left, *right);
}

bool Expressions::is_chain(const Node& node, const syntax::Binary& binary) {
  const auto* inner = std::get_if<syntax::Binary>(&at(binary.left).kind);
  if (inner == nullptr || !is_comparison(inner->op)) return false;
  const Span first = at(binary.left).span;
  const std::string middle = pack_.words_of(at(inner->right).span);
  const std::string both = "(" + pack_.words_of(first) + " and " + middle + " " +
                           pack_.words_of({node.span.file, binary.op_span.begin, node.span.end}) +
                           ")";
  Diagnostic& reported = pack_.report(DiagnosticKind::ComparisonChain, binary.op_span)
                             .with_label(inner->op_span, "the first comparison")
                             .with_help("write `" + both + "`");
  // Only what goes one way, as `1 < x < 5`, says plainly what is meant.
  if (runs_one_way(inner->op, binary.op)) {
    const std::string_view rest =
        pack_.sources.text({node.span.file, first.end, node.span.end});  // with its comments
    reported.with_fix("write `" + both + "`", node.span,
                      "(" + std::string(pack_.sources.text(first)) + " and " + middle +
                          (rest.starts_with(' ') ? "" : " ") + std::string(rest) + ")");
  }
  return true;
}

// Types both sides; a bare name or a text takes its type from the other side.
bool Expressions::check_sides(syntax::ExprId left, syntax::ExprId right, MaybeExpr& made_left,
                              MaybeExpr& made_right) {
  const auto is_count = [&](syntax::ExprId id) {
    const syntax::ExprKind& kind = at(inside(id)).kind;
    return std::holds_alternative<syntax::Count>(kind) ||
           std::holds_alternative<syntax::CountDifferent>(kind);
  };
  const auto is_text = [&](syntax::ExprId id) {
    const auto* literal = std::get_if<syntax::Literal>(&at(inside(id)).kind);
    return literal != nullptr && literal->kind == syntax::LiteralKind::Text;
  };
  const auto expect_from = [&](const MaybeExpr& other) {
    return other ? expected_beside({other}) : Expect{};
  };
  const bool right_first =
      (is_open_name(left) && !is_open_name(right)) || is_count(left) || is_text(left);
  if (right_first) {
    made_right = check_present(right);
    if (made_right || !is_open_name(left)) made_left = check_present(left, expect_from(made_right));
  } else {
    made_left = check_present(left);
    if (made_left || !is_open_name(right))
      made_right = check_present(right, expect_from(made_left));
  }
  return made_left && made_right;
}

// What a value may expect that is compared with all of `sides`. It is compared with fixed numbers only if
// each of them is one.
Expect Expressions::expected_beside(const std::vector<MaybeExpr>& sides) const {
  Expect expect;
  bool fixed = true;
  for (const MaybeExpr& side : sides) {
    const bool value = side && type(*side).kind == Kind::Value;
    if (value) expect.type = type(*side).value;
    if (!value || !is_number(expect.type->kind)) {
      expect.compared_with_no_number = true;
    } else if (const auto number = constant(*side)) {
      expect.compared = std::max(*number, expect.compared.value_or(*number));
    } else {
      fixed = false;
    }
  }
  if (!fixed || expect.compared_with_no_number) expect.compared.reset();
  return expect;
}

bool Expressions::comparable(ExprId left, ExprId right, Span span) {
  const Type& a = type(left);
  const Type& b = type(right);
  const auto is_duration = [](const Type& type) {
    return type.kind == Kind::Value && type.value.kind == ValueKind::Duration;
  };
  const bool mixed =
      (a.kind == Kind::Span && is_duration(b)) || (is_duration(a) && b.kind == Kind::Span);
  if (mixed) {
    const ExprId calendar = a.kind == Kind::Span ? left : right;
    const CalendarSpan length = unpack(*constant(calendar));
    const std::string hours = std::to_string(std::int64_t{24} * length.days) + " hours";
    pack_.report(DiagnosticKind::DurationAndSpan, span, {said_type(left), said_type(right)})
        .with_label(made(calendar).span, "calendar days have 23 to 25 hours")
        .with_help("`24 hours` is not `1 day`: compare with hours" +
                   (length.months == 0 ? ", as in `" + hours + "`" : ""));
    return false;
  }
  ValueType both;
  if (unify(left, right, both) && both.kind != ValueKind::SetOf) return true;
  Diagnostic& reported =
      pack_.report(DiagnosticKind::CannotCompare, span, {said_type(left), said_type(right)})
          .with_label(made(left).span, "this is " + said_type(left))
          .with_label(made(right).span, "this is " + said_type(right));
  if (explain_unit(reported, right, a) || explain_unit(reported, left, b)) return false;
  if (explain_date(reported, right, a) || explain_date(reported, left, b)) return false;
  if (a.value.kind == ValueKind::SetOf || b.value.kind == ValueKind::SetOf) {
    reported.with_help("ask a set with `includes`");
  } else if (a.value.kind == ValueKind::Instant && b.value.kind == ValueKind::Date) {
    reported.with_help("take the date of the instant");
    // `> 2024-01-01` may also mean after its first midnight.
    const std::string op = pack_.words_of(span);
    if (is_path(made(left).text) && op != ">" && op != "<=")
      reported.with_fix("write `" + made(left).text + ".date`", behind(made(left).span), ".date");
  } else {
    reported.with_help("compare values of one kind");
  }
  return false;
}

// `2024-1-5`, where a date is meant: three numbers, as they are written.
bool Expressions::explain_date(Diagnostic& reported, ExprId number, const Type& meant) const {
  const bool date = meant.kind == Kind::Value && meant.value.kind == ValueKind::Date;
  if (!date || !constant(number)) return false;
  const Span span = made(number).span;
  std::string parts(pack_.sources.text(span));
  for (const std::size_t at : {parts.rfind('-'), parts.find('-')}) {
    if (at == std::string::npos) return false;
    const bool one_digit = at + 2 == parts.size() || parts[at + 2] == '-';
    if (one_digit) parts.insert(at + 1, "0");
  }
  if (parts.size() != 10 || !date_of(parts)) return false;
  reported.with_help("this is a difference of numbers; the date is written `" + parts + "`")
      .with_fix("write `" + parts + "`", span, parts);
  return true;
}

MaybeExpr Expressions::equality(const Node& node, const syntax::Binary& binary, ExprId left,
                                ExprId right) {
  if (!may_ignore_case(left, binary.ignoring_case, node.span)) return std::nullopt;
  const bool is = binary.op == BinaryOp::Is;
  const BinaryKind op = is ? BinaryKind::Equal : BinaryKind::NotEqual;
  warn_if_constant(node, op, left, right);
  return add_test(Binary{op, left, right, binary.ignoring_case}, node.span, personal(left, right));
}

MaybeExpr Expressions::order(const Node& node, const syntax::Binary& binary, ExprId left,
                             ExprId right) {
  if (!has_order(left, binary.op_span)) return std::nullopt;
  const bool turned = binary.op == BinaryOp::Greater || binary.op == BinaryOp::GreaterEqual;
  const bool strict = binary.op == BinaryOp::Less || binary.op == BinaryOp::Greater;
  const BinaryKind op = strict ? BinaryKind::Less : BinaryKind::LessEqual;
  if (turned) std::swap(left, right);
  warn_if_constant(node, op, left, right);
  return add_test(Binary{op, left, right, false}, node.span, personal(left, right));
}

bool Expressions::has_order(ExprId side, Span op) {
  const ValueType& value = type(side).value;
  if (type(side).kind == Kind::Value) {
    switch (value.kind) {
      case ValueKind::Whole:
      case ValueKind::Decimal:
      case ValueKind::Money:
      case ValueKind::Percent:
      case ValueKind::Instant:
      case ValueKind::Date:
      case ValueKind::TimeOfDay:
      case ValueKind::Duration: return true;
      case ValueKind::Choice:
        if (pack_.schema().choices[value.declared].ordered) return true;
        break;
      case ValueKind::Text:
      case ValueKind::YesNo:
      case ValueKind::SetOf:
      case ValueKind::Identifier: break;
    }
  }
  const std::string help = value.kind == ValueKind::Choice
                               ? "a choice has an order when its values are declared with `<`"
                               : "compare it with `is`";
  pack_.report(DiagnosticKind::NotOrdered, op, {said_type(side)})
      .with_label(made(side).span, "this is " + said_type(side))
      .with_help(help);
  return false;
}

bool Expressions::may_ignore_case(ExprId side, bool ignoring, Span span) {
  if (!ignoring || type(side).value.kind == ValueKind::Text) return true;
  const std::size_t at = pack_.sources.text(span).rfind("ignoring");
  const Span tail{span.file, span.begin + static_cast<std::uint32_t>(at), span.end};
  Diagnostic& reported = pack_.report(DiagnosticKind::CaseOfWhat, tail, {said_type(side)})
                             .with_help("leave out `ignoring case`");
  // An identifier has upper and lower case: without these words it would be compared otherwise.
  if (type(side).value.kind != ValueKind::Identifier && !pack_.has_comment(tail))
    reported.with_fix("leave out `ignoring case`", pack_.with_blanks_before(tail), "");
  return false;
}

// How far a named count goes: it says so itself (`up to 5`, `of the newest 5`).
std::optional<std::int64_t> Expressions::end_of_count(ExprId id) const {
  const auto* named = std::get_if<Named>(&made(id).kind);
  if (named == nullptr) return std::nullopt;
  const ExprId value = pack_.program.definitions[named->definition].value;
  const auto* history = history_in(made(value));
  if (history == nullptr || history->cap == 0) return end_of_count(value);
  return std::int64_t{history->cap} * kMillionth;
}

// A count that ends below the number it is compared with has only one answer.
void Expressions::warn_if_beyond(const Node& node, BinaryKind op, ExprId left, ExprId right) {
  const auto number = constant(left) ? constant(left) : constant(right);
  const auto end = constant(left) ? end_of_count(right) : end_of_count(left);
  if (!number || !end) return;
  const bool count_first = !constant(left).has_value();
  const bool or_equal = op == BinaryKind::LessEqual ? count_first : !count_first;
  const bool order = op == BinaryKind::Less || op == BinaryKind::LessEqual;
  if (order && or_equal ? *number < *end : *number <= *end) return;
  const bool answer = order ? count_first : op == BinaryKind::NotEqual;
  pack_.report(DiagnosticKind::AlwaysSame, node.span, {answer ? "yes" : "no"})
      .with_label(made(count_first ? left : right).span,
                  "counts no further than " + std::to_string(*end / kMillionth))
      .with_help("let it count one further than what it is compared with");
}

void Expressions::warn_if_constant(const Node& node, BinaryKind op, ExprId left, ExprId right) {
  warn_if_beyond(node, op, left, right);
  const auto x = constant(left);
  const auto y = constant(right);
  if (!x || !y) return;
  const bool answer = op == BinaryKind::Equal      ? *x == *y
                      : op == BinaryKind::NotEqual ? *x != *y
                      : op == BinaryKind::Less     ? *x < *y
                                                   : *x <= *y;
  pack_.report(DiagnosticKind::AlwaysSame, node.span, {answer ? "yes" : "no"})
      .with_help("both sides are fixed");
}

MaybeExpr Expressions::text_test(const Node& node, const syntax::Binary& binary) {
  const std::string asks = pack_.words_of(binary.op_span);
  const MaybeExpr left = check_present(binary.left);
  const MaybeExpr right = check_present(binary.right);
  bool understood = left && right;
  for (const MaybeExpr& side : {left, right}) {
    if (!side) continue;
    if (type(*side).kind == Kind::Value && type(*side).value.kind == ValueKind::Text) continue;
    Diagnostic& reported =
        pack_.report(DiagnosticKind::NotText, made(*side).span, {asks, said_type(*side)});
    const bool set = type(*side).kind == Kind::Value && type(*side).value.kind == ValueKind::SetOf;
    reported.with_help(set ? "ask a set with `includes`" : "text stands between quotation marks");
    if (set && binary.op == BinaryOp::Contains)
      reported.with_fix("write `includes`", binary.op_span, "includes");
    understood = false;
  }
  if (!understood) return std::nullopt;
  const BinaryKind op = binary.op == BinaryOp::Contains     ? BinaryKind::Contains
                        : binary.op == BinaryOp::StartsWith ? BinaryKind::StartsWith
                                                            : BinaryKind::EndsWith;
  return add_test(Binary{op, *left, *right, binary.ignoring_case}, node.span,
                  personal(*left, *right));
}

MaybeExpr Expressions::includes(const Node& node, const syntax::Binary& binary) {
  const MaybeExpr left = check_present(binary.left);
  if (!left) return std::nullopt;
  if (type(*left).kind == Kind::Span || type(*left).value.kind != ValueKind::SetOf) {
    const bool text = type(*left).value.kind == ValueKind::Text;
    Diagnostic& reported =
        pack_.report(DiagnosticKind::NotASet, made(*left).span, {said_type(*left)})
            .with_help(text ? "ask text with `contains`" : "ask it with `is`");
    if (text) reported.with_fix("write `contains`", binary.op_span, "contains");
    return std::nullopt;
  }
  const ValueType element{ValueKind::Choice, 0, 0, type(*left).value.declared};
  const MaybeExpr right = check_present(binary.right, {element, {}, false});
  if (!right || !may_ignore_case(*left, binary.ignoring_case, node.span)) return std::nullopt;
  if (!(type(*right).value == element)) {
    pack_
        .report(DiagnosticKind::CannotCompare, binary.op_span,
                {said_type(*left), said_type(*right)})
        .with_label(made(*right).span, "this is " + said_type(*right))
        .with_help("a set includes values of its own choice");
    return std::nullopt;
  }
  return add_test(Binary{BinaryKind::Includes, *left, *right, false}, node.span,
                  personal(*left, *right));
}

MaybeExpr Expressions::between(const Node& node, const syntax::Between& between) {
  const MaybeExpr low_alone = is_open_name(between.low) ? MaybeExpr() : check_present(between.low);
  const MaybeExpr high_alone =
      is_open_name(between.high) ? MaybeExpr() : check_present(between.high);
  const MaybeExpr value = check_present(between.value, expected_beside({low_alone, high_alone}));
  if (!value) return std::nullopt;
  const Expect same{type(*value).value, {}, false};
  const MaybeExpr low = is_open_name(between.low) ? check_present(between.low, same) : low_alone;
  const MaybeExpr high =
      is_open_name(between.high) ? check_present(between.high, same) : high_alone;
  if (!low || !high) return std::nullopt;
  if (!comparable(*value, *low, made(*low).span) || !comparable(*value, *high, made(*high).span))
    return std::nullopt;
  if (!has_order(*value, made(*value).span)) return std::nullopt;
  if (const auto x = constant(*low), y = constant(*high); x && y && *x > *y) {
    pack_
        .report(DiagnosticKind::EmptyRange, join(made(*low).span, made(*high).span),
                {made(*low).text, made(*high).text})
        .with_help("the lower end comes first");
    return std::nullopt;
  }
  const bool is_personal = personal(*value, *low) || type(*high).personal;
  const ExprId from =
      add_test(Binary{BinaryKind::LessEqual, *low, *value, false}, node.span, is_personal);
  const ExprId to =
      add_test(Binary{BinaryKind::LessEqual, *value, *high, false}, node.span, is_personal);
  const ExprId both = add_test(Binary{BinaryKind::And, from, to, false}, node.span, is_personal);
  return negate_test(both, node.span, between.negated);
}

MaybeExpr Expressions::one_of(const Node& node, const syntax::OneOf& one_of) {
  std::vector<MaybeExpr> options(one_of.options.size());
  bool understood = true;
  for (std::size_t i = 0; i < options.size(); ++i) {
    const auto* literal = std::get_if<syntax::Literal>(&at(inside(one_of.options[i])).kind);
    if (is_open_name(one_of.options[i]) ||
        (literal != nullptr && literal->kind == syntax::LiteralKind::Text))
      continue;
    options[i] = check_present(one_of.options[i]);
    if (!options[i]) understood = false;
  }
  Expect expect = expected_beside(options);
  expect.type.reset();
  const MaybeExpr value = check_present(one_of.value, expect);
  if (!value) return std::nullopt;
  OneOf made_test{*value, {}, one_of.ignoring_case};
  bool is_personal = type(*value).personal;
  for (std::size_t i = 0; i < options.size(); ++i) {
    if (!options[i] && !understood && !is_open_name(one_of.options[i])) continue;
    if (!options[i]) options[i] = check_present(one_of.options[i], {type(*value).value, {}, false});
    if (!options[i] || !comparable(*value, *options[i], made(*options[i]).span)) {
      understood = false;
      continue;
    }
    is_personal = is_personal || type(*options[i]).personal;
    made_test.options.push_back(*options[i]);
  }
  if (!understood || !may_ignore_case(*value, one_of.ignoring_case, node.span)) return std::nullopt;
  return negate_test(add_test(made_test, node.span, is_personal), node.span, one_of.negated);
}

}  // namespace wend::program
