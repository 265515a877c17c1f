// SPDX-License-Identifier: Apache-2.0
//
// A generated pack as it is kept for shrinking: its schema as a value, its rules in pieces of text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/schema/schema.h"
#include "tests/differential/trials/random.h"

namespace wend::differential {

// A length of time as a rule says it, and about how long it is.
struct Span {
  std::string words;  // `7 days`
  Stretch stretch;
};

struct GeneratedRule {
  std::string name;
  std::string formerly;  // empty: it was never called otherwise
  std::string each;      // the field of `for each`; empty: none
  std::string title;     // empty: none
  std::string when;
  std::vector<std::string> conditions;  // joined by `and`
  std::vector<std::string> calls;
  std::string limit;
  int priority = 0;
  std::string decide;         // `at once`; empty: it does not say
  std::string comment;        // above the rule; empty: none
  std::string inner_comment;  // behind `when` and before `limit`; empty: none
};

struct GeneratedStage {
  std::string name;
  std::string when;
  std::string condition;  // empty: none
};
struct GeneratedJourney {
  std::string name;
  std::string comment;  // above its second stage; empty: none
  std::vector<GeneratedStage> stages;
};

struct GeneratedPack {
  Schema schema;
  std::string visit;                     // what the schema says of visits
  bool imports_time = false;             // the pack imports std/time.wend
  std::vector<Span> spans;               // those its rules use: streams take their gaps from here
  std::vector<std::string> definitions;  // whole declarations
  std::vector<GeneratedJourney> journeys;
  std::vector<GeneratedRule> rules;
};

Schema make_schema(Random& random);
std::vector<Span> make_spans(Random& random);
GeneratedPack make_pack(Random& random);

std::string text_of(const Schema& schema);
std::string text_of(const GeneratedJourney& journey);
std::string text_of(const GeneratedRule& rule);
std::string text_of(const GeneratedPack& pack);

// Text that is hard to handle: quotes, control signs, combining and astral signs, odd case.
const std::vector<std::string>& hard_texts();
std::string quoted(const std::string& text);

}  // namespace wend::differential
