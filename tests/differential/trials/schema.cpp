// SPDX-License-Identifier: Apache-2.0
//
// Schemas with every type of field, and their text.
#include <algorithm>

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

// What has a name of its own in an event; nothing in it that a rule could count by.
std::vector<SchemaField> record_fields(Random& random, bool of_items) {
  std::vector<SchemaField> fields = some_fields(random, 45, 25);
  std::erase_if(fields, [&](const SchemaField& field) {
    const ValueKind kind = field.type.kind;
    return !of_items && (kind == ValueKind::Identifier || kind == ValueKind::Choice);
  });
  if (fields.empty()) fields.push_back(field_of(stock()[3], random, 25));
  return fields;
}

void add_records(Schema& schema, Random& random) {
  schema.records.push_back({"Line", record_fields(random, true), {}});
  schema.records.push_back({"Spot", record_fields(random, false), {}});
}

void add_parts(const Schema& schema, SchemaTouchpoint& touchpoint, Random& random) {
  if (random.chance(30)) {
    const bool optional = random.chance(30);
    for (SchemaField field : schema.records[1].fields) {
      field.name = "spot." + field.name;
      field.optional = field.optional || optional;
      touchpoint.fields.push_back(std::move(field));
    }
  }
  if (random.chance(50))
    touchpoint.lists.push_back({"lines",
                                0,
                                static_cast<std::uint32_t>(random.between(1, 4)),
                                random.chance(30),
                                false,
                                {}});
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
    add_parts(schema, touchpoint, random);
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
  for (SchemaTouchpoint& touchpoint : schema.touchpoints)
    touchpoint.without_repeats = random.chance(40);
}

// Touchpoints that have all these fields, of customers.
std::vector<std::uint32_t> having(const Schema& schema, const std::vector<std::string>& names) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < schema.touchpoints.size(); ++i) {
    const auto has = [&](const std::string& name) {
      const auto& fields = schema.touchpoints[i].fields;
      return std::any_of(fields.begin(), fields.end(),
                         [&](const SchemaField& field) { return field.name == name; });
    };
    if (std::all_of(names.begin(), names.end(), has)) found.push_back(i);
  }
  return found;
}

SchemaLinkEvent link_event(const Schema& schema, std::uint32_t touchpoint,
                           const std::vector<std::string>& names) {
  SchemaLinkEvent made{touchpoint, {}};
  const auto& fields = schema.touchpoints[touchpoint].fields;
  for (const std::string& name : names) {
    std::uint32_t at = 0;
    while (at < fields.size() && fields[at].name != name) ++at;
    made.fields.push_back(at == fields.size() ? SchemaLinkEvent::kNoField : at);
  }
  return made;
}

// A touchpoint about a product or an order: fields of its own between that and what the link carries.
SchemaTouchpoint about_touchpoint(const Schema& schema, const SchemaLink& link, Random& random) {
  SchemaTouchpoint made;
  made.name = "restocked";
  made.by_customer = false;
  made.channels = {static_cast<std::uint32_t>(random.below(schema.channels.size()))};
  made.about = 0;
  made.fields = some_fields(random, 30, 25);
  std::erase_if(made.fields, [&](const SchemaField& field) {
    return std::find(link.fields.begin(), link.fields.end(), field.name) != link.fields.end();
  });
  for (std::size_t i = 0; i < link.fields.size(); ++i) {
    SchemaField field;
    for (const Stock& one : stock())
      if (link.fields[i] == one.name) field = field_of(one, random, 0);
    for (const SchemaLinkEvent& by : link.by)
      field.personal =
          field.personal || schema.touchpoints[by.touchpoint].fields[by.fields[i]].personal;
    made.fields.insert(i == 0 ? made.fields.begin() : made.fields.end(), field);
  }
  return made;
}

// What ends it is any touchpoint that has one of its fields, also the one that is about the value.
void add_end(Schema& schema, SchemaLink& link, Random& random) {
  std::vector<std::uint32_t> ending = having(schema, {random.pick(link.fields)});
  random.shuffle(ending);
  if (ending.empty()) return;
  link.until.push_back(link_event(schema, ending[0], link.fields));
}

void add_link(Schema& schema, Random& random) {
  if (random.chance(62)) return;
  SchemaLink link;
  link.kind = static_cast<std::uint32_t>(random.below(2));
  link.fields = {link.kind == 0 ? "product" : "order"};
  const std::vector<std::string> both = {link.fields[0], link.kind == 0 ? "order" : "product"};
  if (random.chance(60) && !having(schema, both).empty()) link.fields = both;
  std::vector<std::uint32_t> linking = having(schema, link.fields);
  if (linking.empty()) return;
  random.shuffle(linking);
  linking.resize(std::min<std::size_t>(linking.size(), 1 + random.below(2)));
  for (const std::uint32_t touchpoint : linking)
    link.by.push_back(link_event(schema, touchpoint, link.fields));
  link.per_value = static_cast<std::uint32_t>(random.between(1, 4));
  link.per_customer = static_cast<std::uint32_t>(random.between(1, 4));
  link.life = random.pick(std::vector<Stretch>{{false, 600'000},
                                               {false, 7'200'000},
                                               {false, 172'800'000},
                                               {true, pack({0, 1})},
                                               {true, pack({0, 30})},
                                               {true, pack({1, 0})}});
  schema.touchpoints.push_back(about_touchpoint(schema, link, random));
  if (random.chance(60)) add_end(schema, link, random);
  schema.links.push_back(std::move(link));
}

std::string type_text(const Schema& schema, const ValueType& type);
std::string fields_text(const Schema& schema, const std::vector<SchemaField>& fields);

// Rows by a product, an order, a tier, a number or a text.
void add_table(Schema& schema, Random& random) {
  if (random.chance(35)) return;
  SchemaTable table;
  table.name = "Stock";
  const char* key =
      random.pick(std::vector<const char*>{"product", "product", "order", "tier", "items", "note"});
  for (const Stock& one : stock()) {
    if (one.name == std::string(key)) {
      table.fields.insert(table.fields.begin(), field_of(one, random, 0));
    } else if (one.name != std::string("words") && random.chance(45)) {
      table.fields.push_back(field_of(one, random, 40));
      table.fields.back().personal = random.chance(10);
    }
  }
  table.rows = static_cast<std::uint32_t>(random.between(1, 6));
  schema.tables.push_back(std::move(table));
}

// A customer belongs to whoever has the same there.
void add_level(Schema& schema, Random& random) {
  if (schema.lateness_ms != 0 || random.chance(50)) return;
  for (std::uint32_t i = 0; i < schema.customer.size(); ++i) {
    const ValueKind kind = schema.customer[i].type.kind;
    if (kind == ValueKind::Identifier || kind == ValueKind::Text) {
      schema.levels.push_back({"household", i, {}});
      return;
    }
  }
}

std::string table_text(const Schema& schema, const SchemaTable& table) {
  const std::vector<SchemaField> columns(table.fields.begin() + 1, table.fields.end());
  return fmt::format("  table {} by {}: {} up to {} rows\n{}", table.name, table.fields[0].name,
                     type_text(schema, table.fields[0].type), table.rows,
                     fields_text(schema, columns));
}

std::string touchpoints_text(const Schema& schema, const std::vector<SchemaLinkEvent>& events) {
  std::string text;
  for (const SchemaLinkEvent& event : events)
    text += (text.empty() ? "" : " or ") + schema.touchpoints[event.touchpoint].name;
  return events.size() == 1 ? text : "(" + text + ")";
}

std::string link_text(const Schema& schema, const SchemaLink& link) {
  const std::string carried = link.fields.size() == 1 ? "" : " with " + link.fields[1];
  return fmt::format("  link {} by {}.{}{} up to {} per {} and {} per customer for {}{}\n",
                     schema.identifiers[link.kind].name, touchpoints_text(schema, link.by),
                     link.fields[0], carried, link.per_value, link.fields[0], link.per_customer,
                     program::stretch_words(link.life),
                     link.until.empty() ? "" : " until " + touchpoints_text(schema, link.until));
}

std::vector<SchemaField> own_fields(const Schema& schema, const SchemaTouchpoint& touchpoint) {
  std::vector<SchemaField> own = touchpoint.fields;
  if (!touchpoint.about) return own;
  own.resize(own.size() - schema.links[*touchpoint.about].fields.size() + 1);
  own.erase(own.begin());
  return own;
}

// Visitors, who may be customers: some touchpoints come from them, and one or two link one.
void add_identities(Schema& schema, Random& random) {
  // With identities no rule is decided at once: most schemas with lateness have none.
  if (random.chance(schema.lateness_ms != 0 ? 70 : !schema.links.empty() ? 50 : 20)) return;
  const auto kind = static_cast<std::uint32_t>(schema.identifiers.size());
  const auto remembering = static_cast<std::uint32_t>(random.between(1, 3));
  const auto aliases = static_cast<std::uint32_t>(random.between(1, 3));
  schema.identifiers.push_back({"Visitor", 15, remembering, {}, aliases, {}});
  const std::size_t count = schema.touchpoints.size() - schema.links.size();
  const std::size_t links = random.below(count);
  for (std::size_t i = 0; i < count; ++i) {
    SchemaTouchpoint& touchpoint = schema.touchpoints[i];
    if (i == links || random.chance(15)) {
      // Fields of a record come last.
      const auto place = std::find_if(
          touchpoint.fields.begin(), touchpoint.fields.end(),
          [](const SchemaField& field) { return field.name.find('.') != std::string::npos; });
      touchpoint.links.push_back(static_cast<std::uint32_t>(place - touchpoint.fields.begin()));
      touchpoint.fields.insert(
          place, {"visitor", {ValueKind::Identifier, 0, 15, kind}, random.chance(70), false, {}});
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
    if (field.name.find('.') == std::string::npos)
      text += fmt::format("    {}: {}{}{}\n", field.name, type_text(schema, field.type),
                          field.optional ? " optional" : "", field.personal ? " personal" : "");
  return text;
}

// Of a record in the event the fields stand one by one; whether all are optional is seen from one that is not so itself.
std::string parts_text(const Schema& schema, const SchemaTouchpoint& touchpoint) {
  std::string text;
  const SchemaRecord& record = schema.records[1];
  const auto first = std::find_if(
      touchpoint.fields.begin(), touchpoint.fields.end(),
      [&](const SchemaField& field) { return field.name == "spot." + record.fields[0].name; });
  if (first != touchpoint.fields.end()) {
    bool optional = false;
    for (std::size_t i = 0; i < record.fields.size(); ++i)
      optional = optional ||
                 (first[static_cast<std::ptrdiff_t>(i)].optional && !record.fields[i].optional);
    text += fmt::format("    spot: Spot{}\n", optional ? " optional" : "");
  }
  for (const SchemaList& list : touchpoint.lists)
    text +=
        fmt::format("    {}: list of {} up to {}{}\n", list.name, schema.records[list.record].name,
                    list.most, list.optional ? " optional" : "");
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
  add_records(schema, random);
  add_touchpoints(schema, random);
  add_actions(schema, random);
  add_lateness(schema, random);
  add_link(schema, random);
  add_identities(schema, random);
  add_table(schema, random);
  add_level(schema, random);
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
  text += types_text(schema);
  for (const SchemaRecord& record : schema.records)
    text += fmt::format("  record {}\n{}", record.name, fields_text(schema, record.fields));
  text += "  customer\n" + fields_text(schema, schema.customer);
  for (const SchemaChannel& channel : schema.channels)
    text += fmt::format("  channel {}{}\n", channel.name,
                        !channel.live   ? ""
                        : *channel.live ? " live"
                                        : " deferred");
  for (const SchemaTouchpoint& touchpoint : schema.touchpoints)
    text += fmt::format(
        "  touchpoint {} on {}{}{}{}\n{}{}", touchpoint.name,
        names_text(schema, touchpoint.channels),
        touchpoint.about         ? " about " + schema.identifiers[schema.links[0].kind].name
        : touchpoint.by_customer ? ""
                                 : " by company",
        identities_text(schema, touchpoint), touchpoint.without_repeats ? " without repeats" : "",
        fields_text(schema, own_fields(schema, touchpoint)), parts_text(schema, touchpoint));
  for (const SchemaLink& link : schema.links) text += link_text(schema, link);
  for (const SchemaTable& table : schema.tables) text += table_text(schema, table);
  for (const SchemaLevel& level : schema.levels)
    text +=
        fmt::format("  level {} by customer.{}\n", level.name, schema.customer[level.field].name);
  for (const SchemaAction& action : schema.actions)
    text += fmt::format("  action {} purpose {}\n{}", action.name, action.purpose,
                        fields_text(schema, action.arguments));
  return text + "  place the_next\n";
}

}  // namespace wend::differential
