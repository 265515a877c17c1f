// SPDX-License-Identifier: Apache-2.0
//
// Schemas with every type of field, and their text.
#include <fmt/format.h>

#include "compiler/program/units.h"
#include "tests/differential/trials/world.h"

namespace wend::differential {
namespace {

// One name, one type: so that fields of several touchpoints can be spoken of together.
struct Stock {
  const char* name;
  ValueType type;
};
const std::vector<Stock>& stock() {
  static const std::vector<Stock> all = {
      {"items", {ValueKind::Whole, 0, 0, 0}},         {"score", {ValueKind::Decimal, 2, 0, 0}},
      {"fine", {ValueKind::Decimal, 6, 0, 0}},        {"price", {ValueKind::Money, 0, 0, 0}},
      {"total", {ValueKind::Money, 0, 0, 0}},         {"share", {ValueKind::Percent, 0, 0, 0}},
      {"due", {ValueKind::Instant, 0, 0, 0}},         {"day", {ValueKind::Date, 0, 0, 0}},
      {"clock", {ValueKind::TimeOfDay, 0, 0, 0}},     {"wait", {ValueKind::Duration, 0, 0, 0}},
      {"note", {ValueKind::Text, 0, 40, 0}},          {"words", {ValueKind::Text, 0, 0, 0}},
      {"urgent", {ValueKind::YesNo, 0, 0, 0}},        {"tier", {ValueKind::Choice, 0, 0, 1}},
      {"colour", {ValueKind::Choice, 0, 0, 2}},       {"tags", {ValueKind::SetOf, 0, 0, 2}},
      {"product", {ValueKind::Identifier, 0, 24, 0}}, {"order", {ValueKind::Identifier, 0, 15, 1}},
  };
  return all;
}

SchemaField field_of(const Stock& from, Random& random, unsigned optional_percent) {
  SchemaField field;
  field.name = from.name;
  field.type = from.type;
  field.optional = random.chance(optional_percent);
  return field;
}

std::vector<SchemaField> some_fields(Random& random, unsigned percent, unsigned optional_percent) {
  std::vector<SchemaField> fields;
  for (const Stock& one : stock())
    if (random.chance(one.type.kind == ValueKind::Identifier ? percent + 25 : percent))
      fields.push_back(field_of(one, random, optional_percent));
  return fields;
}

void add_types(Schema& schema, Random& random) {
  schema.choices.push_back({"Channel", {}, false, {}});
  schema.choices.push_back({"Tier", {"bronze", "silver", "gold"}, true, {}});
  schema.choices.push_back({"Colour", {"red", "green", "blue", "grey"}, false, {}});
  const auto remembering = static_cast<std::uint32_t>(random.between(1, 4));
  schema.identifiers.push_back({"Product", 24, remembering, {}, 0, {}});
  schema.identifiers.push_back(
      {"Order", 15, static_cast<std::uint32_t>(random.between(1, 3)), {}, 0, {}});
}

void add_channels(Schema& schema, Random& random) {
  for (const char* name : {"web", "app", "shop"}) {
    const std::vector<std::optional<bool>> kinds = {std::nullopt, true, false};
    schema.channels.push_back({name, random.pick(kinds), {}});
    schema.choices[0].values.push_back(name);
  }
}

void add_touchpoints(Schema& schema, Random& random) {
  const std::vector<std::string> names = {"viewed", "bought", "called", "mailed", "left"};
  const std::size_t count = 3 + random.below(3);
  for (std::size_t i = 0; i < count; ++i) {
    SchemaTouchpoint touchpoint;
    touchpoint.name = names[i];
    touchpoint.by_customer = i == 0 || random.chance(80);
    for (std::uint32_t channel = 0; channel < 3; ++channel)
      if (random.chance(70)) touchpoint.channels.push_back(channel);
    if (touchpoint.channels.empty()) touchpoint.channels.push_back(0);
    touchpoint.fields = some_fields(random, 42, 25);
    for (SchemaField& field : touchpoint.fields) field.personal = random.chance(10);
    schema.touchpoints.push_back(std::move(touchpoint));
  }
}

void add_actions(Schema& schema, Random& random) {
  for (const char* name : {"remind", "offer", "note_down"}) {
    SchemaAction action;
    action.name = name;
    action.purpose = random.chance(50) ? "service" : "marketing";
    for (const Stock& one : stock())
      if (random.chance(16))
        action.arguments.push_back(
            field_of(one, random, one.type.kind == ValueKind::SetOf ? 100 : 30));
    if (action.arguments.empty()) action.arguments.push_back(field_of(stock()[0], random, 0));
    schema.actions.push_back(std::move(action));
  }
}

void add_lateness(Schema& schema, Random& random) {
  if (random.chance(60)) return;
  schema.lateness_ms =
      random.pick(std::vector<std::int64_t>{1000, 90'000, 600'000, 7'200'000, 100'000'000});
  schema.open_events = random.pick(std::vector<std::uint32_t>{1, 2, 3, 8, 64});
}

// Visitors, who may be customers: some touchpoints come from them, and one or two link one.
void add_identities(Schema& schema, Random& random) {
  if (schema.lateness_ms != 0 || random.chance(40)) return;
  const auto kind = static_cast<std::uint32_t>(schema.identifiers.size());
  const auto remembering = static_cast<std::uint32_t>(random.between(1, 3));
  const auto aliases = static_cast<std::uint32_t>(random.between(1, 3));
  schema.identifiers.push_back({"Visitor", 15, remembering, {}, aliases, {}});
  const std::size_t links = random.below(schema.touchpoints.size());
  for (std::size_t i = 0; i < schema.touchpoints.size(); ++i) {
    SchemaTouchpoint& touchpoint = schema.touchpoints[i];
    if (i == links || random.chance(15)) {
      touchpoint.links.push_back(static_cast<std::uint32_t>(touchpoint.fields.size()));
      touchpoint.fields.push_back(
          {"visitor", {ValueKind::Identifier, 0, 15, kind}, random.chance(70), false, {}});
    } else if (random.chance(75)) {
      touchpoint.identity = kind;
    }
  }
}

std::string type_text(const Schema& schema, const ValueType& type) {
  switch (type.kind) {
    case ValueKind::Whole: return "whole";
    case ValueKind::Decimal: return fmt::format("decimal {} places", type.places);
    case ValueKind::Money: return "money";
    case ValueKind::Percent: return "percent";
    case ValueKind::Instant: return "instant";
    case ValueKind::Date: return "date";
    case ValueKind::TimeOfDay: return "time";
    case ValueKind::Duration: return "duration";
    case ValueKind::Text:
      return type.length == 0 ? "text" : fmt::format("text up to {} characters", type.length);
    case ValueKind::YesNo: return "yes or no";
    case ValueKind::Choice: return schema.choices[type.declared].name;
    case ValueKind::SetOf: return "set of " + schema.choices[type.declared].name;
    case ValueKind::Identifier: return schema.identifiers[type.declared].name;
  }
  return "";
}

std::string fields_text(const Schema& schema, const std::vector<SchemaField>& fields) {
  std::string text;
  for (const SchemaField& field : fields)
    text += fmt::format("    {}: {}{}{}\n", field.name, type_text(schema, field.type),
                        field.optional ? " optional" : "", field.personal ? " personal" : "");
  return text;
}

std::string names_text(const Schema& schema, const std::vector<std::uint32_t>& channels) {
  if (channels.size() == 1) return schema.channels[channels[0]].name;
  std::string text = "(";
  for (const std::uint32_t channel : channels)
    text += (text.size() > 1 ? " or " : "") + schema.channels[channel].name;
  return text + ")";
}

std::string identities_text(const Schema& schema, const SchemaTouchpoint& touchpoint) {
  if (touchpoint.identity) return " from " + schema.identifiers[*touchpoint.identity].name;
  return touchpoint.links.empty() ? "" : " links " + touchpoint.fields[touchpoint.links[0]].name;
}

std::string types_text(const Schema& schema) {
  std::string text;
  for (std::size_t i = 1; i < schema.choices.size(); ++i) {
    const Choice& choice = schema.choices[i];
    text += fmt::format("  choice {} = {}\n", choice.name,
                        fmt::join(choice.values, choice.ordered ? " < " : " or "));
  }
  for (const IdentifierKind& kind : schema.identifiers)
    text += fmt::format("  identifier {} up to {} characters remembering {} with {} open for {}\n",
                        kind.name, kind.length, *kind.remembering, kind.instances->open,
                        program::stretch_words(kind.instances->life));
  for (const IdentifierKind& kind : schema.identifiers)
    if (kind.aliases != 0) text += fmt::format("  identity {} up to {}\n", kind.name, kind.aliases);
  return text;
}

}  // namespace

Schema make_schema(Random& random) {
  Schema schema;
  schema.name = "trial";
  schema.zone = random.pick(
      std::vector<std::string>{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"});
  schema.grain_ms = random.chance(50) ? 1000 : 1;
  schema.history_complete = random.chance(50);
  schema.history_begins = 10957;  // 2000-01-01
  schema.currency = "EUR";
  schema.currency_digits = random.pick(std::vector<std::uint8_t>{0, 2, 2, 3});
  add_types(schema, random);
  add_channels(schema, random);
  schema.customer = some_fields(random, 40, 70);
  std::erase_if(schema.customer, [](const SchemaField& field) { return field.name == "words"; });
  if (schema.customer.empty()) schema.customer.push_back(field_of(stock()[0], random, 50));
  for (SchemaField& field : schema.customer) field.personal = random.chance(20);
  add_touchpoints(schema, random);
  add_actions(schema, random);
  add_lateness(schema, random);
  add_identities(schema, random);
  return schema;
}

std::string text_of(const Schema& schema) {
  std::string text = fmt::format("schema {}\n  zone \"{}\"\n  grain 1 {}\n", schema.name,
                                 schema.zone, schema.grain_ms == 1 ? "millisecond" : "second");
  text += schema.history_complete ? "  history complete\n" : "  history begins 2000-01-01\n";
  text += fmt::format("  currency {} {} digits\n", schema.currency, schema.currency_digits);
  if (schema.lateness_ms != 0)
    text += fmt::format("  lateness {} seconds up to {} events\n", schema.lateness_ms / 1000,
                        schema.open_events);
  text += types_text(schema) + "  customer\n" + fields_text(schema, schema.customer);
  for (const SchemaChannel& channel : schema.channels)
    text += fmt::format("  channel {}{}\n", channel.name,
                        !channel.live   ? ""
                        : *channel.live ? " live"
                                        : " deferred");
  for (const SchemaTouchpoint& touchpoint : schema.touchpoints)
    text += fmt::format(
        "  touchpoint {} on {}{}{}\n{}", touchpoint.name, names_text(schema, touchpoint.channels),
        touchpoint.by_customer ? "" : " by company", identities_text(schema, touchpoint),
        fields_text(schema, touchpoint.fields));
  for (const SchemaAction& action : schema.actions)
    text += fmt::format("  action {} purpose {}\n{}", action.name, action.purpose,
                        fields_text(schema, action.arguments));
  return text + "  place the_next\n";
}

}  // namespace wend::differential
