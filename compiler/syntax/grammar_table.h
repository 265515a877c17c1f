// SPDX-License-Identifier: Apache-2.0
//
// The grammar as plain data, taken once from the generated parser: a network of states per rule.
// The recogniser walks it to learn exactly how far a damaged text can be read, and what could stand
// there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wend::syntax {

struct GrammarEdge {
  enum class Kind : std::uint8_t { Free, Read, Enter, Precedence };
  Kind kind = Kind::Free;
  int target = 0;
  std::vector<int> types;  // Read: the words that fit
  int after = 0;           // Enter: the state to go on with when the rule is through
  int precedence = 0;      // Enter: of the rule's call; Precedence: the least that is needed
};

struct GrammarState {
  int rule = 0;
  bool ends_rule = false;
  std::vector<GrammarEdge> edges;
};

struct GrammarTable {
  std::vector<GrammarState> states;
  std::vector<int> rule_start;          // state, by rule
  std::vector<std::string> rule_names;  // by rule
  std::vector<std::string> word_of;     // `when`, `(`; by type, empty for NAME, NUMBER, ...
  int name_type = 0;
  int number_type = 0;
  int text_type = 0;
  int date_type = 0;
  int clock_type = 0;
  int end_type = -1;

  int rule(std::string_view name) const;     // Requires: there is one
  int type_of(std::string_view word) const;  // of a keyword or sign; 0 if it is none
};

}  // namespace wend::syntax
