// SPDX-License-Identifier: Apache-2.0
#include "compiler/program/print_test.h"

#include "compiler/program/constants.h"
#include "compiler/program/value_words.h"
#include "compiler/syntax/text_literal.h"

namespace wend::program {
namespace {

// Those of `fields` that stand from `first` on.
std::string values(const Schema& schema, const std::vector<SchemaField>& fields,
                   const std::vector<TestValue>& values, std::size_t first = 0) {
  std::string made;
  for (std::size_t i = 0; i < fields.size() && !values.empty(); ++i) {
    const TestValue& value = values[first + i];
    if (value.state == TestValue::State::Unsaid) continue;
    made += "    " + fields[i].name + ": " +
            (value.state == TestValue::State::Missing
                 ? "missing"
                 : value_words(schema, fields[i].type, value.number, value.text)) +
            "\n";
  }
  return made;
}

std::string items(const Schema& schema, const SchemaTouchpoint& touchpoint,
                  const std::vector<TestValue>& all) {
  std::string made;
  std::size_t at = touchpoint.fields.size();
  for (const SchemaList& list : touchpoint.lists) {
    const std::vector<SchemaField>& fields = schema.records[list.record].fields;
    const std::int64_t count = all[at++].number;
    for (std::int64_t item = 0; item < count; ++item, at += fields.size())
      made += "    item of " + list.name + "\n" + values(schema, fields, all, at);
  }
  return made;
}

std::string printed(const Schema& schema, const TestEvent& event) {
  std::string made = "  at " + instant_words(event.instant) + " ";
  if (event.table) {
    const SchemaTable& table = schema.tables[*event.table];
    return made + (event.ends ? "no " : "") + table.name + "\n" +
           values(schema, table.fields, event.fields);
  }
  if (!event.touchpoint) return made + "customer\n" + values(schema, schema.customer, event.fields);
  const SchemaTouchpoint& touchpoint = schema.touchpoints[*event.touchpoint];
  made += touchpoint.name;
  if (!schema.channels.empty()) made += " on " + schema.channels[event.channel].name;
  return made + "\n" + values(schema, touchpoint.fields, event.fields) +
         items(schema, touchpoint, event.fields);
}

std::string printed(const Schema& schema, const TestExpectation& expected) {
  std::string made = expected.no ? "  expect no " : "  expect ";
  if (expected.other) made += "other ";
  made += expected.action ? schema.actions[*expected.action].name : "action";
  if (expected.times) made += " " + std::to_string(*expected.times) + " times";
  if (expected.first != std::numeric_limits<std::int64_t>::min())
    made += " from " + instant_words(expected.first);
  if (expected.last != std::numeric_limits<std::int64_t>::max())
    made += " to " + instant_words(expected.last);
  if (!expected.rule.empty()) made += " by " + expected.rule;
  made += "\n";
  return expected.action
             ? made + values(schema, schema.actions[*expected.action].arguments, expected.arguments)
             : made;
}

}  // namespace

std::string printed(const Schema& schema, const Test& test) {
  std::string made = "test " + syntax::text_literal(test.title) + "\n";
  for (const TestEvent& event : test.events) made += printed(schema, event);
  for (const TestExpectation& expected : test.expectations) made += printed(schema, expected);
  return made + "  until " + instant_words(test.end) + "\n";
}

}  // namespace wend::program
