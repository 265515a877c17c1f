// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic, `above` and `below`, `default`, `and` and `or`. Constants are computed here, exactly as
// the machine would.
#include "compiler/program/constants.h"
#include "compiler/program/expressions.h"

namespace wend::program {
namespace {

using syntax::BinaryOp;

bool is_factor(ValueKind kind) { return is_number(kind) || kind == ValueKind::Percent; }

// What can be multiplied by a factor, or divided by one.
bool is_scaled(ValueKind kind) {
  return is_factor(kind) || kind == ValueKind::Money || kind == ValueKind::Duration;
}

bool is_moment(ValueKind kind) { return kind == ValueKind::Instant || kind == ValueKind::Date; }

std::optional<ValueType> product_type(ValueKind a, ValueKind b) {
  if (a == ValueKind::Whole && b == ValueKind::Whole) return plain(ValueKind::Whole);
  if (a == ValueKind::Percent && b == ValueKind::Percent) return plain(ValueKind::Percent);
  if (is_factor(a) && is_factor(b)) return decimal();
  if (is_factor(a) && is_scaled(b)) return plain(b);
  if (is_scaled(a) && is_factor(b)) return plain(a);
  return std::nullopt;
}

std::optional<ValueType> quotient_type(ValueKind a, ValueKind b) {
  if (a == b && is_scaled(a)) return decimal();
  if (is_number(a) && is_factor(b)) return decimal();
  if (is_scaled(a) && is_factor(b)) return plain(a);
  return std::nullopt;
}

}  // namespace

MaybeExpr Expressions::binary(const Node& node, const syntax::Binary& binary,
                              const Expect& expect) {
  switch (binary.op) {
    case BinaryOp::Add:
    case BinaryOp::Subtract:
    case BinaryOp::Multiply:
    case BinaryOp::Divide:
    case BinaryOp::Above:
    case BinaryOp::Below: return arithmetic(node, binary);
    case BinaryOp::Default: return stand_in(node, binary, expect);
    case BinaryOp::And:
    case BinaryOp::Or: return joined(node, binary);
    case BinaryOp::Less:
    case BinaryOp::LessEqual:
    case BinaryOp::Greater:
    case BinaryOp::GreaterEqual:
    case BinaryOp::Is:
    case BinaryOp::IsNot: return compared(node, binary);
    case BinaryOp::Contains:
    case BinaryOp::StartsWith:
    case BinaryOp::EndsWith: return text_test(node, binary);
    case BinaryOp::Includes: return includes(node, binary);
  }
  return std::nullopt;
}

MaybeExpr Expressions::arithmetic(const Node& node, const syntax::Binary& binary) {
  const MaybeExpr left = check_present(binary.left);
  const MaybeExpr right = check_present(binary.right);
  if (!left || !right) return std::nullopt;
  switch (binary.op) {
    case BinaryOp::Multiply: return product(node, binary, *left, *right);
    case BinaryOp::Divide: return quotient(node, binary, *left, *right);
    case BinaryOp::Above:
    case BinaryOp::Below: return share(node, binary, *left, *right);
    default: return sum(node, binary, *left, *right);
  }
}

MaybeExpr Expressions::sum(const Node& node, const syntax::Binary& binary, ExprId left,
                           ExprId right) {
  const bool adds = binary.op == BinaryOp::Add;
  const char* verb = adds ? "added" : "subtracted";
  const ValueKind a = type(left).value.kind;
  const ValueKind b = type(right).value.kind;
  const bool spans = type(left).kind == Kind::Span || type(right).kind == Kind::Span;
  if (spans || (is_moment(a) && b == ValueKind::Duration)) return moved(node, binary, left, right);
  ValueType made_type;
  if (is_number(a) && is_number(b)) {
    made_type =
        a == ValueKind::Whole && b == ValueKind::Whole ? plain(ValueKind::Whole) : decimal();
  } else if (a == b && is_scaled(a)) {
    made_type = plain(a);
  } else if (a == ValueKind::Instant && b == a && !adds) {
    made_type = plain(ValueKind::Duration);
  } else if (a == ValueKind::Date && b == a && !adds) {
    return add(Binary{BinaryKind::Subtract, left, right, false},
               {Kind::Value, plain(ValueKind::Whole), false, personal(left, right)}, node.span);
  } else {
    return not_computed(binary, left, right, verb);
  }
  const auto x = constant(left);
  const auto y = constant(right);
  if (x && y) return folded(node, adds ? sum_of(*x, *y) : difference_of(*x, *y), made_type);
  return add(Binary{adds ? BinaryKind::Add : BinaryKind::Subtract, left, right, false},
             {Kind::Value, made_type, false, personal(left, right)}, node.span);
}

// An instant or a date, moved by a duration or a calendar span.
MaybeExpr Expressions::moved(const Node& node, const syntax::Binary& binary, ExprId left,
                             ExprId right) {
  const Type from = type(left);
  const bool by_span = type(right).kind == Kind::Span;
  const bool mixed = from.kind == Kind::Value && from.value.kind == ValueKind::Duration && by_span;
  const bool mixed_other = from.kind == Kind::Span && type(right).kind == Kind::Value &&
                           type(right).value.kind == ValueKind::Duration;
  const bool hours_on_date =
      from.kind == Kind::Value && from.value.kind == ValueKind::Date && !by_span;
  if (mixed || mixed_other || hours_on_date) {
    pack_
        .report(DiagnosticKind::DurationAndSpan, binary.op_span,
                {said_type(left), said_type(right)})
        .with_label(made(left).span, "this is " + said_type(left))
        .with_label(made(right).span, "this is " + said_type(right))
        .with_help(hours_on_date ? "a date moves by days, weeks, months or years"
                                 : "`24 hours` is not `1 day`: use units of one sort");
    return std::nullopt;
  }
  const bool adds = binary.op == BinaryOp::Add;
  if (from.kind == Kind::Span || !is_moment(from.value.kind)) {
    return not_computed(binary, left, right, adds ? "added" : "subtracted");
  }
  const Type moved_type{Kind::Value, from.value, false, personal(left, right)};
  if (!by_span) {
    const auto x = constant(left);
    const auto y = constant(right);
    if (x && y) return folded(node, adds ? sum_of(*x, *y) : difference_of(*x, *y), from.value);
    return add(Binary{adds ? BinaryKind::Add : BinaryKind::Subtract, left, right, false},
               moved_type, node.span);
  }
  if (!adds) {
    const CalendarSpan span = unpack(*constant(right));
    right = add(Constant{pack({-span.months, -span.days})}, type(right), made(right).span);
  }
  return add(Binary{BinaryKind::AddSpan, left, right, false}, moved_type, node.span);
}

MaybeExpr Expressions::product(const Node& node, const syntax::Binary& binary, ExprId left,
                               ExprId right) {
  const bool spans = type(left).kind == Kind::Span || type(right).kind == Kind::Span;
  const auto made_type = product_type(type(left).value.kind, type(right).value.kind);
  if (spans || !made_type) return not_computed(binary, left, right, "multiplied");
  const auto x = constant(left);
  const auto y = constant(right);
  if (x && y) return folded(node, product_of(*x, *y), *made_type);
  return add(Binary{BinaryKind::Multiply, left, right, false},
             {Kind::Value, *made_type, false, personal(left, right)}, node.span);
}

MaybeExpr Expressions::quotient(const Node& node, const syntax::Binary& binary, ExprId left,
                                ExprId right) {
  const bool spans = type(left).kind == Kind::Span || type(right).kind == Kind::Span;
  const auto made_type = quotient_type(type(left).value.kind, type(right).value.kind);
  if (spans || !made_type) return not_computed(binary, left, right, "divided");
  const auto x = constant(left);
  const auto y = constant(right);
  if (y && *y == 0) {
    pack_.report(DiagnosticKind::DivisionByZero, made(right).span)
        .with_help("divide by something else");
    return std::nullopt;
  }
  if (x && y) return folded(node, quotient_of(*x, *y), *made_type);
  return add(Binary{BinaryKind::Divide, left, right, false},
             {Kind::Value, *made_type, !y, personal(left, right)}, node.span);
}

// `P above Y` is Y * (1 + P), `P below Y` is Y * (1 - P).
MaybeExpr Expressions::share(const Node& node, const syntax::Binary& binary, ExprId left,
                             ExprId right) {
  const bool above = binary.op == BinaryOp::Above;
  const std::string word = above ? "above" : "below";
  if (type(left).kind == Kind::Span || type(left).value.kind != ValueKind::Percent) {
    pack_.report(DiagnosticKind::NotPercent, made(left).span, {word, said_type(left)})
        .with_help("write a percentage, as in `40% " + word + " ...`");
    return std::nullopt;
  }
  const auto made_type = product_type(type(right).value.kind, ValueKind::Percent);
  if (type(right).kind == Kind::Span || !made_type)
    return not_computed(binary, left, right, "multiplied");
  const Type percent{Kind::Value, plain(ValueKind::Percent), false, type(left).personal};
  ExprId factor;
  if (const auto value = constant(left)) {
    const auto number = above ? sum_of(kMillionth, *value) : difference_of(kMillionth, *value);
    if (!number) return folded(node, number, *made_type);
    if (const auto base = constant(right))
      return folded(node, product_of(*base, *number), *made_type);
    factor = add(Constant{*number}, percent, made(left).span);
  } else {
    const ExprId one = add(Constant{kMillionth}, percent, made(left).span);
    factor = add(Binary{above ? BinaryKind::Add : BinaryKind::Subtract, one, left, false}, percent,
                 made(left).span);
  }
  return add(Binary{BinaryKind::Multiply, right, factor, false},
             {Kind::Value, *made_type, false, personal(left, right)}, node.span);
}

MaybeExpr Expressions::not_computed(const syntax::Binary& binary, ExprId left, ExprId right,
                                    const char* verb) {
  pack_
      .report(DiagnosticKind::CannotCompute, binary.op_span,
              {said_type(left), said_type(right), verb})
      .with_label(made(left).span, "this is " + said_type(left))
      .with_label(made(right).span, "this is " + said_type(right))
      .with_help("compute with values that belong together");
  return std::nullopt;
}

// Where money or a percentage is meant, says how a bare number becomes one. Which amount is meant is the
// author's word (`0.1` may be 10%), so that no fix says it.
bool Expressions::explain_unit(Diagnostic& reported, ExprId number, const Type& meant) const {
  const bool bare =
      type(number).kind == Kind::Value && is_number(type(number).value.kind) && constant(number);
  if (!bare || meant.kind == Kind::Span) return false;
  const std::string unit = meant.value.kind == ValueKind::Money     ? " " + pack_.schema().currency
                           : meant.value.kind == ValueKind::Percent ? "%"
                                                                    : "";
  if (unit.empty()) return false;
  const std::string& written = made(number).text;
  const bool literal = written.find_first_not_of("0123456789.") == std::string::npos;
  const std::string example = literal                                ? written
                              : meant.value.kind == ValueKind::Money ? "100"
                                                                     : "10";
  const std::string kind = meant.value.kind == ValueKind::Money ? "money" : "a percentage";
  reported.with_help("a number alone says not of what: " + kind + " is written as in `" + example +
                     unit + "`");
  return true;
}

MaybeExpr Expressions::folded(const Node& node, std::optional<std::int64_t> number,
                              const ValueType& type) {
  if (number) return add(Constant{*number}, {Kind::Value, type, false, false}, node.span);
  pack_.report(DiagnosticKind::NumberTooLarge, node.span, {pack_.words_of(node.span)})
      .with_help("values reach from -9223372036854 to 9223372036854");
  return std::nullopt;
}

MaybeExpr Expressions::stand_in(const Node& node, const syntax::Binary& binary,
                                const Expect& expect) {
  const MaybeExpr left = check(binary.left, {expect.type, {}, false});
  if (!left) {
    check(binary.right, expect);
    return std::nullopt;
  }
  const MaybeExpr right = check(binary.right, {type(*left).value, {}, false});
  if (!right) return std::nullopt;
  ValueType both;
  if (!unify(*left, *right, both)) {
    Diagnostic& reported = pack_
                               .report(DiagnosticKind::StandInDiffers, made(*right).span,
                                       {said_type(*right), said_type(*left)})
                               .with_label(made(*left).span, "this is " + said_type(*left))
                               .with_help("a stand-in is of the same type as what it stands for");
    explain_unit(reported, *right, type(*left));
    return std::nullopt;
  }
  if (!type(*left).optional) {
    const Span tail{node.span.file, at(binary.left).span.end, node.span.end};
    Diagnostic& reported =
        pack_.report(DiagnosticKind::NeedlessDefault, tail, {pack_.words_of(at(binary.left).span)});
    if (std::holds_alternative<CustomerField>(made(*left).kind)) {
      reported.with_help(kBeforeTheProfile);
    } else {
      reported.with_help("the stand-in can go");
      if (!pack_.has_comment(tail)) reported.with_fix("remove the stand-in", tail, "");
    }
  }
  return add(
      Binary{BinaryKind::Default, *left, *right, false},
      {Kind::Value, both, type(*left).optional && type(*right).optional, personal(*left, *right)},
      node.span);
}

// ---------------------------------------------------------------- and, or

// `a and b and c` is `(a and b) and c`: taken from the left, each test knows what those before it prove.
MaybeExpr Expressions::joined(const Node& node, const syntax::Binary& binary) {
  const bool both = binary.op == BinaryOp::And;
  std::vector<const Node*> chain{&node};  // outermost first
  const auto joins = [](const Node& one) { return std::get_if<syntax::Binary>(&one.kind); };
  for (const syntax::Binary* next = &binary; next != nullptr && next->op == binary.op;) {
    check_mixing(*chain.back(), *next);
    const Node& left = at(next->left);
    next = joins(left);
    if (next != nullptr && next->op == binary.op) chain.push_back(&left);
  }
  const Facts before = scope_.known;
  syntax::ExprId last = joins(*chain.back())->left;
  MaybeExpr made_test = check_test(last);
  bool understood = made_test.has_value();
  for (; !chain.empty(); chain.pop_back()) {
    scope_.known.merge(facts_when(scope_.tree, pack_.sources, last, both));
    last = joins(*chain.back())->right;
    const MaybeExpr right = check_test(last);
    understood = understood && right;
    if (!understood) continue;
    made_test = add_test(Binary{both ? BinaryKind::And : BinaryKind::Or, *made_test, *right, false},
                         chain.back()->span, personal(*made_test, *right));
  }
  scope_.known = before;
  return understood ? made_test : std::nullopt;
}

void Expressions::check_mixing(const Node& node, const syntax::Binary& binary) {
  const auto other = [&](syntax::ExprId side) -> const syntax::Binary* {
    const auto* inner = std::get_if<syntax::Binary>(&at(side).kind);
    const bool joins =
        inner != nullptr && (inner->op == BinaryOp::And || inner->op == BinaryOp::Or);
    return joins && inner->op != binary.op ? inner : nullptr;
  };
  const syntax::Binary* left = other(binary.left);
  const syntax::Binary* right = left != nullptr ? nullptr : other(binary.right);
  if (left == nullptr && right == nullptr) return;
  const auto text = [&](syntax::ExprId id) { return pack_.words_of(at(id).span); };
  const std::string outer = binary.op == BinaryOp::And ? " and " : " or ";
  const std::string inner = binary.op == BinaryOp::And ? " or " : " and ";
  const auto& nested = left != nullptr ? *left : *right;
  const std::string first = left != nullptr
                                ? "(" + text(binary.left) + ")" + outer + text(binary.right)
                                : text(binary.left) + outer + "(" + text(binary.right) + ")";
  const std::string second =
      left != nullptr
          ? text(left->left) + inner + "(" + text(left->right) + outer + text(binary.right) + ")"
          : "(" + text(binary.left) + outer + text(right->left) + ")" + inner + text(right->right);
  pack_.report(DiagnosticKind::MixedAndOr, node.span)
      .with_label(nested.op_span,
                  "this `" + pack_.words_of(nested.op_span) + "` might join either way")
      .with_help("write `" + first + "` or `" + second + "`");
}

}  // namespace wend::program
