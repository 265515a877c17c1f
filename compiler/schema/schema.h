// SPDX-License-Identifier: Apache-2.0
//
// What the host promises: types, channels, touchpoints with their fields, actions. Made from the schema
// declarations of all files together (exactly one `schema` in a pack).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/source.h"
#include "runtime/abi/value.h"

namespace wend {

// ValueType::declared of a field whose type is not declared: reported where it was declared, so that
// whoever uses the field stays silent. A program without errors holds none.
constexpr std::uint32_t kUndeclared = 0xFFFFFFFF;

struct Choice {
  std::string name;
  std::vector<std::string> values;
  bool ordered = false;
  Span span;
};

// Of rules `for each` of a kind: how many of it are followed at once for a customer, and how long after their last
// mention.
struct InstanceBound {
  std::uint32_t open = 0;
  Stretch life;
};

struct IdentifierKind {
  std::string name;
  std::uint16_t length = 0;                  // most bytes of one identifier
  std::optional<std::uint32_t> remembering;  // how many of them one fact keeps per customer
  std::optional<InstanceBound> instances;    // nothing: not said
  std::uint32_t aliases = 0;  // of an identity: how many of it one customer has; 0: it is none
  Span span;
};

struct SchemaField {
  std::string name;
  ValueType type;
  bool optional = false;
  bool personal = false;
  Span span;
};

struct SchemaChannel {
  std::string name;
  std::optional<bool> live;
  Span span;
};

// Fields that belong together: of the items of a list, or of a part of an event.
struct SchemaRecord {
  std::string name;
  std::vector<SchemaField> fields;
  Span span;
};

// `items: list of Item up to 50`. One that is left out, as an `optional` one may be, has no items.
struct SchemaList {
  std::string name;
  std::uint32_t record = 0;  // position in Schema::records
  std::uint32_t most = 0;    // items of one event
  bool optional = false;
  bool personal = false;
  Span span;
};

struct SchemaTouchpoint {
  std::string name;
  std::vector<std::uint32_t> channels;  // positions in Schema::channels
  bool by_customer = true;
  bool without_repeats = false;  // its sources never send an event twice
  std::optional<std::uint32_t>
      identity;                      // the kind that its subject is; nothing: the customer's name
  std::vector<std::uint32_t> links;  // positions of fields
  std::vector<SchemaField> fields;   // those of a record in it are named `address.city`
  std::vector<SchemaList> lists;
  // What the program asks of the lists, answered for each event: fields behind the declared ones (Program::answers).
  std::vector<SchemaField> answers;
  Span span;
  // Of an event that is about no customer: the link by which it reaches them, position in Schema::links. Its first
  // field is then the value that it is about, its last ones are those that the link carries; in between stand its own.
  std::optional<std::uint32_t> about;
};

// A touchpoint by which links begin or end.
struct SchemaLinkEvent {
  static constexpr std::uint32_t kNoField = 0xFFFFFFFF;
  std::uint32_t touchpoint = 0;
  std::vector<std::uint32_t> fields;  // of each of the link's fields: its own, or kNoField
};

// A customer is linked to a value by an event of theirs, and is reached by the events about it: as long as the link's
// life lasts, and nothing ends it. Fields: that of the value, then those that it carries.
struct SchemaLink {
  std::uint32_t kind = 0;
  std::vector<std::string> fields;
  std::vector<SchemaLinkEvent> by, until;
  std::uint32_t per_value = 0;     // links at most
  std::uint32_t per_customer = 0;  // links at most
  Stretch life;
  Span span;
};

// A field, or an answer behind all fields.
inline const SchemaField& field_of(const SchemaTouchpoint& touchpoint, std::uint32_t number) {
  const std::size_t declared = touchpoint.fields.size();
  return number < declared ? touchpoint.fields[number] : touchpoint.answers[number - declared];
}

struct SchemaAction {
  std::string name;
  std::string purpose;
  std::vector<SchemaField> arguments;
  Span span;
};

// Whoever the host finds there: another customer, of whom only the name is known here.
struct SchemaPlace {
  std::string name;
  Span span;
};

// Rows by key, given from outside, each from an instant on. A cell is that of the row that holds at the instant of the
// moment; missing where none does, and where the row has no value there.
struct SchemaTable {
  std::string name;
  std::vector<SchemaField> fields;  // the key, then the columns
  std::uint32_t rows = 0;           // at most
  Span span;
};

// What several customers share: those whose field has the same value. Whoever has none is alone.
struct SchemaLevel {
  std::string name;
  std::uint32_t field = 0;  // of the customer
  Span span;
};

struct Schema {
  std::string name;
  std::string zone = "UTC";
  std::int64_t grain_ms = 1000;
  bool history_complete = false;
  std::int64_t history_begins = 0;  // date
  std::string currency;             // empty: no money in this schema
  std::uint8_t currency_digits = 2;
  std::int64_t lateness_ms = 0;   // how late an event may come; 0: none of an earlier instant
  std::uint32_t open_events = 0;  // at most, per customer: those that late ones may still precede
  std::vector<Choice> choices;    // choice 0 is always `Channel`: the channels by name
  std::vector<IdentifierKind> identifiers;
  std::vector<SchemaField> customer;
  std::vector<SchemaChannel> channels;
  std::vector<SchemaTouchpoint> touchpoints;
  std::vector<SchemaAction> actions;
  std::vector<SchemaPlace> places;
  std::vector<SchemaLink> links;
  std::vector<SchemaRecord> records;
  std::vector<SchemaTable> tables;
  std::vector<SchemaLevel> levels;
};

}  // namespace wend
