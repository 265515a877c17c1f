// SPDX-License-Identifier: Apache-2.0
#include "compiler/syntax/damage.h"

#include <algorithm>

#include "compiler/syntax/expected.h"
#include "compiler/syntax/parser.h"
#include "compiler/syntax/pieces.h"

namespace wend::syntax {
namespace {

constexpr std::size_t kFarEnough = 25;  // words behind a repair that count as "to the end"
constexpr std::size_t kSomeWords = 4;

}  // namespace

Token made_token(const GrammarTable& grammar, int type, Span at) {
  Token token;
  token.type = type;
  token.span = at;
  token.text = grammar.word_of[static_cast<std::size_t>(type)];
  const bool word = !token.text.empty() && token.text[0] >= 'a' && token.text[0] <= 'z';
  token.kind = type == grammar.name_type     ? TokenKind::Name
               : type == grammar.number_type ? TokenKind::Number
               : type == grammar.text_type   ? TokenKind::Text
               : word                        ? TokenKind::Keyword
                                             : TokenKind::Sign;
  if (type == grammar.text_type) token.text = "\"\"";
  return token;
}

Damage::Damage(const Tokens& piece, int rule, Belief belief, Diagnostics& diagnostics)
    : grammar_(grammar_table()),
      recogniser_(grammar_),
      piece_(piece),
      rule_(rule),
      belief_(belief),
      diagnostics_(diagnostics) {
  Recogniser::Reading reading = recogniser_.start(rule);
  for (;;) {
    remember(reading);
    if (at_ + 1 >= piece_.size() && reading.complete) break;
    Recogniser::Reading next = recogniser_.next(reading, piece_[at_].type);
    if (next.behind_word.empty()) break;
    if (piece_[at_].kind == TokenKind::End) {
      ends_ = true;
      break;
    }
    reading = std::move(next);
    ++at_;
  }
  fits_ = ends_ || (piece_[at_].kind == TokenKind::End && readings_.back().complete);
}

bool Damage::explained() {
  if (habitual() || doubled() || misspelt()) return true;
  if (second_test_of_a_where(at_)) return false;
  // Where a clause breaks off, something is missing; elsewhere two words change places more often.
  const bool breaks_off = piece_[at_].kind == TokenKind::End || begins_a_part(piece_[at_]);
  if (!breaks_off && swapped(false)) return true;
  if (reserved() || missing()) return true;
  return (breaks_off && swapped(false)) || swapped(true) || instead() || superfluous();
}

void Damage::report_unexplained() {
  const std::string words = belonging(grammar_, recogniser_.expected(reading_at(at_)));
  const Token& found = piece_[at_];
  if (at_ > 0 && (found.kind == TokenKind::End || found.first_on_line)) {
    report_missing(Kind::MissingPart, words.empty() ? "something" : words, at_);
    return;
  }
  Diagnostic& reported =
      diagnostics_.report(Kind::UnexpectedWord, found.span, {std::string(found.text)});
  advise(reported, at_, words);
}

bool Damage::begins_a_part(const Token& token) const {
  return token.kind == TokenKind::Keyword && token.first_on_line &&
         (is_clause_word(token.text) || is_declaration_word(token.text) ||
          is_item_word(token.text) || is_test_line_word(token.text));
}

// Reads `words` in the place of piece_[from, to) and then on; true if we believe it.
bool Damage::readable(std::size_t from, std::size_t to, const std::vector<int>& words) {
  Recogniser::Reading reading = reading_at(from);
  for (const int type : words) {
    if (recogniser_.only_as_name(reading, type)) return false;
    reading = recogniser_.next(reading, type);
    if (reading.behind_word.empty()) return false;
  }
  const std::size_t enough =
      std::max(to, at_) + (belief_ == Belief::ToTheEnd ? kFarEnough : kSomeWords);
  for (std::size_t at = to; at < piece_.size(); ++at) {
    if (piece_[at].kind == TokenKind::End && reading.complete) return true;
    if (at >= enough) return true;
    if (at < to + 2 && by_mistake(at, reading)) return false;
    reading = recogniser_.next(reading, piece_[at].type);
    if (reading.behind_word.empty()) return false;
  }
  return true;
}

// A word of the language that would be taken for a name, where nothing shows that it is one.
bool Damage::by_mistake(std::size_t at, const Recogniser::Reading& before) {
  const bool shown =
      (at > 0 && piece_[at - 1].is(".")) || (at + 1 < piece_.size() && piece_[at + 1].is(":"));
  return piece_[at].kind == TokenKind::Keyword && !shown &&
         recogniser_.only_as_name(before, piece_[at].type);
}

void Damage::advise(Diagnostic& reported, std::size_t at, const std::string& words) const {
  if (second_test_of_a_where(at)) {
    reported.with_help("two tests behind one `where` stand in parentheses: `where (... and ...)`");
  } else if (piece_[at].is("or") && in_when(at) && at > 0 && piece_[at - 1].is_word() &&
             piece_[at + 1].is_word()) {
    reported.with_help("several touchpoints stand in parentheses: `(" +
                       std::string(piece_[at - 1].text) + " or " +
                       std::string(piece_[at + 1].text) + ")`");
  } else if (piece_[at].is("in") && compares_before(at)) {
    reported.with_help(
        "the window stands before the comparison, as in `count of order_placed in 30 days > 3`");
  } else if (second_trigger(at)) {
    reported.with_help(
        "what comes later stands behind `then`, as in `then no order_placed within 2 hours of "
        "the last`; "
        "what else must hold stands under `if`");
  } else if (at > 0 && piece_[at].is("of") && piece_[at - 1].is("%")) {
    reported.with_help("say `50% above ...`, `50% below ...`, or multiply: `150% * ...`");
  } else if (!words.empty()) {
    reported.with_help("here belongs " + words);
  }
}

// `when cart_changed and no order_placed ...`
bool Damage::second_trigger(std::size_t at) const {
  return (piece_[at].is("and") || piece_[at].text == "AND") && in_when(at);
}

bool Damage::in_when(std::size_t at) const {
  for (std::size_t i = at; i-- > 0;) {
    if (piece_[i].is("when")) return true;
    if (begins_a_part(piece_[i])) return false;
  }
  return false;
}

// `sum of X > 100 EUR` before the word `at`.
bool Damage::compares_before(std::size_t at) const {
  bool compares = false;
  for (std::size_t i = at; i-- > 0 && !begins_a_part(piece_[i]);) {
    if (piece_[i].is("<") || piece_[i].is(">") || piece_[i].is("<=") || piece_[i].is(">=") ||
        piece_[i].is("is"))
      compares = true;
    if (piece_[i].is("and") || piece_[i].is("or")) return false;
    if (compares && i > 0 && piece_[i].is("of")) return true;
  }
  return false;
}

// In `when`; in `if`, what follows a `where` may go on with another test.
bool Damage::second_test_of_a_where(std::size_t at) const {
  if (!piece_[at].is("and") && !piece_[at].is("or")) return false;
  bool is_second = false;
  for (std::size_t i = at; i-- > 0;) {
    if (piece_[i].is("where")) is_second = is_second || !piece_[i + 1].is("(");
    if (begins_a_part(piece_[i])) return is_second && piece_[i].is("when");
  }
  return false;
}

void Damage::repair(std::size_t from, std::size_t to, const Tokens& words) {
  repaired.assign(piece_.begin(), piece_.begin() + static_cast<std::ptrdiff_t>(from));
  repaired.insert(repaired.end(), words.begin(), words.end());
  repaired.insert(repaired.end(), piece_.begin() + static_cast<std::ptrdiff_t>(to), piece_.end());
}

Span Damage::behind(std::size_t at) const {
  const Span last = at > 0 ? piece_[at - 1].span : piece_[at].span;
  return at > 0 ? Span{last.file, last.end, last.end} : Span{last.file, last.begin, last.begin};
}

bool Damage::begins_a_part(std::string_view word) {
  return is_clause_word(word) || is_declaration_word(word) || is_item_word(word);
}

Diagnostic& Damage::report_before(const std::string& words, std::size_t at) {
  return diagnostics_.report(Kind::MissingBefore, piece_[at].span,
                             {words, std::string(piece_[at].text)});
}

Diagnostic& Damage::report_missing(Kind kind, const std::string& words, std::size_t at) {
  if (at == 0) return report_before(words, at);
  const Token& last = piece_[at - 1];
  const std::string shown = last.text.empty() ? "what is missing before" : std::string(last.text);
  return diagnostics_.report(kind, behind(at), {words, shown});
}

}  // namespace wend::syntax
