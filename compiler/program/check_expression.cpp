// SPDX-License-Identifier: Apache-2.0
//
// The entry of expression typing, literals, choices `(a if ..., default b)` and signs.
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include "compiler/base/match.h"
#include "compiler/program/constants.h"
#include "compiler/program/expressions.h"
#include "compiler/program/histories.h"
#include "compiler/program/lists.h"
#include "compiler/program/units.h"
#include "compiler/schema/type_name.h"

namespace wend::program {
namespace {

// Texts of events are brought to this form at the door, so those of rules must have it too. Identifiers
// are not: they are bytes.
std::string composed(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* form = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) return text;
  const icu::UnicodeString made = form->normalize(icu::UnicodeString::fromUTF8(text), status);
  std::string result;
  if (U_FAILURE(status)) return text;
  return made.toUTF8String(result);
}

// A comparison that is not denied.
bool affirms(const syntax::ExprKind& test) {
  if (const auto* between = std::get_if<syntax::Between>(&test)) return !between->negated;
  if (const auto* one_of = std::get_if<syntax::OneOf>(&test)) return !one_of->negated;
  const auto* binary = std::get_if<syntax::Binary>(&test);
  return binary != nullptr && binary->op != syntax::BinaryOp::IsNot;
}

// Digits behind the third of a fraction of a second, other than 0.
bool has_finer_digits(const std::string& text) {
  const std::size_t point = text.find('.');
  if (point == std::string::npos) return false;
  const std::size_t finer = text.find_first_not_of("0123456789", point + 1);
  const std::string digits = text.substr(point + 1, finer - point - 1);
  return digits.find_first_not_of('0', 3) != std::string::npos;
}

}  // namespace

MaybeExpr Expressions::check(syntax::ExprId id, const Expect& expect) {
  const MaybeExpr checked = node(at(id), expect);
  if (checked && type(*checked).optional &&
      scope_.known.contains(fact_of(scope_.tree, pack_.sources, id))) {
    pack_.program.expressions[checked->value].type.optional = false;
  }
  return checked;
}

MaybeExpr Expressions::check_present(syntax::ExprId id, const Expect& expect) {
  const MaybeExpr checked = check(id, expect);
  if (checked && type(*checked).optional) return report_missing(id);
  return checked;
}

MaybeExpr Expressions::check_test(syntax::ExprId id) {
  const MaybeExpr checked = check_present(id, {plain(ValueKind::YesNo), {}, false});
  if (!checked) return std::nullopt;
  const Type& found = type(*checked);
  if (found.kind == Kind::Value && found.value.kind == ValueKind::YesNo) return checked;
  pack_.report(DiagnosticKind::NotATest, at(id).span, {said_type(*checked)})
      .with_help("compare it with something, as in `... is ...` or `... >= ...`");
  return std::nullopt;
}

MaybeExpr Expressions::report_missing(syntax::ExprId written) {
  const Span span = at(inside(written)).span;
  const std::string asked = pack_.words_of(span);
  Diagnostic& reported = pack_.report(DiagnosticKind::UnaskedOptional, span, {asked});
  reported.with_help("ask first: `" + asked +
                     " is known and ...`, or give a stand-in with `default`");
  // No fix gives a stand-in: what holds for somebody of whom nothing is known is the author's word. What
  // must be so (and not: must not be so) is not so where nothing is known.
  const syntax::Pattern* own = scope_.own_pattern;
  if (own != nullptr && !own->where_in_parentheses && affirms(at(*own->where).kind)) {
    const Span test = at(*own->where).span;
    const std::string asking =
        "(" + asked + " is known and " + std::string(pack_.sources.text(test)) + ")";
    reported.with_fix("write `" + asking + "`", test, asking);
  }
  return std::nullopt;
}

MaybeExpr Expressions::node(const Node& node, const Expect& expect) {
  Extent& extent = pack_.extent;
  ++extent.size;
  extent.deepest = std::max(extent.deepest, ++extent.depth);
  const MaybeExpr made_node = node_inside(node, expect);
  --extent.depth;
  return made_node;
}

MaybeExpr Expressions::node_inside(const Node& node, const Expect& expect) {
  return match(
      node.kind, [&](const syntax::Literal& kind) { return literal(node, kind, expect); },
      [&](const syntax::Path& kind) { return path(node, kind, expect); },
      [&](const syntax::That& kind) { return shared_value(kind.field, node.span); },
      [&](const syntax::Unary& kind) { return unary(node, kind); },
      [&](const syntax::Binary& kind) { return binary(node, kind, expect); },
      [&](const syntax::Between& kind) { return between(node, kind); },
      [&](const syntax::OneOf& kind) { return one_of(node, kind); },
      [&](const syntax::Group& kind) { return check(kind.inner, expect); },
      [&](const syntax::Conditional& kind) { return conditional(node, kind, expect); },
      [&](const syntax::TimeIn& kind) {
        return of_stage(StagePart::TimeIn, kind.journey, kind.part, node.span);
      },
      [&](const syntax::Lookup& kind) { return lookup(node, kind); },
      [&](const syntax::Previous& kind) { return previous(node, kind, expect); },
      [&](const syntax::Exists& kind) { return asked_of(node, kind, expect); },
      [&](const syntax::Count& kind) { return asked_of(node, kind, expect); },
      [&](const syntax::Aggregate& kind) { return asked_of(node, kind, expect); },
      [&](const syntax::Items&) { return Lists(*this).report_no_value(node); },
      [&](const auto& history) { return Histories(*this).check(node, history, expect); });
}

// Of the items of a list, or of the history.
template <class Asked>
MaybeExpr Expressions::asked_of(const Node& node, const Asked& asked, const Expect& expect) {
  Lists lists(*this);
  return lists.are_asked(asked) ? lists.check(node, asked)
                                : Histories(*this).check(node, asked, expect);
}

// ---------------------------------------------------------------- literals

MaybeExpr Expressions::literal(const Node& node, const syntax::Literal& literal,
                               const Expect& expect) {
  const auto fixed = [&](std::optional<std::int64_t> value, ValueKind kind) -> MaybeExpr {
    if (!value) return std::nullopt;  // not of the calendar: reported by the parser
    return add(Constant{*value}, {Kind::Value, plain(kind), false, false}, node.span);
  };
  switch (literal.kind) {
    case syntax::LiteralKind::Number: return number(node, literal);
    case syntax::LiteralKind::Percent: return percent(node, literal);
    case syntax::LiteralKind::Quantity: return quantity(node, literal);
    case syntax::LiteralKind::Text: return text(node, literal, expect);
    case syntax::LiteralKind::Date: return fixed(date_of(literal.text), ValueKind::Date);
    case syntax::LiteralKind::Clock: return fixed(clock_of(literal.text), ValueKind::TimeOfDay);
    case syntax::LiteralKind::Instant: return instant(node, literal);
    case syntax::LiteralKind::Yes: return fixed(1, ValueKind::YesNo);
    case syntax::LiteralKind::No: return fixed(0, ValueKind::YesNo);
  }
  return std::nullopt;
}

MaybeExpr Expressions::number(const Node& node, const syntax::Literal& literal) {
  const auto value = millionths_of(literal.text);
  if (!value) return std::nullopt;  // reported by the parser
  const bool whole = literal.text.find('.') == std::string::npos;
  const Type type{Kind::Value, whole ? plain(ValueKind::Whole) : decimal(), false, false};
  return add(Constant{*value}, type, node.span);
}

MaybeExpr Expressions::percent(const Node& node, const syntax::Literal& literal) {
  const auto hundredfold = millionths_of(literal.text);
  if (!hundredfold) return std::nullopt;
  if (*hundredfold % 100 != 0) {
    pack_.report(DiagnosticKind::PercentDecimals, node.span, {literal.text + "%"})
        .with_help("a percentage is kept to four decimals, as in `0.0125%`");
    return std::nullopt;
  }
  return add(Constant{*hundredfold / 100}, {Kind::Value, plain(ValueKind::Percent), false, false},
             node.span);
}

MaybeExpr Expressions::quantity(const Node& node, const syntax::Literal& literal) {
  if (!pack_.schema().currency.empty() && literal.unit.text == pack_.schema().currency) {
    return money(node, literal);
  }
  const bool like_currency =
      literal.unit.text.size() == 3 && literal.unit.text[0] >= 'A' && literal.unit.text[0] <= 'Z';
  if (like_currency && !unit_named(literal.unit.text)) {
    if (pack_.schema().currency.empty()) {
      if (pack_.incomplete) return std::nullopt;
      pack_.report(DiagnosticKind::MoneyWithoutCurrency, literal.unit.span)
          .with_help("state it in the schema, as in `currency " + literal.unit.text + " 2 digits`");
    } else {
      pack_
          .report(DiagnosticKind::OtherCurrency, literal.unit.span,
                  {literal.unit.text, pack_.schema().currency})
          .with_help("all money of a pack is of one currency");
    }
    return std::nullopt;
  }
  const auto made = quantity_of(pack_, literal.text, literal.unit, node.span);
  if (!made) return std::nullopt;
  const Type type{made->calendar ? Kind::Span : Kind::Value, plain(ValueKind::Duration), false,
                  false};
  return add(Constant{made->amount}, type, node.span);
}

MaybeExpr Expressions::money(const Node& node, const syntax::Literal& literal) {
  const auto value = millionths_of(literal.text);
  if (!value) return std::nullopt;
  std::int64_t least = kMillionth;
  for (std::uint8_t i = 0; i < pack_.schema().currency_digits; ++i) least /= 10;
  if (*value % least != 0) {
    pack_
        .report(DiagnosticKind::MoneyDigits, node.span,
                {pack_.words_of(node.span), literal.unit.text})
        .with_help("`" + literal.unit.text + "` has " +
                   std::to_string(pack_.schema().currency_digits) + " digits behind the point");
    return std::nullopt;
  }
  return add(Constant{*value}, {Kind::Value, plain(ValueKind::Money), false, false}, node.span);
}

MaybeExpr Expressions::text(const Node& node, const syntax::Literal& literal,
                            const Expect& expect) {
  const bool identifies = expect.type && expect.type->kind == ValueKind::Identifier;
  const std::string value = identifies ? literal.text : composed(literal.text);
  ValueType type{ValueKind::Text, 0,
                 static_cast<std::uint16_t>(std::min<std::size_t>(value.size(), 0xFFFF)), 0};
  if (type.length == 0) type.length = 1;
  if (identifies) {
    type = *expect.type;
    if (value.size() > type.length) {
      pack_
          .report(DiagnosticKind::TextTooLong, node.span,
                  {type_name(pack_.schema(), type), std::to_string(type.length)})
          .with_help("no event can carry this one");
      return std::nullopt;
    }
  }
  return add(TextConstant{value}, {Kind::Value, type, false, false}, node.span);
}

MaybeExpr Expressions::instant(const Node& node, const syntax::Literal& literal) {
  const auto value = instant_of(literal.text);
  if (!value) return std::nullopt;
  const std::int64_t grain = pack_.schema().grain_ms;
  if (*value % grain != 0 || has_finer_digits(literal.text)) {
    pack_
        .report(DiagnosticKind::FinerThanGrain, node.span,
                {literal.text, grain == 1 ? "1 millisecond" : "1 second"})
        .with_help("times are rounded down to the grain of the schema");
    return std::nullopt;
  }
  return add(Constant{*value}, {Kind::Value, plain(ValueKind::Instant), false, false}, node.span);
}

// ---------------------------------------------------------------- choices and signs

MaybeExpr Expressions::branch(syntax::ExprId id, Expect& expect, std::optional<ExprId>& first) {
  const MaybeExpr value = check_present(id, expect);
  if (!value) return std::nullopt;
  if (type(*value).kind == Kind::Span) {
    pack_.report(DiagnosticKind::SpanByCases, at(id).span)
        .with_help("take the cases around the sum: `(now + 1 day if ..., default now + 2 days)`");
    return std::nullopt;
  }
  ValueType both = type(*value).value;
  if (first && !unify(*first, *value, both)) {
    pack_
        .report(DiagnosticKind::BranchesDiffer, at(id).span, {said_type(*first), said_type(*value)})
        .with_label(made(*first).span, "this is " + said_type(*first))
        .with_help("all values of one choice have one type");
    return std::nullopt;
  }
  if (!first) first = *value;
  if (!expect.type) expect.type = type(*first).value;
  return value;
}

MaybeExpr Expressions::conditional(const Node& node, const syntax::Conditional& chosen,
                                   const Expect& expect) {
  const Facts before = scope_.known;
  Expect inner{expect.type, {}, false};
  std::optional<ExprId> first;
  std::vector<std::pair<ExprId, ExprId>> branches;  // test, value
  bool understood = true;
  for (const syntax::Choice& choice : chosen.choices) {
    const MaybeExpr test = check_test(choice.test);
    const Facts outside = scope_.known;
    scope_.known.merge(facts_when(scope_.tree, pack_.sources, choice.test, true));
    const MaybeExpr value = branch(choice.value, inner, first);
    scope_.known = outside;
    scope_.known.merge(facts_when(scope_.tree, pack_.sources, choice.test, false));
    if (test && value)
      branches.emplace_back(*test, *value);
    else
      understood = false;
  }
  MaybeExpr result = branch(chosen.otherwise, inner, first);
  scope_.known = before;
  if (!understood || !result) return std::nullopt;
  for (std::size_t i = branches.size(); i-- > 0;) {
    const auto [test, value] = branches[i];
    Type both = type(value);
    unify(value, *result, both.value);
    both.personal = personal(value, *result) || type(test).personal;
    result = add(Select{test, value, *result}, both, node.span);
  }
  return result;
}

MaybeExpr Expressions::unary(const Node& node, const syntax::Unary& unary) {
  switch (unary.op) {
    case syntax::UnaryOp::Negate: return negated(node, unary);
    case syntax::UnaryOp::IsKnown:
    case syntax::UnaryOp::IsNotKnown: return known(node, unary);
    case syntax::UnaryOp::Not: {
      const MaybeExpr test = check_test(unary.operand);
      if (!test) return std::nullopt;
      return negate_test(*test, node.span, true);
    }
  }
  return std::nullopt;
}

MaybeExpr Expressions::negated(const Node& node, const syntax::Unary& unary) {
  const MaybeExpr operand = check_present(unary.operand);
  if (!operand) return std::nullopt;
  const Type found = type(*operand);
  const ValueKind kind = found.value.kind;
  const bool signed_kind = is_number(kind) || kind == ValueKind::Money ||
                           kind == ValueKind::Percent || kind == ValueKind::Duration;
  if (found.kind == Kind::Span || !signed_kind) {
    pack_.report(DiagnosticKind::CannotNegate, node.span, {said_type(*operand)})
        .with_help("only numbers, money, percentages and durations have a sign");
    return std::nullopt;
  }
  if (const auto value = constant(*operand))
    return folded(node, difference_of(0, *value), found.value);
  return add(Unary{UnaryKind::Negate, *operand}, found, node.span);
}

MaybeExpr Expressions::known(const Node& node, const syntax::Unary& unary) {
  const MaybeExpr operand = check(unary.operand);
  if (!operand) return std::nullopt;
  if (!type(*operand).optional) {
    const bool is_mandatory = std::holds_alternative<CustomerField>(made(*operand).kind) &&
                              !scope_.known.contains(made(*operand).text);
    pack_
        .report(DiagnosticKind::NeedlessQuestion, node.span,
                {pack_.words_of(at(unary.operand).span)})
        .with_help(is_mandatory ? kBeforeTheProfile : "the question can go");
  }
  const ExprId test =
      add_test(Unary{UnaryKind::IsKnown, *operand}, node.span, type(*operand).personal);
  return negate_test(test, node.span, unary.op == syntax::UnaryOp::IsNotKnown);
}

// ---------------------------------------------------------------- what all of them use

ExprId Expressions::add(ExprKind kind, Type type, Span span) {
  pack_.program.expressions.push_back({std::move(kind), type, span, pack_.words_of(span)});
  return {static_cast<std::uint32_t>(pack_.program.expressions.size() - 1)};
}

ExprId Expressions::add_test(ExprKind kind, Span span, bool personal) {
  return add(std::move(kind), {Kind::Value, plain(ValueKind::YesNo), false, personal}, span);
}

MaybeExpr Expressions::negate_test(ExprId test, Span span, bool negated) {
  if (!negated) return test;
  return add_test(Unary{UnaryKind::Not, test}, span, type(test).personal);
}

syntax::ExprId Expressions::inside(syntax::ExprId id) const {
  while (const auto* group = std::get_if<syntax::Group>(&at(id).kind)) id = group->inner;
  return id;
}

std::optional<std::int64_t> Expressions::constant(ExprId id) const {
  const auto* found = std::get_if<Constant>(&made(id).kind);
  if (found == nullptr) return std::nullopt;
  return found->number;
}

bool Expressions::is_constant(ExprId id) const {
  return std::holds_alternative<Constant>(made(id).kind) ||
         std::holds_alternative<TextConstant>(made(id).kind);
}

std::string Expressions::said_type(ExprId id) const {
  if (type(id).kind == Kind::Span) return "a calendar span";
  return said(pack_.schema(), type(id).value);
}

// The one type that holds values of both.
bool Expressions::unify(ExprId left, ExprId right, ValueType& made_type) const {
  const Type& a = type(left);
  const Type& b = type(right);
  if (a.kind != b.kind || a.kind == Kind::Span) return false;
  made_type = a.value;
  if (is_number(a.value.kind) && is_number(b.value.kind)) {
    if (a.value.kind != b.value.kind) made_type = decimal();
    made_type.places = std::max(a.value.places, b.value.places);
    return true;
  }
  if (a.value.kind != b.value.kind) return false;
  if (a.value.kind == ValueKind::Text) {
    const bool unbounded = a.value.length == 0 || b.value.length == 0;
    made_type.length = unbounded ? std::uint16_t{0} : std::max(a.value.length, b.value.length);
    return true;
  }
  return a.value.declared == b.value.declared;
}

}  // namespace wend::program
