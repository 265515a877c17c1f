// SPDX-License-Identifier: Apache-2.0
//
// One small function per rule of the grammar, in its order. Contexts are those of a parse without
// errors, so everything the grammar demands is there.
#include "compiler/syntax/from_contexts.h"

#include "compiler/base/check.h"
#include "compiler/syntax/text_literal.h"

namespace wend::syntax {
namespace {

using Parser = wend_grammar::WendParser;
using antlr4::ParserRuleContext;
using antlr4::tree::TerminalNode;

class Builder {
 public:
  Builder(const Tokens& tokens, Tree& tree) : tokens_(tokens), tree_(tree) {}

  Declaration declaration(const Parser::DeclarationContext* from);
  SchemaItem schema_item(Parser::SchemaItemContext* from);
  Clause clause(Parser::ClauseContext* from);

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
  std::vector<Field> fields(const std::vector<Parser::FieldContext*>& from) const;
  FieldType field_type(Parser::FieldTypeContext* from) const;

  // -------------------------------------------------------------- rules
  Rule rule(Parser::WendRuleContext* from);
  ClauseKind clause_kind(Parser::ClauseContext* from);
  Limit limit(Parser::LimitClauseContext* from) const;
  Trigger trigger(Parser::TriggerContext* from);
  Step first_step(Parser::FirstStepContext* from);
  Step next_step(Parser::NextStepContext* from);
  Repetition repetition(Parser::RepetitionContext* from) const;
  Absence absence(Parser::AbsenceContext* from);
  Absence silence(Parser::SilenceContext* from);
  Call call(Parser::CallContext* from);

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
  Window window(Parser::WindowContext* from);

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
  ExprId literal(Parser::LiteralContext* from);
  void options_of(ExprId chain, std::vector<ExprId>& to) const;
  static BinaryOp compare(Parser::CompareContext* from);
  static BinaryOp text_test(Parser::TextTestContext* from);

  const Tokens& tokens_;
  Tree& tree_;
};

// ---------------------------------------------------------------- declarations

Declaration Builder::declaration(const Parser::DeclarationContext* from_const) {
  auto* from = const_cast<Parser::DeclarationContext*>(from_const);
  const Span at = span(from);
  if (auto* it = from->importing()) {
    const Token& path = token(it->TEXT());
    return {Import{text_value(path.text), path.span}, {}, at};
  }
  if (auto* it = from->schema()) return {schema(it), {}, at};
  if (auto* it = from->define()) {
    return {Define{name(it->name()), expression(it->expression())}, {}, at};
  }
  if (auto* it = from->segment()) {
    return {Segment{name(it->name()), expression(it->expression())}, {}, at};
  }
  return {rule(from->wendRule()), {}, at};
}

Schema Builder::schema(Parser::SchemaContext* from) {
  Schema made{name(from->name()), {}};
  for (auto* item : from->schemaItem()) made.items.push_back(schema_item(item));
  return made;
}

SchemaItem Builder::schema_item(Parser::SchemaItemContext* from) {
  return {item_kind(from), {}, span(from)};
}

SchemaItemKind Builder::item_kind(Parser::SchemaItemContext* from) {
  if (auto* it = from->zone()) return Zone{text_value(token(it->TEXT()).text)};
  if (auto* it = from->grain()) {
    return Grain{
        {text(it->NUMBER()), name(it->name()), join(token(it->NUMBER()).span, span(it->name()))}};
  }
  if (auto* it = from->history()) {
    if (it->DATE() == nullptr) return History{};
    return History{text(it->DATE())};
  }
  if (auto* it = from->currency()) return Currency{name(it->name()), text(it->NUMBER())};
  if (auto* it = from->choice()) return choice(it);
  if (auto* it = from->identifier()) return identifier(it);
  if (auto* it = from->customer()) return CustomerFields{fields(it->field())};
  if (auto* it = from->channel()) {
    Channel made{name(it->name()), std::nullopt};
    if (it->LIVE() != nullptr) made.live = true;
    if (it->DEFERRED() != nullptr) made.live = false;
    return made;
  }
  if (auto* it = from->touchpoint()) return touchpoint(it);
  auto* it = from->action();
  return Action{name(it->name(0)), name(it->name(1)), fields(it->field())};
}

ChoiceType Builder::choice(Parser::ChoiceContext* from) const {
  ChoiceType made;
  made.ordered = !from->LESS().empty();
  made.name = name(from->name(0));
  for (std::size_t i = 1; i < from->name().size(); ++i) made.values.push_back(name(from->name(i)));
  return made;
}

Identifier Builder::identifier(Parser::IdentifierContext* from) const {
  Identifier made{name(from->name()), text(from->NUMBER(0)), std::nullopt};
  if (from->REMEMBERING() != nullptr) made.remembering = text(from->NUMBER(1));
  return made;
}

Touchpoint Builder::touchpoint(Parser::TouchpointContext* from) const {
  Touchpoint made;
  made.name = name(from->name());
  made.channels = names(from->names());
  made.by_written = from->BY() != nullptr;
  made.by_company = from->COMPANY() != nullptr;
  made.fields = fields(from->field());
  return made;
}

std::vector<Field> Builder::fields(const std::vector<Parser::FieldContext*>& from) const {
  std::vector<Field> made;
  for (auto* one : from) {
    Field field;
    field.name = name(one->word());
    field.type = field_type(one->fieldType());
    field.optional = one->OPTIONAL() != nullptr;
    field.personal = one->PERSONAL() != nullptr;
    field.span = span(one);
    made.push_back(std::move(field));
  }
  return made;
}

FieldType Builder::field_type(Parser::FieldTypeContext* from) const {
  FieldType made{TypeWord::Named, "", {}, span(from)};
  if (from->NUMBER() != nullptr) made.number = text(from->NUMBER());
  if (from->NAME() != nullptr) made.name = word(from->NAME());
  if (from->WHOLE() != nullptr)
    made.word = TypeWord::Whole;
  else if (from->DECIMAL() != nullptr)
    made.word = TypeWord::Decimal;
  else if (from->MONEY() != nullptr)
    made.word = TypeWord::Money;
  else if (from->PERCENT_TYPE() != nullptr)
    made.word = TypeWord::Percent;
  else if (from->INSTANT_TYPE() != nullptr)
    made.word = TypeWord::Instant;
  else if (from->DATE_TYPE() != nullptr)
    made.word = TypeWord::Date;
  else if (from->TIME() != nullptr)
    made.word = TypeWord::Time;
  else if (from->DURATION() != nullptr)
    made.word = TypeWord::Duration;
  else if (from->TEXT_TYPE() != nullptr)
    made.word = TypeWord::Text;
  else if (from->YES() != nullptr)
    made.word = TypeWord::YesNo;
  else if (from->SET() != nullptr)
    made.word = TypeWord::SetOf;
  return made;
}

// ---------------------------------------------------------------- rules

Rule Builder::rule(Parser::WendRuleContext* from) {
  Rule made;
  made.name = name(from->name());
  if (from->TEXT() != nullptr) {
    made.title = text_value(token(from->TEXT()).text);
    made.title_span = token(from->TEXT()).span;
  }
  for (auto* one : from->clause()) made.clauses.push_back(clause(one));
  return made;
}

Clause Builder::clause(Parser::ClauseContext* from) {
  return {clause_kind(from), {}, span(from), token(from->start).span};
}

ClauseKind Builder::clause_kind(Parser::ClauseContext* from) {
  if (auto* it = from->whenClause()) return When{trigger(it->trigger())};
  if (auto* it = from->ifClause()) return If{expression(it->expression())};
  if (auto* it = from->doClause()) return Do{call(it->call())};
  if (auto* it = from->alsoClause()) return Also{call(it->call())};
  if (auto* it = from->limitClause()) return limit(it);
  auto* it = from->priorityClause();
  return Priority{(it->MINUS() != nullptr ? "-" : "") + text(it->NUMBER())};
}

Limit Builder::limit(Parser::LimitClauseContext* from) const {
  Limit made;
  made.none = from->NONE() != nullptr;
  made.once = from->ONCE() != nullptr;
  if (made.once) made.times = "1";
  if (from->NUMBER() != nullptr) made.times = text(from->NUMBER());
  if (from->word() != nullptr) made.per = name(from->word());
  made.in = maybe_amount(from->amount());
  return made;
}

Trigger Builder::trigger(Parser::TriggerContext* from) {
  Trigger made;
  made.span = span(from);
  if (from->silence() != nullptr) made.absence = silence(from->silence());
  if (from->firstStep() != nullptr) made.steps.push_back(first_step(from->firstStep()));
  for (auto* one : from->nextStep()) made.steps.push_back(next_step(one));
  if (from->absence() != nullptr) made.absence = absence(from->absence());
  if (from->allWithin() != nullptr) made.all_within = amount(from->allWithin()->amount());
  return made;
}

Step Builder::first_step(Parser::FirstStepContext* from) {
  Step made;
  made.pattern = pattern(from->pattern());
  if (from->name() != nullptr) made.as = name(from->name());
  if (from->repetition() != nullptr) made.repetition = repetition(from->repetition());
  made.span = span(from);
  return made;
}

Step Builder::next_step(Parser::NextStepContext* from) {
  Step made;
  made.pattern = pattern(from->pattern());
  if (from->name() != nullptr) made.as = name(from->name());
  made.within = maybe_amount(from->amount());
  for (auto* one : from->without()) made.without.push_back(pattern(one->pattern()));
  made.span = span(from);
  return made;
}

Repetition Builder::repetition(Parser::RepetitionContext* from) const {
  Repetition made;
  made.times = text(from->NUMBER());
  if (from->word() != nullptr) made.same = name(from->word());
  made.in = maybe_amount(from->amount());
  made.span = span(from);
  return made;
}

Absence Builder::absence(Parser::AbsenceContext* from) {
  Absence made;
  made.pattern = pattern(from->pattern());
  made.within = maybe_amount(from->amount());
  made.span = span(from);
  auto* anchor = from->anchor();
  if (anchor == nullptr) return made;
  made.anchor = anchor->FIRST() != nullptr  ? Anchor::First
                : anchor->LAST() != nullptr ? Anchor::Last
                                            : Anchor::Each;
  if (anchor->NUMBER() != nullptr) made.up_to_open = text(anchor->NUMBER());
  return made;
}

Absence Builder::silence(Parser::SilenceContext* from) {
  Absence made;
  made.pattern = pattern(from->pattern());
  made.within = maybe_amount(from->amount());
  if (from->LAST() != nullptr) made.anchor = Anchor::Last;
  made.span = span(from);
  return made;
}

Call Builder::call(Parser::CallContext* from) {
  Call made{name(from->name()), {}, span(from)};
  for (auto* one : from->argument()) {
    made.arguments.push_back({name(one->word()), expression(one->expression())});
  }
  return made;
}

// ---------------------------------------------------------------- patterns

Pattern Builder::pattern(Parser::PatternContext* from) {
  Pattern made;
  made.touchpoints = names(from->names());
  modifiers(from->onPart(), from->wherePart(), made);
  made.span = span(from);
  return made;
}

FieldPattern Builder::field_pattern(Parser::FieldPatternContext* from) {
  FieldPattern made;
  made.pattern.touchpoints = names(from->names());
  made.field = name(from->word());
  modifiers(from->onPart(), from->wherePart(), made.pattern);
  made.pattern.span = span(from);
  return made;
}

void Builder::modifiers(Parser::OnPartContext* on, Parser::WherePartContext* where, Pattern& to) {
  if (on != nullptr) to.channels = names(on->names());
  if (where == nullptr) return;
  to.where_in_parentheses = where->LEFT() != nullptr;
  to.where =
      to.where_in_parentheses ? expression(where->expression()) : comparison(where->comparison());
}

std::vector<Name> Builder::names(Parser::NamesContext* from) const {
  std::vector<Name> made;
  if (from->TOUCHPOINT() != nullptr) made.push_back(word(from->TOUCHPOINT()));
  for (auto* one : from->name()) made.push_back(name(one));
  return made;
}

ExprId Builder::comparison(Parser::ComparisonContext* from) {
  const Name field = name(from->word());
  const ExprId left = add(Path{{field}}, field.span);
  return compared(left, from->comparisonTail(), span(from));
}

ExprId Builder::compared(ExprId left, Parser::ComparisonTailContext* tail, Span at) {
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

ExprId Builder::plain(Parser::PlainContext* from) {
  if (from->word() != nullptr) {
    const Name found = name(from->word());
    return add(Path{{found}}, found.span);
  }
  const ExprId value = literal(from->literal());
  return from->MINUS() != nullptr ? add(Unary{UnaryOp::Negate, value}, span(from)) : value;
}

Amount Builder::amount(Parser::AmountContext* from) const {
  return {text(from->NUMBER()), name(from->name()), span(from)};
}

std::optional<Amount> Builder::maybe_amount(Parser::AmountContext* from) const {
  if (from == nullptr) return std::nullopt;
  return amount(from);
}

Window Builder::window(Parser::WindowContext* from) {
  Window made;
  made.span = span(from);
  if (from->IN() != nullptr) made.reach = InAmount{amount(from->amount())};
  if (from->SINCE() != nullptr) made.reach = SinceLast{pattern(from->pattern())};
  if (from->EVER() != nullptr) made.reach = Ever{};
  if (from->RECORD() != nullptr) made.reach = OnRecord{};
  if (auto* it = from->paneBound()) made.panes = name(it->name());
  if (auto* it = from->newestBound()) made.newest = text(it->NUMBER());
  if (auto* it = from->upToBound()) made.up_to = text(it->NUMBER());
  return made;
}

// ---------------------------------------------------------------- expressions

ExprId Builder::expression(Parser::ExpressionContext* from) {
  const Span at = span(from);
  if (auto* it = dynamic_cast<Parser::ConstantContext*>(from)) return literal(it->literal());
  if (auto* it = dynamic_cast<Parser::PathContext*>(from)) return path(it);
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
  if (auto* it = dynamic_cast<Parser::NthContext*>(from)) {
    return add(Nth{it->FIRST() != nullptr, field_pattern(it->fieldPattern()), window(it->window())},
               at);
  }
  auto* it = dynamic_cast<Parser::TimeSinceContext*>(from);
  CHECK(it != nullptr);
  return add(TimeSince{it->FIRST() != nullptr, pattern(it->pattern())}, at);
}

ExprId Builder::binary(BinaryOp op, Parser::ExpressionContext* left,
                       Parser::ExpressionContext* right, Span op_span, Span at) {
  const ExprId first = expression(left);
  const ExprId second = expression(right);
  return add(Binary{op, first, second, false, op_span}, at);
}

ExprId Builder::operand(Parser::OperandContext* from) {
  if (auto* it = dynamic_cast<Parser::OperandConstantContext*>(from)) return literal(it->literal());
  if (auto* it = dynamic_cast<Parser::OperandGroupContext*>(from)) {
    return add(Group{expression(it->expression())}, span(from));
  }
  if (auto* it = dynamic_cast<Parser::OperandSharedContext*>(from)) {
    return add(That{name(it->word())}, span(from));
  }
  auto* it = dynamic_cast<Parser::OperandPathContext*>(from);
  CHECK(it != nullptr);
  Path made{{name_at(from->start)}};
  for (auto* one : it->word()) made.parts.push_back(name(one));
  return add(std::move(made), span(from));
}

ExprId Builder::product(Parser::ProductContext* from) {
  auto* op = from->STAR() != nullptr ? from->STAR() : from->SLASH();
  return binary(from->STAR() != nullptr ? BinaryOp::Multiply : BinaryOp::Divide,
                from->expression(0), from->expression(1), token(op).span, span(from));
}

ExprId Builder::equality(Parser::EqualityContext* from) {
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
void Builder::options_of(ExprId chain, std::vector<ExprId>& to) const {
  const auto* both = std::get_if<Binary>(&tree_[chain].kind);
  if (both == nullptr || both->op != BinaryOp::Or) {
    to.push_back(chain);
    return;
  }
  options_of(both->left, to);
  options_of(both->right, to);
}

ExprId Builder::between(Parser::BetweenContext* from) {
  const ExprId value = expression(from->expression(0));
  const ExprId low = expression(from->expression(1));
  const ExprId high = expression(from->expression(2));
  return add(Between{value, low, high, from->NOT() != nullptr}, span(from));
}

ExprId Builder::group(Parser::GroupContext* from) {
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

ExprId Builder::existence(Parser::ExistenceContext* from) {
  return add(Exists{from->NO() != nullptr, pattern(from->pattern()), window(from->window())},
             span(from));
}

ExprId Builder::counting(Parser::CountingContext* from) {
  if (from->DIFFERENT() != nullptr) {
    return add(CountDifferent{field_pattern(from->fieldPattern()), window(from->window())},
               span(from));
  }
  return add(Count{pattern(from->pattern()), window(from->window())}, span(from));
}

ExprId Builder::aggregate(Parser::AggregateContext* from) {
  const AggregateKind kind = from->SUM() != nullptr       ? AggregateKind::Sum
                             : from->AVERAGE() != nullptr ? AggregateKind::Average
                             : from->LARGEST() != nullptr ? AggregateKind::Largest
                                                          : AggregateKind::Smallest;
  return add(Aggregate{kind, field_pattern(from->fieldPattern()), window(from->window())},
             span(from));
}

ExprId Builder::path(Parser::PathContext* from) {
  Path made{{name_at(from->start)}};
  for (auto* one : from->word()) made.parts.push_back(name(one));
  return add(std::move(made), span(from));
}

ExprId Builder::literal(Parser::LiteralContext* from) {
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

BinaryOp Builder::compare(Parser::CompareContext* from) {
  if (from->LESS() != nullptr) return BinaryOp::Less;
  if (from->LESS_EQUAL() != nullptr) return BinaryOp::LessEqual;
  if (from->GREATER() != nullptr) return BinaryOp::Greater;
  return BinaryOp::GreaterEqual;
}

BinaryOp Builder::text_test(Parser::TextTestContext* from) {
  if (from->CONTAINS() != nullptr) return BinaryOp::Contains;
  if (from->STARTS() != nullptr) return BinaryOp::StartsWith;
  if (from->ENDS() != nullptr) return BinaryOp::EndsWith;
  return BinaryOp::Includes;
}

}  // namespace

void append(const Parser::DeclarationContext* from, const Tokens& tokens, Tree& tree) {
  tree.declarations.push_back(Builder(tokens, tree).declaration(from));
}

void append_clauses(const std::vector<Parser::ClauseContext*>& from, const Tokens& tokens,
                    Tree& tree, std::vector<Clause>& to) {
  Builder builder(tokens, tree);
  for (auto* one : from) to.push_back(builder.clause(one));
}

void append_items(const std::vector<Parser::SchemaItemContext*>& from, const Tokens& tokens,
                  Tree& tree, std::vector<SchemaItem>& to) {
  Builder builder(tokens, tree);
  for (auto* one : from) to.push_back(builder.schema_item(one));
}

}  // namespace wend::syntax
