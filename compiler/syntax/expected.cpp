// SPDX-License-Identifier: Apache-2.0
#include "compiler/syntax/expected.h"

#include <algorithm>
#include <array>

#include "compiler/syntax/pieces.h"

namespace wend::syntax {
namespace {

struct Phrase {
  std::string_view rule;
  std::string_view words;
};

// By the outermost rule that would begin here.
constexpr std::array kParts = {
    Phrase{"expression", "a value"},
    Phrase{"literal", "a value"},
    Phrase{"plain", "a value"},
    Phrase{"comparison", "a field and a test, such as `amount > 10`"},
    Phrase{"trigger", "a touchpoint"},
    Phrase{"firstStep", "a touchpoint"},
    Phrase{"pattern", "a touchpoint"},
    Phrase{"fieldPattern", "a touchpoint and its field, such as `order_placed.total`"},
    Phrase{"amount", "a length of time such as `7 days`"},
    Phrase{"repetition", "a number of times such as `3 times in 7 days`"},
    Phrase{"sameValue", "`with the same` and a field"},
    Phrase{"call", "an action such as `remind()`"},
    Phrase{"argument", "an argument such as `share: 10%`"},
    Phrase{"field", "a field such as `total: money`"},
    Phrase{"fieldType", "a type such as `money`"},
};

// A name, by the rule it would stand in.
constexpr std::array kNames = {
    Phrase{"amount", "a unit such as `days`"},
    Phrase{"literal", "a unit such as `days`"},
    Phrase{"grain", "a unit such as `second`"},
    Phrase{"lateness", "`events`"},
    Phrase{"identity", "a kind of identifier"},
    Phrase{"call", "the name of an action"},
    Phrase{"argument", "the name of an argument"},
    Phrase{"field", "the name of a field"},
    Phrase{"wendRule", "the name of the rule"},
    Phrase{"schema", "the name of the schema"},
    Phrase{"define", "a name for what is defined"},
    Phrase{"segment", "the name of the segment"},
    Phrase{"journey", "the name of the journey"},
    Phrase{"stage", "the name of the stage"},
    Phrase{"sameValue", "a field"},
    Phrase{"comparison", "a field"},
    Phrase{"fieldPattern", "a field"},
    Phrase{"expression", "a field"},
    Phrase{"limitClause", "`customer` or a field of a step"},
    Phrase{"paneBound", "`hour`, `day` or `month`"},
    Phrase{"onPart", "a channel"},
    Phrase{"touchpoint", "a name"},
    Phrase{"action", "a name"},
};

// A word that says little alone, by the rule it stands in and the word.
struct Whole {
  std::string_view rule;
  std::string_view word;
  std::string_view words;
};
constexpr std::array kWholes = {
    Whole{"decideClause", "at", "`at once`"},
    Whole{"decideClause", "when", "`when certain`"},
};

std::string_view whole_of(std::string_view rule, std::string_view word) {
  for (const Whole& whole : kWholes)
    if (whole.rule == rule && whole.word == word) return whole.words;
  return {};
}

std::string_view words_for(std::string_view rule, const Phrase* begin, const Phrase* end) {
  const Phrase* found =
      std::find_if(begin, end, [&](const Phrase& phrase) { return phrase.rule == rule; });
  return found == end ? std::string_view{} : found->words;
}

void add_once(std::vector<std::string>& to, const std::string& phrase) {
  if (std::find(to.begin(), to.end(), phrase) == to.end()) to.push_back(phrase);
}

bool begins_another(std::string_view word) {
  return is_clause_word(word) || is_declaration_word(word) || is_item_word(word);
}

constexpr std::size_t kMostPhrases = 4;

}  // namespace

std::string part_of(const GrammarTable& grammar, const Recogniser::Expected& expected) {
  const std::string& inside = grammar.rule_names[static_cast<std::size_t>(expected.inside)];
  if (expected.begins < 0) {
    if (expected.type == grammar.number_type) return "a number";
    if (expected.type == grammar.text_type) return "a text between quotation marks";
    if (expected.type == grammar.date_type) return "a day such as `2024-02-29`";
    if (expected.type == grammar.name_type || expected.as_name) return "a name";
    return std::string(whole_of(inside, grammar.word_of[static_cast<std::size_t>(expected.type)]));
  }
  const std::string& begins = grammar.rule_names[static_cast<std::size_t>(expected.begins)];
  if (begins == "names" && (inside == "onPart" || inside == "touchpoint")) return "a channel";
  if (begins == "name" || begins == "word" || begins == "names") {
    const std::string_view found = words_for(inside, kNames.begin(), kNames.end());
    return found.empty() ? "a name" : std::string(found);
  }
  return std::string(words_for(begins, kParts.begin(), kParts.end()));
}

bool is_operator_word(std::string_view word) {
  static constexpr std::array kOperators = {
      "and", "or", "is",    "<",     "<=",      ">",        ">=",     "+",    "-",       "*",
      "/",   "%",  "above", "below", "default", "contains", "starts", "ends", "includes"};
  return std::find(kOperators.begin(), kOperators.end(), word) != kOperators.end();
}

std::string either(const std::vector<std::string>& phrases) {
  std::string made;
  for (std::size_t i = 0; i < phrases.size(); ++i) {
    if (i > 0) made += i + 1 == phrases.size() ? " or " : ", ";
    made += phrases[i];
  }
  return made;
}

std::string belonging(const GrammarTable& grammar,
                      const std::vector<Recogniser::Expected>& expected) {
  std::vector<std::string> parts, words, beginnings;
  bool operators = false;
  for (const Recogniser::Expected& one : expected) {
    if (one.type == grammar.end_type) continue;
    const std::string part = part_of(grammar, one);
    const std::string& word = grammar.word_of[static_cast<std::size_t>(one.type)];
    if (!part.empty())
      add_once(parts, part);
    else if (is_operator_word(word))
      operators = true;
    else if (!word.empty() && !one.as_name)
      add_once(begins_another(word) ? beginnings : words, "`" + word + "`");
  }
  // What goes on with the sentence comes before what would begin another.
  parts.insert(parts.end(), words.begin(), words.end());
  if (parts.empty()) parts = beginnings;
  if (parts.size() > kMostPhrases) parts.resize(kMostPhrases);
  if (operators && parts.size() < kMostPhrases)
    parts.emplace_back("an operator such as `is` or `and`");
  return either(parts);
}

}  // namespace wend::syntax
