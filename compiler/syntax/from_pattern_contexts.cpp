// SPDX-License-Identifier: Apache-2.0
//
// Contexts of patterns, of the tests in them and of windows to nodes.
#include "compiler/syntax/tree_builder.h"

namespace wend::syntax {

using Parser = wend_grammar::WendParser;

Pattern TreeBuilder::pattern(Parser::PatternContext* from) {
  Pattern made;
  made.touchpoints = names(from->names());
  modifiers(from->onPart(), from->wherePart(), made);
  made.span = span(from);
  return made;
}

FieldPattern TreeBuilder::field_pattern(Parser::FieldPatternContext* from) {
  FieldPattern made;
  made.pattern.touchpoints = names(from->names());
  made.field = dotted(from->word());
  modifiers(from->onPart(), from->wherePart(), made.pattern);
  made.pattern.span = span(from);
  return made;
}

void TreeBuilder::modifiers(Parser::OnPartContext* on, Parser::WherePartContext* where,
                            Pattern& to) {
  if (on != nullptr) to.channels = names(on->names());
  if (where == nullptr) return;
  to.where_in_parentheses = where->LEFT() != nullptr;
  to.where =
      to.where_in_parentheses ? expression(where->expression()) : comparison(where->comparison());
}

std::vector<Name> TreeBuilder::names(Parser::NamesContext* from) const {
  std::vector<Name> made;
  if (from->TOUCHPOINT() != nullptr) made.push_back(word(from->TOUCHPOINT()));
  for (auto* one : from->name()) made.push_back(name(one));
  return made;
}

ExprId TreeBuilder::comparison(Parser::ComparisonContext* from) {
  Path path;
  for (auto* one : from->word()) path.parts.push_back(name(one));
  const Span words = join(path.parts.front().span, path.parts.back().span);
  const ExprId left = add(std::move(path), words);
  return compared(left, from->comparisonTail(), span(from));
}

ExprId TreeBuilder::compared(ExprId left, Parser::ComparisonTailContext* tail, Span at) {
  const bool negated = tail->NOT() != nullptr;
  const bool ignoring_case = tail->IGNORING() != nullptr;
  std::vector<ExprId> values;
  for (auto* one : tail->plain()) values.push_back(plain(one));
  if (tail->KNOWN() != nullptr) {
    return add(Unary{negated ? UnaryOp::IsNotKnown : UnaryOp::IsKnown, left}, at);
  }
  if (tail->FROM() != nullptr) return add(Between{left, values[0], values[1], negated}, at);
  if (tail->LEFT() != nullptr) return add(OneOf{left, values, negated, ignoring_case}, at);
  BinaryOp op = negated ? BinaryOp::IsNot : BinaryOp::Is;
  Span op_span = token(tail->start).span;
  if (tail->compare() != nullptr) op = compare(tail->compare());
  if (tail->textTest() != nullptr) {
    op = text_test(tail->textTest());
    op_span = span(tail->textTest());
  }
  return add(Binary{op, left, values[0], ignoring_case, op_span}, at);
}

ExprId TreeBuilder::plain(Parser::PlainContext* from) {
  if (from->word() != nullptr) {
    const Name found = name(from->word());
    return add(Path{{found}}, found.span);
  }
  const ExprId value = literal(from->literal());
  return from->MINUS() != nullptr ? add(Unary{UnaryOp::Negate, value}, span(from)) : value;
}

Amount TreeBuilder::amount(Parser::AmountContext* from) const {
  return {text(from->NUMBER()), name(from->name()), span(from)};
}

std::optional<Amount> TreeBuilder::maybe_amount(Parser::AmountContext* from) const {
  if (from == nullptr) return std::nullopt;
  return amount(from);
}

std::optional<Name> TreeBuilder::same_value(Parser::SameValueContext* from) const {
  if (from == nullptr) return std::nullopt;
  return name(from->word());
}

Window TreeBuilder::window(Parser::WindowContext* from) {
  Window made;
  made.span = span(from);
  if (auto* it = from->reach()) made.reach = reach(it);
  if (auto* it = from->before()) made.before = before(it);
  if (auto* it = from->paneBound()) made.panes = name(it->name());
  if (auto* it = from->newestBound()) made.newest = text(it->NUMBER());
  if (auto* it = from->upToBound()) made.up_to = text(it->NUMBER());
  return made;
}

Reach TreeBuilder::reach(Parser::ReachContext* from) {
  if (from->IN() != nullptr) return InAmount{amount(from->amount())};
  if (from->SINCE() != nullptr) return SinceLast{pattern(from->pattern()), same(from->same())};
  if (from->EVER() != nullptr) return Ever{};
  if (from->RECORD() != nullptr) return OnRecord{};
  if (from->TODAY() != nullptr) return Today{};
  if (from->HALF() != nullptr) return HalfLife{amount(from->amount())};
  Period made{from->PREVIOUS() != nullptr, name(from->name()), std::nullopt};
  if (from->word() != nullptr) made.part = name(from->word());
  return made;
}

Before TreeBuilder::before(Parser::BeforeContext* from) const {
  if (from->THIS() != nullptr) return {BeforeThis{}, span(from)};
  return {Ago{amount(from->amount())}, span(from)};
}

std::optional<Same> TreeBuilder::same(Parser::SameContext* from) const {
  if (from == nullptr) return std::nullopt;
  Same made{name(from->word()), {}, span(from)};
  if (from->REMEMBERING() != nullptr) made.remembering = text(from->NUMBER());
  return made;
}

}  // namespace wend::syntax
