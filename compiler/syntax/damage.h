// SPDX-License-Identifier: Apache-2.0
//
// One damage of a piece of text: the first word that does not fit, and the tries to explain it. What
// holds for all tries is in damage.cpp, a word that is wrong in damaged_word.cpp, one that is not there
// in missing_word.cpp.
#pragma once

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/recogniser.h"
#include "compiler/syntax/syntax_errors.h"
#include "compiler/syntax/token.h"

namespace wend::syntax {

// A word of this type that nobody wrote.
Token made_token(const GrammarTable& grammar, int type, Span at);

class Damage {
 public:
  Damage(const Tokens& piece, int rule, Belief belief, Diagnostics& diagnostics);

  bool fits() const { return fits_; }
  // Reports the damage by the first repair that explains it; false if none does.
  bool explained();
  void report_unexplained();

  Tokens repaired;
  std::optional<Span> invented;

 private:
  using Kind = DiagnosticKind;
  static constexpr std::size_t kKept = 5;
  // Of the language, likeliest first where several would do.
  static constexpr std::array<std::string_view, 5> kPreferred = {"when", "do", "if", "touchpoint",
                                                                 "channel"};
  struct Insertion {
    std::vector<std::string> words;  // of the grammar; each alone is a repair
    std::vector<std::string> parts;  // phrases; each could be filled with something
    std::vector<int> filling;        // for the first of `parts`
  };

  // ------------------------------------------------------------ the words around the damage
  void remember(const Recogniser::Reading& reading) {
    readings_.push_back(reading);
    if (readings_.size() > kKept) readings_.pop_front();
  }
  bool has_reading(std::size_t at) const { return at <= at_ && at_ - at < readings_.size(); }
  // The reading before the word `at`. Requires: has_reading(at).
  const Recogniser::Reading& reading_at(std::size_t at) const {
    return readings_[readings_.size() - 1 - (at_ - at)];
  }
  // The word `distance` before the one that does not fit.
  bool has_word_before(std::size_t distance) const {
    return at_ >= distance && has_reading(at_ - distance);
  }
  bool begins_a_part(const Token& token) const;
  static bool begins_a_part(std::string_view word);
  Span behind(std::size_t at) const;

  // ------------------------------------------------------------ trying and repairing
  bool readable(std::size_t from, std::size_t to, const std::vector<int>& words);
  bool by_mistake(std::size_t at, const Recogniser::Reading& before);
  void repair(std::size_t from, std::size_t to, const Tokens& words);
  void advise(Diagnostic& reported, std::size_t at, const std::string& words) const;
  bool second_trigger(std::size_t at) const;
  bool in_when(std::size_t at) const;
  bool compares_before(std::size_t at) const;
  bool second_test_of_a_where(std::size_t at) const;
  Diagnostic& report_before(const std::string& words, std::size_t at);
  Diagnostic& report_missing(Kind kind, const std::string& words, std::size_t at);

  // ------------------------------------------------------------ a word that is wrong
  bool habitual();
  bool doubled();
  bool doubled(std::size_t at);
  bool misspelt();
  bool misspelt(std::size_t at);
  static bool is_little_word(const Token& word);
  bool swapped(bool on_two_lines);
  bool swapped_at(std::size_t at);
  bool reserved();
  bool word_fits_as_itself(std::size_t at);
  bool instead();
  bool superfluous();
  bool means_nothing(std::size_t at) const;
  std::size_t operators_before(std::size_t at) const;
  bool on_one_line(std::size_t from, std::size_t to) const;

  // ------------------------------------------------------------ a word that is not there
  bool missing();
  bool taken_for_a_name(std::size_t at);
  bool is_one_too_many(const Insertion& here);
  bool is_said_before(std::string_view clause, std::size_t at) const;
  Insertion insertion(std::size_t at, bool words);
  void add_opening(std::size_t at, Insertion& to);
  std::vector<int> filling_for(std::size_t at, int type);
  bool report_insertion(std::size_t at, const Insertion& found);
  static std::string examples(const std::vector<std::string>& words);
  bool report_part(std::size_t at, const Insertion& found);
  void invent(std::size_t at, const std::vector<int>& types);
  bool report_word(std::size_t at, std::vector<std::string> words);
  std::string preferred(const std::vector<std::string>& words, std::size_t at) const;
  void offer(Diagnostic& reported, const std::string& word, std::size_t at, bool before) const;
  bool report_unclosed(std::size_t at);
  bool closes_only_at(std::size_t left, std::size_t at);

  const GrammarTable& grammar_;
  Recogniser recogniser_;
  const Tokens& piece_;
  int rule_;
  Belief belief_;
  Diagnostics& diagnostics_;
  std::deque<Recogniser::Reading> readings_;  // before the last few words up to `at_`
  std::size_t at_ = 0;                        // the first word that does not fit
  bool ends_ = false;
  bool fits_ = false;
};

}  // namespace wend::syntax
