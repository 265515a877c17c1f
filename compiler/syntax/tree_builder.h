// SPDX-License-Identifier: Apache-2.0
//
// One small function per rule of the grammar, in its order: schema, rules, patterns, expressions, each in
// a file of its own. Contexts are those of a parse without errors, so everything the grammar demands is
// there. Included by files of this folder that may see ANTLR.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/syntax/from_contexts.h"
#include "compiler/syntax/token.h"
#include "compiler/syntax/tree.h"

namespace wend::syntax {

class TreeBuilder {
  using Parser = wend_grammar::WendParser;
  using ParserRuleContext = antlr4::ParserRuleContext;
  using TerminalNode = antlr4::tree::TerminalNode;

 public:
  TreeBuilder(const Tokens& tokens, Tree& tree) : tokens_(tokens), tree_(tree) {}

  Declaration declaration(const Parser::DeclarationContext* from);
  SchemaItem schema_item(Parser::SchemaItemContext* from);
  Clause clause(Parser::ClauseContext* from);
  TestLine test_line(Parser::TestLineContext* from);

 private:
  // -------------------------------------------------------------- words and places
  const Token& token(const antlr4::Token* from) const { return tokens_[from->getTokenIndex()]; }
  const Token& token(TerminalNode* from) const { return token(from->getSymbol()); }
  std::string text(TerminalNode* from) const { return std::string(token(from).text); }
  Span span(const ParserRuleContext* from) const {
    if (from->stop == nullptr || from->stop->getTokenIndex() < from->start->getTokenIndex()) {
      const Span next = token(from->start).span;  // nothing was written
      return {next.file, next.begin, next.begin};
    }
    return join(token(from->start).span, token(from->stop).span);
  }
  Name name_at(const antlr4::Token* from) const {
    const Token& found = token(from);
    return {std::string(found.text), found.span};
  }
  Name name(const ParserRuleContext* from) const { return name_at(from->start); }
  Name word(TerminalNode* from) const { return name_at(from->getSymbol()); }
  // `city`, or `address.city` as one name.
  Name dotted(const std::vector<Parser::WordContext*>& from) const {
    Name made = name(from.front());
    for (std::size_t i = 1; i < from.size(); ++i) {
      made.text += "." + name(from[i]).text;
      made.span = join(made.span, name(from[i]).span);
    }
    return made;
  }
  ExprId add(ExprKind kind, Span at) {
    tree_.expressions.push_back({std::move(kind), at});
    return {static_cast<std::uint32_t>(tree_.expressions.size() - 1)};
  }

  // -------------------------------------------------------------- schema
  Schema schema(Parser::SchemaContext* from);
  SchemaItemKind item_kind(Parser::SchemaItemContext* from);
  ChoiceType choice(Parser::ChoiceContext* from) const;
  Identifier identifier(Parser::IdentifierContext* from) const;
  Touchpoint touchpoint(Parser::TouchpointContext* from) const;
  Link link(Parser::LinkContext* from) const;
  Table table(Parser::TableContext* from) const;
  std::vector<Field> fields(const std::vector<Parser::FieldContext*>& from) const;
  FieldType field_type(Parser::FieldTypeContext* from) const;

  // -------------------------------------------------------------- rules
  Rule rule(Parser::WendRuleContext* from);
  ClauseKind clause_kind(Parser::ClauseContext* from);
  Limit limit(Parser::LimitClauseContext* from) const;
  Trigger trigger(Parser::TriggerContext* from);
  Change change(Parser::ChangeContext* from);
  Stay stay(Parser::StayContext* from);
  Journey journey(Parser::JourneyContext* from);
  Stage stage(Parser::StageContext* from);
  Approach approach(Parser::ApproachContext* from);
  Recurring recurring(Parser::RecurringContext* from);
  Crossing crossing(Parser::CrossingContext* from);
  Step first_step(Parser::FirstStepContext* from);
  Step next_step(Parser::NextStepContext* from);
  Repetition repetition(Parser::RepetitionContext* from) const;
  Absence absence(Parser::AbsenceContext* from);
  Absence silence(Parser::SilenceContext* from);
  Call call(Parser::CallContext* from);
  std::optional<Name> place(Parser::ForPlaceContext* from) const;

  // -------------------------------------------------------------- tests
  Test test(Parser::WendTestContext* from);
  TestLineKind line_kind(Parser::TestLineContext* from);
  Call happened(Parser::HappenedContext* from);
  Expecting expecting(Parser::ExpectingContext* from);
  TestTime test_time(Parser::TestTimeContext* from) const;
  void add_fields(Parser::TestFieldsContext* from, Call& to);
  ExprId items(Parser::TestFieldContext* from);

  // -------------------------------------------------------------- patterns
  Pattern pattern(Parser::PatternContext* from);
  FieldPattern field_pattern(Parser::FieldPatternContext* from);
  void modifiers(Parser::OnPartContext* on, Parser::WherePartContext* where, Pattern& to);
  std::vector<Name> names(Parser::NamesContext* from) const;
  ExprId comparison(Parser::ComparisonContext* from);
  ExprId compared(ExprId left, Parser::ComparisonTailContext* tail, Span at);
  ExprId plain(Parser::PlainContext* from);
  Amount amount(Parser::AmountContext* from) const;
  std::optional<Amount> maybe_amount(Parser::AmountContext* from) const;
  std::optional<Name> same_value(Parser::SameValueContext* from) const;
  Window window(Parser::WindowContext* from);
  Reach reach(Parser::ReachContext* from);
  Before before(Parser::BeforeContext* from) const;
  ExprId nth(Parser::NthContext* from);
  ExprId time_since(Parser::TimeSinceContext* from);
  std::optional<Same> same(Parser::SameContext* from) const;

  // -------------------------------------------------------------- expressions
  ExprId expression(Parser::ExpressionContext* from);
  ExprId binary(BinaryOp op, Parser::ExpressionContext* left, Parser::ExpressionContext* right,
                Span op_span, Span at);
  ExprId operand(Parser::OperandContext* from);
  ExprId product(Parser::ProductContext* from);
  ExprId equality(Parser::EqualityContext* from);
  ExprId between(Parser::BetweenContext* from);
  ExprId group(Parser::GroupContext* from);
  ExprId existence(Parser::ExistenceContext* from);
  ExprId counting(Parser::CountingContext* from);
  ExprId aggregate(Parser::AggregateContext* from);
  ExprId path(Parser::PathContext* from);
  ExprId lookup(Parser::NameContext* table, Parser::ExpressionContext* key,
                const std::vector<Parser::WordContext*>& parts, Span at);
  ExprId literal(Parser::LiteralContext* from);
  void options_of(ExprId chain, std::vector<ExprId>& to) const;
  static BinaryOp compare(Parser::CompareContext* from);
  static BinaryOp text_test(Parser::TextTestContext* from);

  const Tokens& tokens_;
  Tree& tree_;
};

}  // namespace wend::syntax
