// SPDX-License-Identifier: Apache-2.0
#include "compiler/program/words.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace wend::program {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Cuts source text into words and signs.
class Cutter {
 public:
  explicit Cutter(std::string_view source) : rest_(source) {}

  // The next word or sign; empty at the end.
  std::string_view next() {
    skip_blanks();
    if (rest_.empty()) return {};
    const char first = rest_.front();
    if (first == '"') return take(text_length());
    if (is_digit(first)) return take(number_length());
    if (is_name(first)) return take(run_length(is_name));
    const bool pair = (first == '<' || first == '>') && rest_.substr(1, 1) == "=";
    return take(pair ? 2 : 1);
  }

 private:
  void skip_blanks() {
    while (!rest_.empty()) {
      if (is_space(rest_.front())) {
        rest_.remove_prefix(1);
      } else if (rest_.front() == '#') {
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      } else {
        return;
      }
    }
  }

  std::string_view take(std::size_t length) {
    const std::string_view taken = rest_.substr(0, length);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  template <class Belongs>
  std::size_t run_length(Belongs belongs) const {
    std::size_t length = 0;
    while (length < rest_.size() && belongs(rest_[length])) ++length;
    return length;
  }

  std::size_t text_length() const {
    std::size_t length = 1;
    while (length < rest_.size() && rest_[length] != '"') length += rest_[length] == '\\' ? 2u : 1u;
    return length + 1;
  }

  // A number, a date, a time of day or an instant.
  std::size_t number_length() const {
    const std::size_t digits = run_length(is_digit);
    const bool date = digits == 4 && rest_.size() >= 10 && rest_[4] == '-' && is_digit(rest_[5]) &&
                      rest_[7] == '-' && is_digit(rest_[8]);
    const bool clock = digits == 2 && rest_.size() >= 5 && rest_[2] == ':' && is_digit(rest_[3]);
    if (date) {
      if (rest_.size() == 10 || rest_[10] != 'T') return 10;
      return run_length([](char c) {
        return is_digit(c) || c == '-' || c == ':' || c == '+' || c == '.' || c == 'T' || c == 'Z';
      });
    }
    if (clock) return run_length([](char c) { return is_digit(c) || c == ':'; });
    const bool decimals =
        digits + 1 < rest_.size() && rest_[digits] == '.' && is_digit(rest_[digits + 1]);
    return decimals ? run_length([](char c) { return is_digit(c) || c == '.'; }) : digits;
  }

  std::string_view rest_;
};

// After these a `-` is a sign of its number, not a subtraction.
bool expects_value(std::string_view word) {
  static constexpr std::array<std::string_view, 21> kBefore = {
      "",  "(",  ",",  ":",  "=",   "<",  "<=",   ">",   ">=",      "+",    "*",
      "/", "is", "to", "or", "and", "if", "from", "not", "default", "above"};
  return std::find(kBefore.begin(), kBefore.end(), word) != kBefore.end() || word == "below" ||
         word == "-";
}

// Before a parenthesis; any other name calls what stands in it.
bool stands_apart(std::string_view word) {
  static constexpr std::array<std::string_view, 36> kApart = {
      "where",      "is",        "on",     "not",   "and",      "or",       "if",     "from",
      "to",         "above",     "below",  "of",    "default",  "by",       "in",     "when",
      "then",       "without",   "no",     "any",   "all",      "last",     "first",  "previous",
      "with",       "since",     "until",  "links", "contains", "includes", "before", "as",
      "touchpoint", "different", "within", "do"};
  const bool is_number = word.front() >= '0' && word.front() <= '9';
  return is_number || std::find(kApart.begin(), kApart.end(), word) != kApart.end();
}

bool joined(std::string_view before, std::string_view word, bool after_sign) {
  if (before.empty() || after_sign || before == "(" || before == ".") return true;
  if (word == "(") return is_name(before.front()) && !stands_apart(before);
  return word == ")" || word == "," || word == ":" || word == "." || word == "%";
}

}  // namespace

std::string words(std::string_view source) {
  Cutter cutter(source);
  std::string made;
  std::string_view before;
  bool after_sign = false;
  for (std::string_view word = cutter.next(); !word.empty(); word = cutter.next()) {
    if (!joined(before, word, after_sign)) made += ' ';
    made += word;
    after_sign = word == "-" && expects_value(before);
    before = word;
  }
  return made;
}

}  // namespace wend::program
