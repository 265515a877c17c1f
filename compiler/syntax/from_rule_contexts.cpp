// SPDX-License-Identifier: Apache-2.0
//
// Contexts of declarations, rules and their clauses to nodes.
#include "compiler/syntax/text_literal.h"
#include "compiler/syntax/tree_builder.h"

namespace wend::syntax {

using Parser = wend_grammar::WendParser;

Declaration TreeBuilder::declaration(const Parser::DeclarationContext* from_const) {
  auto* from = const_cast<Parser::DeclarationContext*>(from_const);
  const Span at = span(from);
  if (auto* it = from->importing()) {
    const Token& path = token(it->TEXT());
    return {Import{text_value(path.text), path.span}, {}, at};
  }
  if (auto* it = from->schema()) return {schema(it), {}, at};
  if (auto* it = from->define()) {
    if (it->pattern() != nullptr)
      return {DefineTouchpoint{name(it->name()), pattern(it->pattern())}, {}, at};
    return {Define{name(it->name()), expression(it->expression())}, {}, at};
  }
  if (auto* it = from->segment()) {
    return {Segment{name(it->name()), expression(it->expression())}, {}, at};
  }
  if (auto* it = from->wendTest()) return {test(it), {}, at};
  if (auto* it = from->journey()) return {journey(it), {}, at};
  return {rule(from->wendRule()), {}, at};
}

Rule TreeBuilder::rule(Parser::WendRuleContext* from) {
  Rule made;
  made.name = name(from->name(0));
  if (from->FORMERLY() != nullptr) made.formerly = name(from->name(1));
  if (auto* each = from->forEach()) made.for_each = name(each->word());
  if (from->TEXT() != nullptr) {
    made.title = text_value(token(from->TEXT()).text);
    made.title_span = token(from->TEXT()).span;
  }
  for (auto* one : from->clause()) made.clauses.push_back(clause(one));
  return made;
}

Journey TreeBuilder::journey(Parser::JourneyContext* from) {
  Journey made{name(from->name()), {}};
  for (auto* one : from->stage()) made.stages.push_back(stage(one));
  return made;
}

Stage TreeBuilder::stage(Parser::StageContext* from) {
  Stage made{name(from->name()), trigger(from->trigger()), {}, {}, span(from)};
  if (from->expression() != nullptr) made.test = expression(from->expression());
  return made;
}

Clause TreeBuilder::clause(Parser::ClauseContext* from) {
  return {clause_kind(from), {}, span(from), token(from->start).span};
}

ClauseKind TreeBuilder::clause_kind(Parser::ClauseContext* from) {
  if (auto* it = from->whenClause()) return When{trigger(it->trigger())};
  if (auto* it = from->ifClause()) return If{expression(it->expression())};
  if (auto* it = from->doClause()) return Do{call(it->call()), place(it->forPlace())};
  if (auto* it = from->alsoClause()) return Also{call(it->call()), place(it->forPlace())};
  if (auto* it = from->limitClause()) return limit(it);
  if (auto* it = from->decideClause()) return Decide{it->ONCE() != nullptr};
  auto* it = from->priorityClause();
  return Priority{(it->MINUS() != nullptr ? "-" : "") + text(it->NUMBER())};
}

std::optional<Name> TreeBuilder::place(Parser::ForPlaceContext* from) const {
  return from == nullptr ? std::nullopt : std::optional(name(from->name()));
}

Limit TreeBuilder::limit(Parser::LimitClauseContext* from) const {
  Limit made;
  made.none = from->NONE() != nullptr;
  made.once = from->ONCE() != nullptr;
  if (made.once) made.times = "1";
  if (from->NUMBER() != nullptr) made.times = text(from->NUMBER());
  if (from->word() != nullptr) made.per = name(from->word());
  made.in = maybe_amount(from->amount());
  return made;
}

Trigger TreeBuilder::trigger(Parser::TriggerContext* from) {
  Trigger made;
  made.span = span(from);
  if (from->silence() != nullptr) made.absence = silence(from->silence());
  if (from->change() != nullptr) made.change = change(from->change());
  if (from->stay() != nullptr) made.stay = stay(from->stay());
  if (from->crossing() != nullptr) made.crossing = crossing(from->crossing());
  if (from->approach() != nullptr) made.approach = approach(from->approach());
  if (from->recurring() != nullptr) made.recurring = recurring(from->recurring());
  if (from->firstStep() != nullptr) made.steps.push_back(first_step(from->firstStep()));
  for (auto* one : from->nextStep()) made.steps.push_back(next_step(one));
  if (from->absence() != nullptr) made.absence = absence(from->absence());
  if (from->allWithin() != nullptr) made.all_within = amount(from->allWithin()->amount());
  return made;
}

Change TreeBuilder::change(Parser::ChangeContext* from) {
  Change made;
  if (from->name() != nullptr) made.journey = name(from->name());
  made.field = name(from->word());
  made.back = from->BACK() != nullptr;
  made.becomes = from->BECOMES() != nullptr;
  const std::vector<Parser::PlainContext*> values = from->plain();
  if (from->FROM() != nullptr) made.from = plain(values.front());
  if (from->TO() != nullptr || made.becomes) made.to = plain(values.back());
  made.span = span(from);
  return made;
}

Stay TreeBuilder::stay(Parser::StayContext* from) {
  Stay made{
      name(from->name()), name(from->word()), plain(from->plain()), amount(from->amount()), {},
      span(from)};
  if (from->pattern() != nullptr) made.without = pattern(from->pattern());
  return made;
}

Approach TreeBuilder::approach(Parser::ApproachContext* from) {
  Approach made;
  for (auto* one : from->distances()->amount()) made.distances.push_back(amount(one));
  if (auto* of = from->fieldPattern()) {
    FieldPattern dated = field_pattern(of);
    made.field = dated.field;
    made.path = join(dated.pattern.touchpoints[0].span, made.field.span);
    made.event = std::move(dated.pattern);
  } else {
    made.field = name(from->word());
    made.path = join(token(from->CUSTOMER()).span, made.field.span);
  }
  if (auto* it = from->untilPart()) made.until = pattern(it->pattern());
  if (from->CLOCK() != nullptr) made.clock = word(from->CLOCK());
  if (auto* passed = from->ifPassed())
    made.if_passed = passed->ONCE() != nullptr ? IfPassed::AtOnce : IfPassed::Skip;
  made.span = span(from);
  return made;
}

Recurring TreeBuilder::recurring(Parser::RecurringContext* from) {
  Recurring made;
  const std::vector<Parser::NameContext*> names = from->name();
  made.period = name(names.front());
  if (names.size() > 1) made.day_word = name(names.back());
  if (from->NUMBER() != nullptr) made.day = word(from->NUMBER());
  made.clock = word(from->CLOCK());
  made.span = span(from);
  return made;
}

Crossing TreeBuilder::crossing(Parser::CrossingContext* from) {
  return {name(from->name()), from->FALLS() != nullptr, plain(from->plain()), span(from)};
}

Step TreeBuilder::first_step(Parser::FirstStepContext* from) {
  Step made;
  made.pattern = pattern(from->pattern());
  if (from->name() != nullptr) made.as = name(from->name());
  if (from->repetition() != nullptr) made.repetition = repetition(from->repetition());
  made.span = span(from);
  return made;
}

Step TreeBuilder::next_step(Parser::NextStepContext* from) {
  Step made;
  made.pattern = pattern(from->pattern());
  if (from->name() != nullptr) made.as = name(from->name());
  made.same = same_value(from->sameValue());
  made.within = maybe_amount(from->amount());
  for (auto* one : from->without())
    made.without.push_back({pattern(one->pattern()), same_value(one->sameValue())});
  made.span = span(from);
  return made;
}

Repetition TreeBuilder::repetition(Parser::RepetitionContext* from) const {
  Repetition made;
  made.times = from->NUMBER() != nullptr ? text(from->NUMBER()) : "1";
  if (from->EVERY() != nullptr) made.occurring = Occurring::Every;
  if (from->FOR() != nullptr) made.occurring = Occurring::FirstTime;
  made.same = same_value(from->sameValue());
  if (from->IN() != nullptr) made.reach = InAmount{amount(from->amount())};
  if (from->EVER() != nullptr) made.reach = Ever{};
  if (from->RECORD() != nullptr) made.reach = OnRecord{};
  if (from->EVER() != nullptr) made.reach_span = token(from->EVER()).span;
  if (from->ON() != nullptr)
    made.reach_span = join(token(from->ON()).span, token(from->RECORD()).span);
  made.span = span(from);
  return made;
}

Absence TreeBuilder::absence(Parser::AbsenceContext* from) {
  Absence made;
  made.pattern = pattern(from->pattern());
  made.same = same_value(from->sameValue());
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

Absence TreeBuilder::silence(Parser::SilenceContext* from) {
  Absence made;
  made.pattern = pattern(from->pattern());
  made.same = same_value(from->sameValue());
  made.within = maybe_amount(from->amount());
  if (from->LAST() != nullptr) made.anchor = Anchor::Last;
  made.span = span(from);
  return made;
}

Call TreeBuilder::call(Parser::CallContext* from) {
  Call made{name(from->name()), {}, span(from)};
  for (auto* one : from->argument()) {
    made.arguments.push_back({name(one->word()), expression(one->expression())});
  }
  return made;
}

}  // namespace wend::syntax
