// SPDX-License-Identifier: Apache-2.0
//
// Reads a mapping file. Every complaint names the key it is about, as a path: fields.total.scale.
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "cli/door/mapping.h"

namespace wend::door {
namespace {

using Json = nlohmann::ordered_json;

// Thrown inside this file only.
struct Complaint {
  std::string key;
  std::string what;
};

[[noreturn]] void complain(const std::string& key, std::string what) {
  throw Complaint{key, std::move(what)};
}

std::string within(const std::string& key, const std::string& member) {
  return key.empty() ? member : key + "." + member;
}

void only_known(const Json& object, const std::string& key,
                std::initializer_list<const char*> known) {
  if (!object.is_object()) complain(key, "stands for an object, in braces");
  for (const auto& [name, value] : object.items()) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    complain(within(key, name),
             fmt::format("is not known here; known are {}", fmt::join(known, ", ")));
  }
}

std::string text_at(const Json& object, const std::string& key, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) return {};
  if (!found->is_string()) complain(within(key, name), "must be a text, in quotation marks");
  return found->get<std::string>();
}

std::string needed_text_at(const Json& object, const std::string& key, const char* name) {
  if (!object.contains(name)) complain(within(key, name), "is missing");
  return text_at(object, key, name);
}

bool flag_at(const Json& object, const std::string& key, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) return false;
  if (!found->is_boolean()) complain(within(key, name), "must be true or false");
  return found->get<bool>();
}

// A text as written, or a whole number; numbers with a point must be texts, so that they stay exact.
std::string plain(const Json& value, const std::string& key) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return value.dump();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_number_float()) {
    complain(key, fmt::format(
                      "is a number with a point: write it in quotation marks, \"{}\", so that it "
                      "stays exact",
                      value.dump()));
  }
  complain(key, "must be a text or a whole number");
}

Decimal decimal(const Json& value, const std::string& key) {
  const std::string text = plain(value, key);
  const auto number = read_decimal(text);
  if (!number) complain(key, fmt::format("`{}` is not a number", text));
  return *number;
}

std::vector<std::string> texts(const Json& value, const std::string& key) {
  if (!value.is_array()) complain(key, "must be a list, in brackets");
  std::vector<std::string> result;
  for (const Json& item : value) result.push_back(plain(item, key));
  return result;
}

// ---------------------------------------------------------------------------------- values

WhenEmpty when_empty(const Json& object, const std::string& key) {
  const std::string word = text_at(object, key, "empty");
  if (word.empty() || word == "absent") return WhenEmpty::Absent;
  if (word == "cleared") return WhenEmpty::Cleared;
  if (word == "kept") return WhenEmpty::Kept;
  complain(within(key, "empty"), fmt::format("`{}` is not one of absent, cleared, kept", word));
}

MappedValue value_from(const Json& json, const std::string& key);

void read_origin(const Json& json, const std::string& key, MappedValue& value) {
  const int origins =
      json.contains("column") + json.contains("constant") + json.contains("product");
  if (origins != 1) complain(key, "needs one of column, constant, product");
  if (json.contains("column")) {
    value.column = needed_text_at(json, key, "column");
  } else if (json.contains("constant")) {
    value.from = MappedValue::From::Constant;
    value.constant = plain(json["constant"], within(key, "constant"));
  } else {
    value.from = MappedValue::From::Product;
    const std::string at = within(key, "product");
    if (!json["product"].is_array() || json["product"].size() != 2)
      complain(at, "must list two values");
    for (const Json& factor : json["product"]) value.factors.push_back(value_from(factor, at));
  }
}

// A column's name, or an object that says where the value comes from and how it is cleaned.
MappedValue value_from(const Json& json, const std::string& key) {
  MappedValue value;
  value.key = key;
  if (json.is_string()) {
    value.column = json.get<std::string>();
    return value;
  }
  if (!json.is_object()) complain(key, "must be a column's name or an object");
  only_known(
      json, key,
      {"column", "constant", "product", "trim", "strip_prefix", "strip_suffix", "remove", "missing",
       "map", "otherwise", "absolute", "negate", "scale", "empty", "format", "zone"});
  read_origin(json, key, value);
  value.trim = flag_at(json, key, "trim");
  value.strip_prefix = text_at(json, key, "strip_prefix");
  value.strip_suffix = text_at(json, key, "strip_suffix");
  value.remove = text_at(json, key, "remove");
  if (json.contains("missing")) value.missing = texts(json["missing"], within(key, "missing"));
  if (json.contains("map")) {
    const std::string at = within(key, "map");
    if (!json["map"].is_object()) complain(at, "must be an object: from text to text");
    for (const auto& [from, to] : json["map"].items())
      value.map[from] = plain(to, within(at, from));
  }
  if (json.contains("otherwise")) {
    if (value.map.empty()) complain(within(key, "otherwise"), "has no meaning without `map`");
    value.otherwise = plain(json["otherwise"], within(key, "otherwise"));
  }
  value.absolute = flag_at(json, key, "absolute");
  value.negate = flag_at(json, key, "negate");
  if (json.contains("scale")) value.scale = decimal(json["scale"], within(key, "scale"));
  value.empty = when_empty(json, key);
  value.format = text_at(json, key, "format");
  value.zone = text_at(json, key, "zone");
  return value;
}

// ----------------------------------------------------------------------------------- tests

struct TestWord {
  const char* word;
  MappedTest::Kind kind;
};
constexpr TestWord kTestWords[] = {
    {"is", MappedTest::Kind::Is},
    {"is_not", MappedTest::Kind::IsNot},
    {"is_one_of", MappedTest::Kind::IsOneOf},
    {"is_empty", MappedTest::Kind::IsEmpty},
    {"starts_with", MappedTest::Kind::StartsWith},
    {"ends_with", MappedTest::Kind::EndsWith},
    {"contains", MappedTest::Kind::Contains},
    {"less_than", MappedTest::Kind::LessThan},
    {"more_than", MappedTest::Kind::MoreThan},
    {"at_least", MappedTest::Kind::AtLeast},
    {"at_most", MappedTest::Kind::AtMost},
    {"all", MappedTest::Kind::All},
    {"any", MappedTest::Kind::Any},
};

MappedTest test_from(const Json& json, const std::string& key);

MappedTest::Part part_from(const Json& json, const std::string& key, MappedTest::Kind kind) {
  using Kind = MappedTest::Kind;
  MappedTest::Part part;
  part.kind = kind;
  switch (kind) {
    case Kind::IsOneOf: part.texts = texts(json, key); break;
    case Kind::IsEmpty:
    case Kind::IsNotEmpty:
      if (!json.is_boolean()) complain(key, "must be true or false");
      part.kind = json.get<bool>() ? Kind::IsEmpty : Kind::IsNotEmpty;
      break;
    case Kind::LessThan:
    case Kind::MoreThan:
    case Kind::AtLeast:
    case Kind::AtMost: part.number = decimal(json, key); break;
    case Kind::All:
    case Kind::Any:
      if (!json.is_array() || json.empty()) complain(key, "must be a list of tests");
      for (const Json& inner : json) part.tests.push_back(test_from(inner, key));
      break;
    case Kind::Is:
    case Kind::IsNot:
    case Kind::StartsWith:
    case Kind::EndsWith:
    case Kind::Contains: part.text = plain(json, key); break;
  }
  return part;
}

// Reads the test words of `json`; members in `others` belong to what stands around the test.
MappedTest test_with(const Json& json, const std::string& key,
                     std::initializer_list<const char*> others) {
  MappedTest test;
  test.key = key;
  if (!json.is_object()) complain(key, "must be an object with a column and a test");
  test.column = text_at(json, key, "column");
  bool needs_column = false;
  for (const auto& [name, value] : json.items()) {
    if (name == "column" || std::find(others.begin(), others.end(), name) != others.end()) continue;
    const auto* word = std::find_if(std::begin(kTestWords), std::end(kTestWords),
                                    [&](const TestWord& row) { return name == row.word; });
    if (word == std::end(kTestWords)) {
      std::vector<std::string_view> known;
      for (const TestWord& row : kTestWords) known.emplace_back(row.word);
      complain(within(key, name),
               fmt::format("is not a test; tests are {}", fmt::join(known, ", ")));
    }
    test.parts.push_back(part_from(value, within(key, name), word->kind));
    needs_column = needs_column ||
                   (word->kind != MappedTest::Kind::All && word->kind != MappedTest::Kind::Any);
  }
  if (test.parts.empty()) complain(key, "has no test, such as \"is\" or \"starts_with\"");
  if (needs_column && test.column.empty()) complain(within(key, "column"), "is missing");
  return test;
}

MappedTest test_from(const Json& json, const std::string& key) { return test_with(json, key, {}); }

// ---------------------------------------------------------------------- the parts of the file

void read_skips(const Json& json, Mapping& mapping) {
  if (!json.is_array()) complain("skip", "must be a list, in brackets");
  for (std::size_t i = 0; i < json.size(); ++i) {
    const std::string key = fmt::format("skip[{}]", i);
    MappedSkip skip;
    skip.test = test_with(json[i], key, {"name"});
    skip.name = needed_text_at(json[i], key, "name");
    mapping.skips.push_back(std::move(skip));
  }
}

void read_touchpoint(const Json& json, Mapping& mapping) {
  if (json.is_string()) {
    mapping.touchpoint.otherwise = json.get<std::string>();
    return;
  }
  only_known(json, "touchpoint", {"when", "otherwise"});
  if (!json.contains("when") || !json["when"].is_array()) {
    complain("touchpoint.when", "must be a list of tests, each with a touchpoint in `then`");
  }
  for (std::size_t i = 0; i < json["when"].size(); ++i) {
    const std::string key = fmt::format("touchpoint.when[{}]", i);
    MappedTouchpoint::Case item;
    item.test = test_with(json["when"][i], key, {"then"});
    item.touchpoint = needed_text_at(json["when"][i], key, "then");
    mapping.touchpoint.cases.push_back(std::move(item));
  }
  mapping.touchpoint.otherwise = text_at(json, "touchpoint", "otherwise");
}

void read_fields(const Json& json, const std::string& key, std::vector<MappedField>& fields) {
  if (!json.is_object()) complain(key, "must be an object: from field to value");
  for (const auto& [name, value] : json.items()) {
    MappedField field;
    field.name = name;
    field.value = value_from(value, within(key, name));
    fields.push_back(std::move(field));
  }
}

void read_lookups(const Json& json, Mapping& mapping) {
  if (!json.is_object()) complain("lookup", "must be an object: from name to file");
  for (const auto& [name, item] : json.items()) {
    const std::string key = within("lookup", name);
    only_known(item, key, {"file", "key", "by"});
    MappedLookup lookup;
    lookup.name = name;
    lookup.file = needed_text_at(item, key, "file");
    lookup.path = (std::filesystem::path(mapping.path).parent_path() / lookup.file).string();
    lookup.key_column = needed_text_at(item, key, "key");
    lookup.by = item.contains("by") ? value_from(item["by"], within(key, "by")) : MappedValue{};
    if (!item.contains("by")) {
      lookup.by.key = within(key, "key");
      lookup.by.column = lookup.key_column;
    }
    mapping.lookups.push_back(std::move(lookup));
  }
}

void read_shape_of_file(const Json& json, Mapping& mapping) {
  mapping.file = text_at(json, "", "file");
  mapping.source = text_at(json, "", "source");
  if (json.contains("delimiter")) {
    const std::string text = text_at(json, "", "delimiter");
    if (text.size() != 1 || text == "\"" || text == "\n")
      complain("delimiter", "must be one character, such as \";\" or \"\\t\"");
    mapping.delimiter = text[0];
  }
  if (json.contains("decimal")) {
    const std::string text = text_at(json, "", "decimal");
    if (text != "." && text != ",") complain("decimal", "must be \".\" or \",\"");
    mapping.has_decimal_comma = text == ",";
  }
  const auto header = json.find("header");
  if (header == json.end() || (header->is_boolean() && header->get<bool>())) return;
  mapping.has_header = false;
  if (!header->is_array())
    complain("header", "must be true, or a list of the columns' names when the file has no header");
  mapping.columns = texts(*header, "header");
}

Mapping mapping_from(const Json& json, const std::string& path) {
  Mapping mapping;
  mapping.path = path;
  only_known(json, "",
             {"file", "source", "delimiter", "decimal", "header", "lookup", "skip", "touchpoint",
              "customer", "time", "id", "sequence", "channel", "fields", "profile", "about"});
  read_shape_of_file(json, mapping);
  for (const char* key : {"touchpoint", "customer", "time"}) {
    if (!json.contains(key)) complain(key, "is missing: every event has one");
  }
  if (json.contains("lookup")) read_lookups(json["lookup"], mapping);
  if (json.contains("skip")) read_skips(json["skip"], mapping);
  read_touchpoint(json["touchpoint"], mapping);
  mapping.customer = value_from(json["customer"], "customer");
  mapping.time = value_from(json["time"], "time");
  if (json.contains("id")) mapping.id = value_from(json["id"], "id");
  if (json.contains("sequence")) mapping.sequence = value_from(json["sequence"], "sequence");
  if (json.contains("channel")) mapping.channel = value_from(json["channel"], "channel");
  if (json.contains("fields")) read_fields(json["fields"], "fields", mapping.fields);
  if (json.contains("profile")) read_fields(json["profile"], "profile", mapping.profile);
  return mapping;
}

}  // namespace

Expected<std::vector<Mapping>> mappings_from_json(std::string_view text, const std::string& path) {
  try {
    const Json json = Json::parse(text, nullptr, true, true);
    std::vector<Mapping> mappings;
    if (json.is_array()) {
      for (const Json& item : json) mappings.push_back(mapping_from(item, path));
    } else {
      mappings.push_back(mapping_from(json, path));
    }
    return mappings;
  } catch (const Complaint& complaint) {
    return Failure{complaint.key.empty()
                       ? fmt::format("{}: the file {}", path, complaint.what)
                       : fmt::format("{}: `{}` {}", path, complaint.key, complaint.what)};
  } catch (const Json::exception& error) {
    std::string what = error.what();
    const std::size_t words = what.find("] ");
    return Failure{fmt::format("{} is not JSON: {}", path,
                               words == std::string::npos ? what : what.substr(words + 2))};
  }
}

Expected<std::vector<Mapping>> mappings_from_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    return Failure{
        fmt::format("cannot read the mapping `{}`: give a file as docs/csv.md describes it", path)};
  }
  return mappings_from_json(text.str(), path);
}

}  // namespace wend::door
