// SPDX-License-Identifier: Apache-2.0
//
// Writes well-typed rule text. Every function returns text that is safe as an operand: a word, a
// literal, or something in parentheses. What may be missing always gets a stand-in or a question.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/differential/trials/world.h"

namespace wend::differential {

// A step that a rule can speak of.
struct Referable {
  std::string name;
  std::vector<std::uint32_t> touchpoints;
};

// What a sentence may speak of where it stands.
struct Scope {
  std::vector<Referable> steps;
  std::vector<std::uint32_t>
      own;  // in a `where`: the touchpoints of its pattern; nothing else then
  bool in_where = false;
  bool in_item = false;  // in the where of a list: of the record of its items alone
  bool personal = true;  // may personal fields occur?
  bool at_event = true;  // decided on the last step's event, not at a deadline
  std::string shared;    // the field of `with the same`; empty: none
};

struct NamedValue {
  std::string name;
  ValueKind kind;
  std::uint32_t declared;
};

struct PatternText {
  std::string text;
  std::vector<std::uint32_t> touchpoints;
};

// A journey that sentences may speak of.
struct JourneyNames {
  std::string name;
  std::vector<std::string> stages;
};

class Author {
 public:
  Author(Random& random, const Schema& schema, const std::vector<Span>& spans)
      : random_(random), schema_(schema), spans_(spans) {}

  std::string test(const Scope& scope, int depth);
  std::string value(const ValueType& type, const Scope& scope, int depth);
  PatternText pattern(bool with_where = true);
  // The same, with at least one touchpoint that has `field`, and only such.
  PatternText pattern_with(const std::string& field);
  std::string history_number();
  // A number that events and windows move, and never the clock itself.
  std::string level();
  // Of journeys, of which there is one at least: questions and triggers.
  std::string stage_test();
  // Of two touchpoints.
  PatternText pattern_to_name();
  std::string time_in_stage();
  std::string move();
  std::string stay();
  // A set that is never missing, or nothing: sets have no constants.
  std::string sure_set(const ValueType& type, const Scope& scope);
  std::string record() const { return schema_.history_complete ? " ever" : " on record"; }
  const Span& span() { return random_.pick(spans_); }
  std::string constant(const ValueType& type);
  // Without parentheses around it.
  std::string plain(const ValueType& type);

  bool may_visit = false;               // may `this visit` be asked about?
  std::vector<JourneyNames> journeys;   // that may be spoken of
  std::vector<PatternText> named;       // touchpoints by a name of their own
  std::vector<NamedValue> definitions;  // that may be used
  std::vector<std::string> levels;      // names of numbers that may cross a threshold
  std::vector<std::string> conditions;  // names of yes/no definitions and segments

 private:
  struct Path {
    std::string text;
    bool optional;
    ValueType type;
  };
  std::vector<Path> paths(const Scope& scope, const std::function<bool(const ValueType&)>& wanted);
  // Without cells of tables.
  std::vector<Path> own_paths(const Scope& scope,
                              const std::function<bool(const ValueType&)>& wanted) const;
  void add_cells(std::vector<Path>& all, const Scope& scope,
                 const std::function<bool(const ValueType&)>& wanted);
  // `Stock(viewed.product)`; empty: there is no key in hand.
  std::string row_of(const SchemaTable& table, const Scope& scope);
  std::string row_test(const Scope& scope);
  void add_paths(std::vector<Path>& all, const std::string& prefix,
                 const std::vector<std::uint32_t>& touchpoints, bool personal,
                 const std::function<bool(const ValueType&)>& wanted) const;
  std::string known(const Path& path);

  std::string leaf(const ValueType& type, const Scope& scope);
  std::string number(const Scope& scope, int depth);
  std::string whole(const Scope& scope, int depth);
  std::string money(const Scope& scope, int depth);
  std::string percent(const Scope& scope, int depth);
  std::string instant(const Scope& scope, int depth);
  std::string date_value(const Scope& scope, int depth);
  std::string duration(const Scope& scope, int depth);
  std::string measured(const ValueType& type, const Scope& scope);
  std::string selected(const ValueType& type, const Scope& scope, int depth);

  std::string comparison(const Scope& scope, int depth);
  std::string ordered(const Scope& scope, int depth);
  std::string range(const ValueType& type);
  std::string open_range(const ValueType& type, const Scope& scope);
  std::string open_options(const ValueType& type, const Scope& scope);
  std::string not_fixed(const ValueType& type, const Scope& scope);
  std::string different_text();
  std::string choice_test(const Scope& scope);
  std::string text_test(const Scope& scope);
  std::string identifier_test(const Scope& scope);
  std::string known_test(const Scope& scope, int depth);
  std::string history_test(const Scope& scope);
  // Of the items of a list in hand; empty where there is none.
  std::string list_of(const Scope& scope);
  std::string item_where();
  std::string list_test(const Scope& scope);
  std::string list_value(const ValueType& type, const Scope& scope);
  std::string named_value(const ValueType& type);

  std::string where(const std::vector<std::uint32_t>& touchpoints);
  std::string plain_where(const Scope& scope);
  std::string order();
  std::string field_of_several(std::uint32_t touchpoint, const std::string& field);
  std::string names(const std::vector<std::uint32_t>& touchpoints);
  std::string since_last();
  std::string pane_window();
  std::string level_window();
  std::string bounded_window();
  std::string free_window();
  // ` with the same product` and patterns that go with it; sometimes, and where the trigger has such a field.
  struct SameText {
    std::string field;  // empty: not now
    std::string words;
    PatternText pattern;
  };
  SameText same(const Scope& scope);
  bool shares(const Scope& scope, const std::string& field) const;
  std::string since_last(const SameText& same);
  std::string same_window(const SameText& same);
  std::string same_test(const Scope& scope);
  std::string same_value(const ValueType& type, const Scope& scope);
  // Windows of the calendar, of some time ago, before the event, fading.
  std::string period();
  std::string this_stage();
  std::string past_window(bool single);
  std::string before_test(const Scope& scope);
  std::string field_of_type(const ValueType& type, std::uint32_t& touchpoint);
  std::string past_value(const ValueType& type, const Scope& scope);
  std::string previous_same(const Scope& scope, std::uint32_t touchpoint);
  std::string fading(const ValueType& type);
  std::string count_text(bool newest);
  std::string divisor(const Scope& scope);

  Random& random_;
  const Schema& schema_;
  const std::vector<Span>& spans_;
};

}  // namespace wend::differential
