// SPDX-License-Identifier: Apache-2.0
//
// Contexts of a schema to nodes.
#include "compiler/syntax/text_literal.h"
#include "compiler/syntax/tree_builder.h"

namespace wend::syntax {

using Parser = wend_grammar::WendParser;

Schema TreeBuilder::schema(Parser::SchemaContext* from) {
  Schema made{name(from->name()), {}};
  for (auto* item : from->schemaItem()) made.items.push_back(schema_item(item));
  return made;
}

SchemaItem TreeBuilder::schema_item(Parser::SchemaItemContext* from) {
  return {item_kind(from), {}, span(from)};
}

SchemaItemKind TreeBuilder::item_kind(Parser::SchemaItemContext* from) {
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
  if (auto* it = from->place()) return PlaceItem{name(it->name())};
  if (auto* it = from->link()) return link(it);
  if (auto* it = from->record()) return Record{name(it->name()), fields(it->field())};
  if (auto* it = from->visit()) return Visit{pattern(it->pattern()), amount(it->amount())};
  if (auto* it = from->lateness())
    return Lateness{amount(it->amount()), text(it->NUMBER()), name(it->name())};
  if (auto* it = from->identity()) return IdentityItem{name(it->name()), text(it->NUMBER())};
  if (auto* it = from->table()) return table(it);
  if (auto* it = from->level()) return Level{name(it->name()), name(it->word())};
  auto* it = from->action();
  return Action{name(it->name(0)), name(it->name(1)), fields(it->field())};
}

ChoiceType TreeBuilder::choice(Parser::ChoiceContext* from) const {
  ChoiceType made;
  made.ordered = !from->LESS().empty();
  made.name = name(from->name(0));
  for (std::size_t i = 1; i < from->name().size(); ++i) made.values.push_back(name(from->name(i)));
  return made;
}

Identifier TreeBuilder::identifier(Parser::IdentifierContext* from) const {
  Identifier made{name(from->name()), text(from->NUMBER(0)), std::nullopt, std::nullopt};
  if (from->REMEMBERING() != nullptr) made.remembering = text(from->NUMBER(1));
  if (auto* it = from->instances())
    made.instances = InstanceBound{text(it->NUMBER()), amount(it->amount()), span(it)};
  return made;
}

Touchpoint TreeBuilder::touchpoint(Parser::TouchpointContext* from) const {
  Touchpoint made;
  made.name = name(from->name(0));
  made.channels = names(from->names());
  if (from->ABOUT() != nullptr) made.about = name(from->name(1));
  if (from->FROM() != nullptr) made.from = name(from->name(made.about ? 2 : 1));
  if (from->words() != nullptr)
    for (auto* one : from->words()->word()) made.links.push_back(name(one));
  if (from->WITHOUT() != nullptr) made.without = name(from->name().back());
  made.by_written = from->BY() != nullptr;
  made.by_company = from->COMPANY() != nullptr;
  made.fields = fields(from->field());
  return made;
}

Link TreeBuilder::link(Parser::LinkContext* from) const {
  Link made;
  made.kind = name(from->name());
  made.touchpoints = names(from->names(0));
  made.field = name(from->word(0));
  for (std::size_t i = 1; i < from->word().size(); ++i) made.carried.push_back(name(from->word(i)));
  auto* bound = from->linkBound();
  made.per_value = text(bound->NUMBER(0));
  made.value = name(bound->word());
  made.per_customer = text(bound->NUMBER(1));
  made.bounds = span(bound);
  made.life = amount(from->amount());
  if (from->UNTIL() != nullptr) made.until = names(from->names(1));
  return made;
}

Table TreeBuilder::table(Parser::TableContext* from) const {
  std::vector<Field> all = fields(from->field());
  Table made;
  made.name = name(from->name());
  made.key = std::move(all.front());
  made.rows = text(from->NUMBER());
  made.rows_span = join(token(from->NUMBER()).span, token(from->ROWS()).span);
  made.columns.assign(std::make_move_iterator(all.begin() + 1), std::make_move_iterator(all.end()));
  return made;
}

std::vector<Field> TreeBuilder::fields(const std::vector<Parser::FieldContext*>& from) const {
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

FieldType TreeBuilder::field_type(Parser::FieldTypeContext* from) const {
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
  else if (from->LIST() != nullptr)
    made.word = TypeWord::ListOf;
  return made;
}

}  // namespace wend::syntax
