// SPDX-License-Identifier: Apache-2.0
//
// Contexts of expressions to nodes.
#include "compiler/base/check.h"
#include "compiler/syntax/text_literal.h"
#include "compiler/syntax/tree_builder.h"

namespace wend::syntax {

using Parser = wend_grammar::WendParser;

ExprId TreeBuilder::expression(Parser::ExpressionContext* from) {
  const Span at = span(from);
  if (auto* it = dynamic_cast<Parser::ConstantContext*>(from)) return literal(it->literal());
  if (auto* it = dynamic_cast<Parser::PathContext*>(from)) return path(it);
  if (auto* it = dynamic_cast<Parser::LookupContext*>(from))
    return lookup(it->name(), it->expression(), it->word(), at);
  if (auto* it = dynamic_cast<Parser::SharedContext*>(from)) return add(That{name(it->word())}, at);
  if (auto* it = dynamic_cast<Parser::GroupContext*>(from)) return group(it);
  if (auto* it = dynamic_cast<Parser::NegativeContext*>(from)) {
    return add(Unary{UnaryOp::Negate, expression(it->expression())}, at);
  }
  if (auto* it = dynamic_cast<Parser::NegationContext*>(from)) {
    return add(Unary{UnaryOp::Not, expression(it->expression())}, at);
  }
  if (auto* it = dynamic_cast<Parser::KnownContext*>(from)) {
    const UnaryOp op = it->NOT() != nullptr ? UnaryOp::IsNotKnown : UnaryOp::IsKnown;
    return add(Unary{op, expression(it->expression())}, at);
  }
  if (auto* it = dynamic_cast<Parser::StandInContext*>(from)) {
    return binary(BinaryOp::Default, it->expression(0), it->expression(1),
                  token(it->DEFAULT()).span, at);
  }
  if (auto* it = dynamic_cast<Parser::ShareContext*>(from)) {
    auto* op = it->ABOVE() != nullptr ? it->ABOVE() : it->BELOW();
    return binary(it->ABOVE() != nullptr ? BinaryOp::Above : BinaryOp::Below, it->expression(0),
                  it->expression(1), token(op).span, at);
  }
  if (auto* it = dynamic_cast<Parser::ProductContext*>(from)) return product(it);
  if (auto* it = dynamic_cast<Parser::AdditionContext*>(from)) {
    auto* op = it->PLUS() != nullptr ? it->PLUS() : it->MINUS();
    return binary(it->PLUS() != nullptr ? BinaryOp::Add : BinaryOp::Subtract, it->expression(0),
                  it->expression(1), token(op).span, at);
  }
  if (auto* it = dynamic_cast<Parser::OrderedContext*>(from)) {
    return binary(compare(it->compare()), it->expression(0), it->expression(1), span(it->compare()),
                  at);
  }
  if (auto* it = dynamic_cast<Parser::BetweenContext*>(from)) return between(it);
  if (auto* it = dynamic_cast<Parser::EqualityContext*>(from)) return equality(it);
  if (auto* it = dynamic_cast<Parser::TextualContext*>(from)) {
    const ExprId left = expression(it->expression(0));
    const bool ignoring_case = it->IGNORING() != nullptr;
    const ExprId right = ignoring_case ? operand(it->operand()) : expression(it->expression(1));
    return add(Binary{text_test(it->textTest()), left, right, ignoring_case, span(it->textTest())},
               at);
  }
  if (auto* it = dynamic_cast<Parser::ConjunctionContext*>(from)) {
    return binary(BinaryOp::And, it->expression(0), it->expression(1), token(it->AND()).span, at);
  }
  if (auto* it = dynamic_cast<Parser::DisjunctionContext*>(from)) {
    return binary(BinaryOp::Or, it->expression(0), it->expression(1), token(it->OR()).span, at);
  }
  if (auto* it = dynamic_cast<Parser::ExistenceContext*>(from)) return existence(it);
  if (auto* it = dynamic_cast<Parser::CountingContext*>(from)) return counting(it);
  if (auto* it = dynamic_cast<Parser::AggregateContext*>(from)) return aggregate(it);
  if (auto* it = dynamic_cast<Parser::NthContext*>(from)) return nth(it);
  if (auto* it = dynamic_cast<Parser::PreviousContext*>(from)) {
    return add(Previous{field_pattern(it->fieldPattern()), same(it->same())}, at);
  }
  if (auto* it = dynamic_cast<Parser::TimeInContext*>(from))
    return add(TimeIn{name(it->name()), name(it->word())}, at);
  auto* it = dynamic_cast<Parser::TimeSinceContext*>(from);
  CHECK(it != nullptr);
  return time_since(it);
}

ExprId TreeBuilder::nth(Parser::NthContext* from) {
  Nth made{from->FIRST() != nullptr,
           {},
           field_pattern(from->fieldPattern()),
           same(from->same()),
           window(from->window())};
  if (from->ORDINAL() != nullptr) {
    made.number = text(from->ORDINAL());
    made.number->resize(made.number->size() - 2);  // its digits
  }
  return add(std::move(made), span(from));
}

ExprId TreeBuilder::time_since(Parser::TimeSinceContext* from) {
  TimeSince made{from->FIRST() != nullptr, pattern(from->pattern()), same(from->same()), {}};
  if (from->BEFORE() != nullptr)
    made.before_this = join(token(from->BEFORE()).span, token(from->THIS()).span);
  return add(std::move(made), span(from));
}

ExprId TreeBuilder::binary(BinaryOp op, Parser::ExpressionContext* left,
                           Parser::ExpressionContext* right, Span op_span, Span at) {
  const ExprId first = expression(left);
  const ExprId second = expression(right);
  return add(Binary{op, first, second, false, op_span}, at);
}

ExprId TreeBuilder::operand(Parser::OperandContext* from) {
  if (auto* it = dynamic_cast<Parser::OperandConstantContext*>(from)) return literal(it->literal());
  if (auto* it = dynamic_cast<Parser::OperandGroupContext*>(from)) {
    return add(Group{expression(it->expression())}, span(from));
  }
  if (auto* it = dynamic_cast<Parser::OperandSharedContext*>(from)) {
    return add(That{name(it->word())}, span(from));
  }
  if (auto* it = dynamic_cast<Parser::OperandLookupContext*>(from))
    return lookup(it->name(), it->expression(), it->word(), span(from));
  auto* it = dynamic_cast<Parser::OperandPathContext*>(from);
  CHECK(it != nullptr);
  Path made{{name_at(from->start)}};
  for (auto* one : it->word()) made.parts.push_back(name(one));
  return add(std::move(made), span(from));
}

ExprId TreeBuilder::product(Parser::ProductContext* from) {
  auto* op = from->STAR() != nullptr ? from->STAR() : from->SLASH();
  return binary(from->STAR() != nullptr ? BinaryOp::Multiply : BinaryOp::Divide,
                from->expression(0), from->expression(1), token(op).span, span(from));
}

ExprId TreeBuilder::equality(Parser::EqualityContext* from) {
  const bool negated = from->NOT() != nullptr;
  const bool ignoring_case = from->IGNORING() != nullptr;
  const ExprId left = expression(from->expression(0));
  const ExprId right = ignoring_case ? operand(from->operand()) : expression(from->expression(1));
  if (const auto* in_parentheses = std::get_if<Group>(&tree_[right].kind)) {
    OneOf made{left, {}, negated, ignoring_case};
    options_of(in_parentheses->inner, made.options);
    if (made.options.size() > 1) return add(std::move(made), span(from));
  }
  const Span is = token(from->IS()).span;
  const Span op_span = negated ? join(is, token(from->NOT()).span) : is;
  return add(Binary{negated ? BinaryOp::IsNot : BinaryOp::Is, left, right, ignoring_case, op_span},
             span(from));
}

// The parts of `a or b or c`, left to right.
void TreeBuilder::options_of(ExprId chain, std::vector<ExprId>& to) const {
  const auto* both = std::get_if<Binary>(&tree_[chain].kind);
  if (both == nullptr || both->op != BinaryOp::Or) {
    to.push_back(chain);
    return;
  }
  options_of(both->left, to);
  options_of(both->right, to);
}

ExprId TreeBuilder::between(Parser::BetweenContext* from) {
  const ExprId value = expression(from->expression(0));
  const ExprId low = expression(from->expression(1));
  const ExprId high = expression(from->expression(2));
  return add(Between{value, low, high, from->NOT() != nullptr}, span(from));
}

ExprId TreeBuilder::group(Parser::GroupContext* from) {
  const std::vector<Parser::ExpressionContext*> parts = from->expression();
  if (parts.size() == 1) return add(Group{expression(parts[0])}, span(from));
  Conditional made;
  for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
    const ExprId value = expression(parts[i]);
    made.choices.push_back({value, expression(parts[i + 1])});
  }
  made.otherwise = expression(parts.back());
  return add(std::move(made), span(from));
}

ExprId TreeBuilder::existence(Parser::ExistenceContext* from) {
  Exists made;
  made.quantifier = from->NO() != nullptr    ? Quantifier::No
                    : from->ALL() != nullptr ? Quantifier::All
                                             : Quantifier::Any;
  if (from->pattern() != nullptr) {
    made.pattern = pattern(from->pattern());
  } else {
    FieldPattern of_list = field_pattern(from->fieldPattern());
    made.list = std::move(of_list.field);
    made.pattern = std::move(of_list.pattern);
  }
  made.same = same(from->same());
  made.window = window(from->window());
  return add(std::move(made), span(from));
}

ExprId TreeBuilder::counting(Parser::CountingContext* from) {
  if (from->DIFFERENT() != nullptr) {
    return add(CountDifferent{field_pattern(from->fieldPattern()), same(from->same()),
                              window(from->window())},
               span(from));
  }
  if (from->fieldPattern() != nullptr) {
    FieldPattern of_list = field_pattern(from->fieldPattern());
    return add(Count{std::move(of_list.pattern), std::move(of_list.field), same(from->same()),
                     window(from->window())},
               span(from));
  }
  return add(Count{pattern(from->pattern()), {}, same(from->same()), window(from->window())},
             span(from));
}

ExprId TreeBuilder::aggregate(Parser::AggregateContext* from) {
  const AggregateKind kind = from->SUM() != nullptr       ? AggregateKind::Sum
                             : from->AVERAGE() != nullptr ? AggregateKind::Average
                             : from->LARGEST() != nullptr ? AggregateKind::Largest
                                                          : AggregateKind::Smallest;
  return add(Aggregate{kind, field_pattern(from->fieldPattern()), same(from->same()),
                       window(from->window())},
             span(from));
}

ExprId TreeBuilder::path(Parser::PathContext* from) {
  Path made{{name_at(from->start)}};
  for (auto* one : from->word()) made.parts.push_back(name(one));
  return add(std::move(made), span(from));
}

ExprId TreeBuilder::lookup(Parser::NameContext* table, Parser::ExpressionContext* key,
                           const std::vector<Parser::WordContext*>& parts, Span at) {
  Lookup made{name(table), expression(key), {}};
  for (auto* one : parts) made.parts.push_back(name(one));
  return add(std::move(made), at);
}

ExprId TreeBuilder::literal(Parser::LiteralContext* from) {
  const Token& first = token(from->start);
  Literal made{LiteralKind::Number, std::string(first.text), {}};
  if (from->PERCENT() != nullptr) made.kind = LiteralKind::Percent;
  if (from->name() != nullptr) {
    made.kind = LiteralKind::Quantity;
    made.unit = name(from->name());
  }
  if (from->DATE() != nullptr) made.kind = LiteralKind::Date;
  if (from->CLOCK() != nullptr) made.kind = LiteralKind::Clock;
  if (from->INSTANT() != nullptr) made.kind = LiteralKind::Instant;
  if (from->YES() != nullptr) made.kind = LiteralKind::Yes;
  if (from->NO() != nullptr) made.kind = LiteralKind::No;
  if (from->TEXT() != nullptr) {
    made.kind = LiteralKind::Text;
    made.text = text_value(first.text);
  }
  return add(std::move(made), span(from));
}

BinaryOp TreeBuilder::compare(Parser::CompareContext* from) {
  if (from->LESS() != nullptr) return BinaryOp::Less;
  if (from->LESS_EQUAL() != nullptr) return BinaryOp::LessEqual;
  if (from->GREATER() != nullptr) return BinaryOp::Greater;
  return BinaryOp::GreaterEqual;
}

BinaryOp TreeBuilder::text_test(Parser::TextTestContext* from) {
  if (from->CONTAINS() != nullptr) return BinaryOp::Contains;
  if (from->STARTS() != nullptr) return BinaryOp::StartsWith;
  if (from->ENDS() != nullptr) return BinaryOp::EndsWith;
  return BinaryOp::Includes;
}

}  // namespace wend::syntax
