// SPDX-License-Identifier: Apache-2.0
//
// What a mapping file says: how the rows of a CSV file become events. docs/csv.md describes the
// format to its users. This is the file as written, with column names; csv_input binds it to the
// columns of a file and to the fields of a program.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "cli/door/decimal.h"
#include "wend/runtime.h"

namespace wend::door {

enum class WhenEmpty : std::uint8_t { Absent, Cleared, Kept };

// Where a value comes from, and what is done to it, in the order of the members.
struct MappedValue {
  enum class From : std::uint8_t { Column, Constant, Product };
  std::string key;  // its place in the mapping file, for messages: fields.total
  From from = From::Column;
  std::string column;                // From::Column
  std::string constant;              // From::Constant
  std::vector<MappedValue> factors;  // From::Product: two

  bool trim = false;
  std::string strip_prefix;
  std::string strip_suffix;
  std::string remove;                // every occurrence
  std::vector<std::string> missing;  // texts that mean the same as empty
  std::unordered_map<std::string, std::string> map;
  std::optional<std::string> otherwise;  // for texts that the map lacks; without it they stay
  bool absolute = false;
  bool negate = false;
  std::optional<Decimal> scale;
  WhenEmpty empty = WhenEmpty::Absent;
  std::string format;  // of instants and dates
  std::string zone;
};

// A test on a row. All parts that are there must hold.
struct MappedTest {
  enum class Kind : std::uint8_t {
    Is,
    IsNot,
    IsOneOf,
    IsEmpty,
    IsNotEmpty,
    StartsWith,
    EndsWith,
    Contains,
    LessThan,
    MoreThan,
    AtLeast,
    AtMost,
    All,
    Any,
  };
  struct Part {
    Kind kind = Kind::Is;
    std::string text;
    std::vector<std::string> texts;  // IsOneOf
    Decimal number;                  // LessThan, ... : a text that is no number does not pass
    std::vector<MappedTest> tests;   // All, Any
  };
  std::string key;
  std::string column;
  std::vector<Part> parts;
};

struct MappedSkip {
  std::string name;  // counted under this name
  MappedTest test;
};

struct MappedTouchpoint {
  struct Case {
    MappedTest test;
    std::string touchpoint;
  };
  std::vector<Case> cases;  // the first that holds
  std::string otherwise;    // empty: the row is refused
};

struct MappedField {
  std::string name;  // of a field, of every touchpoint that has it, or `TOUCHPOINT.FIELD`
  MappedValue value;
};

// A second file whose columns join each row, named NAME.COLUMN; without a match they are empty.
struct MappedLookup {
  std::string name;
  std::string file;        // as written
  std::string path;        // beside the mapping file
  std::string key_column;  // in the second file
  MappedValue by;          // from the row
};

struct Mapping {
  std::string path;
  std::string file;    // a pattern for the names of the files it is for; empty: every CSV file
  std::string source;  // empty: the file's name
  char delimiter = ',';
  bool has_decimal_comma = false;  // numbers look like 1.234,50
  bool has_header = true;
  std::vector<std::string> columns;  // when there is no header
  std::vector<MappedLookup> lookups;
  std::vector<MappedSkip> skips;
  MappedTouchpoint touchpoint;
  MappedValue customer;
  MappedValue time;
  std::optional<MappedValue> id;
  std::optional<MappedValue> sequence;
  std::optional<MappedValue> channel;
  std::vector<MappedField> fields;
  std::vector<MappedField> profile;  // customer fields, sent when they change
};

// A mapping file holds one mapping or a list of them, each for the files that its `file` names.
Expected<std::vector<Mapping>> mappings_from_file(const std::string& path);
// `path` names the text in messages, and its folder is where lookups are found.
Expected<std::vector<Mapping>> mappings_from_json(std::string_view text, const std::string& path);

}  // namespace wend::door
