// SPDX-License-Identifier: Apache-2.0
//
// Contexts of tests and their lines to nodes.
#include "compiler/syntax/text_literal.h"
#include "compiler/syntax/tree_builder.h"

namespace wend::syntax {

using Parser = wend_grammar::WendParser;

Test TreeBuilder::test(Parser::WendTestContext* from) {
  const Token& title = token(from->TEXT());
  Test made{text_value(title.text), title.span, {}};
  for (auto* one : from->testLine()) made.lines.push_back(test_line(one));
  return made;
}

TestLine TreeBuilder::test_line(Parser::TestLineContext* from) {
  return {line_kind(from), {}, span(from), token(from->start).span};
}

TestLineKind TreeBuilder::line_kind(Parser::TestLineContext* from) {
  if (auto* it = from->given()) return Given{happened(it->happened())};
  if (auto* it = from->expecting()) return expecting(it);
  auto* it = from->happening();
  Happening made{test_time(it->testTime()), happened(it->happened()), {}, {}, {}, {}};
  if (it->NO() != nullptr) made.no = token(it->NO()).span;
  if (it->name() != nullptr) made.channel = name(it->name());
  if (it->TEXT() != nullptr) {
    made.from = text_value(token(it->TEXT()).text);
    made.from_span = token(it->TEXT()).span;
  }
  return made;
}

Call TreeBuilder::happened(Parser::HappenedContext* from) {
  Call made{name(from), {}, span(from)};
  add_fields(from->testFields(), made);
  return made;
}

void TreeBuilder::add_fields(Parser::TestFieldsContext* from, Call& to) {
  for (auto* one : from->testField()) {
    const bool is_plain = one->expression() != nullptr;
    to.arguments.push_back(
        {dotted(one->word()), is_plain ? expression(one->expression()) : items(one)});
  }
}

ExprId TreeBuilder::items(Parser::TestFieldContext* from) {
  Items made;
  for (auto* item : from->item()) {
    std::vector<Argument>& fields = made.items.emplace_back();
    for (auto* one : item->argument())
      fields.push_back({name(one->word()), expression(one->expression())});
  }
  const Span first = token(from->item().front()->start).span;
  return add(std::move(made), join(first, token(from->stop).span));
}

Expecting TreeBuilder::expecting(Parser::ExpectingContext* from) {
  Expecting made;
  made.no = from->NO() != nullptr;
  // [other] ACTION [by RULE]
  std::vector<Parser::NameContext*> names = from->name();
  if (from->BY() != nullptr) {
    made.rule = name(names.back());
    names.pop_back();
  }
  if (names.size() > 1) made.other = name(names.front());
  const Name action = name(names.back());
  made.call = {action, {}, action.span};
  add_fields(from->testFields(), made.call);
  if (from->testFields()->RIGHT() != nullptr)
    made.call.span = join(action.span, token(from->testFields()->RIGHT()).span);
  if (from->NUMBER() != nullptr) made.times = text(from->NUMBER());
  auto* reach = from->expectedTime();
  if (reach == nullptr) return made;
  made.reach = reach->AT() != nullptr     ? ExpectedReach::At
               : reach->FROM() == nullptr ? ExpectedReach::Until
               : reach->TO() != nullptr   ? ExpectedReach::FromTo
                                          : ExpectedReach::FromUntil;
  for (auto* one : reach->testTime()) made.bounds.push_back(test_time(one));
  return made;
}

TestTime TreeBuilder::test_time(Parser::TestTimeContext* from) const {
  TestTime made;
  made.span = span(from);
  if (from->INSTANT() != nullptr) made.instant = text(from->INSTANT());
  if (from->DATE() != nullptr) made.date = text(from->DATE());
  if (from->CLOCK() != nullptr) made.clock = text(from->CLOCK());
  if (from->name() != nullptr) {
    made.day_word = name(from->name());
    made.day = text(from->NUMBER());
  }
  return made;
}

}  // namespace wend::syntax
