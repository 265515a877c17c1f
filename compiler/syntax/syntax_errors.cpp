// SPDX-License-Identifier: Apache-2.0
#include "compiler/syntax/syntax_errors.h"

#include <algorithm>
#include <array>

#include "compiler/syntax/expected.h"
#include "compiler/syntax/habits.h"
#include "compiler/syntax/parser.h"
#include "compiler/syntax/pieces.h"
#include "compiler/syntax/recogniser.h"

namespace wend::syntax {
namespace {

using Kind = DiagnosticKind;

constexpr std::size_t kFarEnough = 25;  // words behind a repair that count as "to the end"
constexpr std::size_t kSomeWords = 4;
constexpr std::size_t kMostRepairs = 10;  // of one piece

bool differs_in_case_only(std::string_view written, std::string_view small) {
  return written != small &&
         std::equal(written.begin(), written.end(), small.begin(), small.end(),
                    [](char a, char b) { return a == b || a - 'A' + 'a' == b; });
}

std::string in_backticks(std::string_view text) { return "`" + std::string(text) + "`"; }

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

// One damage of a piece: the first word that does not fit, and the tries to explain it.
class Damage {
 public:
  Damage(const Tokens& piece, int rule, Belief belief, Diagnostics& diagnostics)
      : grammar_(grammar_table()),
        recogniser_(grammar_),
        piece_(piece),
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

  bool fits() const { return fits_; }

  // Reports the damage by the first repair that explains it; false if none does.
  bool explained() {
    if (habitual() || doubled() || misspelt()) return true;
    if (second_test_of_a_where(at_)) return false;
    // Where a clause breaks off, something is missing; elsewhere two words change places more often.
    const bool breaks_off = piece_[at_].kind == TokenKind::End || begins_a_part(piece_[at_]);
    if (!breaks_off && swapped(false)) return true;
    if (reserved() || missing()) return true;
    return (breaks_off && swapped(false)) || swapped(true) || instead() || superfluous();
  }

  void report_unexplained() {
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

  Tokens repaired;
  std::optional<Span> invented;

 private:
  static constexpr std::size_t kKept = 5;

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

  bool begins_a_part(const Token& token) const {
    return token.kind == TokenKind::Keyword && token.first_on_line &&
           (is_clause_word(token.text) || is_declaration_word(token.text) ||
            is_item_word(token.text));
  }

  // ------------------------------------------------------------ trying
  // Reads `words` in the place of piece_[from, to) and then on; true if we believe it.
  bool readable(std::size_t from, std::size_t to, const std::vector<int>& words) {
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
  bool by_mistake(std::size_t at, const Recogniser::Reading& before) {
    const bool shown =
        (at > 0 && piece_[at - 1].is(".")) || (at + 1 < piece_.size() && piece_[at + 1].is(":"));
    return piece_[at].kind == TokenKind::Keyword && !shown &&
           recogniser_.only_as_name(before, piece_[at].type);
  }

  void advise(Diagnostic& reported, std::size_t at, const std::string& words) const {
    if (second_test_of_a_where(at)) {
      reported.with_help(
          "two tests behind one `where` stand in parentheses: `where (... and ...)`");
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
  bool second_trigger(std::size_t at) const {
    if (!piece_[at].is("and")) return false;
    for (std::size_t i = at; i-- > 0;) {
      if (begins_a_part(piece_[i])) return piece_[i].is("when");
    }
    return false;
  }

  // In `when`; in `if`, what follows a `where` may go on with another test.
  bool second_test_of_a_where(std::size_t at) const {
    if (!piece_[at].is("and") && !piece_[at].is("or")) return false;
    bool is_second = false;
    for (std::size_t i = at; i-- > 0;) {
      if (piece_[i].is("where")) is_second = is_second || !piece_[i + 1].is("(");
      if (begins_a_part(piece_[i])) return is_second && piece_[i].is("when");
    }
    return false;
  }

  void repair(std::size_t from, std::size_t to, const Tokens& words) {
    repaired.assign(piece_.begin(), piece_.begin() + static_cast<std::ptrdiff_t>(from));
    repaired.insert(repaired.end(), words.begin(), words.end());
    repaired.insert(repaired.end(), piece_.begin() + static_cast<std::ptrdiff_t>(to), piece_.end());
  }

  Span behind(std::size_t at) const {
    const Span last = at > 0 ? piece_[at - 1].span : piece_[at].span;
    return at > 0 ? Span{last.file, last.end, last.end} : Span{last.file, last.begin, last.begin};
  }

  // ------------------------------------------------------------ the repairs
  bool habitual() {
    const std::optional<Habit> habit = habit_at(piece_, at_);
    if (!habit) return false;
    std::vector<int> types;
    std::string text;
    for (const Token& word : habit->words) {
      types.push_back(word.type);
      text += (text.empty() ? "" : " ") + std::string(word.text);
    }
    if (!readable(habit->from, habit->to, types)) return false;
    if (habit->kind == Kind::MissingPart) {
      report_missing(habit->kind, "a test such as `" + text + "`", at_)
          .with_fix(habit->fix, behind(at_), " " + text);
    } else {
      Span span = join(piece_[habit->from].span, piece_[habit->to - 1].span);
      Diagnostic& reported = diagnostics_.report(habit->kind, span, {habit->odd});
      if (text.empty()) span.end = piece_[habit->to].span.begin;
      reported.with_help(habit->help).with_fix(habit->fix, span, text);
    }
    repair(habit->from, habit->to, habit->words);
    return true;
  }

  bool doubled() {
    for (std::size_t distance = 0; distance <= 3; ++distance) {
      if (has_word_before(distance) && doubled(at_ - distance)) return true;
    }
    return false;
  }

  bool doubled(std::size_t at) {
    if (at == 0 || piece_[at].kind == TokenKind::End || piece_[at].text != piece_[at - 1].text)
      return false;
    if (!readable(at, at + 1, {})) return false;
    const Token& second = piece_[at];
    if (second.is(")")) return superfluous();
    diagnostics_.report(Kind::DoubledWord, second.span, {std::string(second.text)})
        .with_fix("leave out the second `" + std::string(second.text) + "`", second.span, "");
    repair(at, at + 1, {});
    return true;
  }

  bool misspelt() {
    for (std::size_t distance = 0; distance <= 3; ++distance) {
      if (has_word_before(distance) && misspelt(at_ - distance)) return true;
    }
    return false;
  }

  // `in`, `of`, `on`, `or`, ... are one letter apart: whoever wrote one of them meant it.
  static bool is_little_word(const Token& word) {
    return word.kind == TokenKind::Keyword && word.text.size() <= 3;
  }

  bool misspelt(std::size_t at) {
    const Token& word = piece_[at];
    if (!word.is_word() || is_little_word(word)) return false;
    std::vector<std::string> candidates;
    for (const Recogniser::Expected& one : recogniser_.expected(reading_at(at))) {
      if (one.as_name || one.type <= 0) continue;
      const std::string& candidate = grammar_.word_of[static_cast<std::size_t>(one.type)];
      if (candidate.empty() || candidate[0] < 'a' || candidate[0] > 'z') continue;
      if (differs_in_case_only(word.text, candidate) || readable(at, at + 1, {one.type})) {
        candidates.push_back(candidate);
      }
    }
    // Of two that are equally near, one that goes on with the line.
    if (!word.first_on_line) {
      std::stable_partition(candidates.begin(), candidates.end(),
                            [](const std::string& candidate) { return !begins_a_part(candidate); });
    }
    const std::optional<std::string> meant = nearest(word.text, candidates);
    if (!meant) return false;
    diagnostics_.report(Kind::MisspeltWord, word.span, {std::string(word.text)})
        .with_help("did you mean `" + *meant + "`?")
        .with_fix("write `" + *meant + "`", word.span, *meant);
    repair(at, at + 1, {made_token(grammar_, grammar_.type_of(*meant), word.span)});
    return true;
  }

  // Words on two lines are hardly ever in the wrong order: that is tried late.
  bool swapped(bool on_two_lines) {
    for (const std::size_t ahead :
         {1u, 2u, 0u}) {  // the word before, this one, the one before both
      if (at_ + ahead < 2 || !has_reading(at_ + ahead - 2)) continue;
      const std::size_t at = at_ + ahead - 2;
      if (at + 1 < piece_.size() && piece_[at + 1].first_on_line == on_two_lines && swapped_at(at))
        return true;
    }
    return false;
  }

  bool swapped_at(std::size_t at) {
    if (at + 1 >= piece_.size() || piece_[at + 1].kind == TokenKind::End) return false;
    const Token& first = piece_[at];
    const Token& second = piece_[at + 1];
    if (first.text == second.text || !readable(at, at + 2, {second.type, first.type})) return false;
    const Span both = join(first.span, second.span);
    Diagnostic& reported = diagnostics_.report(Kind::SwappedWords, both,
                                               {std::string(first.text), std::string(second.text)});
    if (!second.first_on_line) {
      const std::string between(second.span.begin - first.span.end, ' ');
      const std::string right = std::string(second.text) + between + std::string(first.text);
      reported.with_fix("write `" + right + "`", both, right);
    }
    repair(at, at + 2, {second, first});
    return true;
  }

  // A word of the language where only the author's own names can stand.
  bool reserved() {
    for (std::size_t distance = 0; distance <= 1; ++distance) {
      if (!has_word_before(distance)) continue;
      const std::size_t at = at_ - distance;
      const Token& word = piece_[at];
      if (word.kind != TokenKind::Keyword || begins_a_part(word)) continue;
      if (distance > 0 && word_fits_as_itself(at)) continue;
      if (!readable(at, at + 1, {grammar_.name_type})) continue;
      diagnostics_.report(Kind::ReservedWord, word.span, {std::string(word.text)})
          .with_help("choose another name, `" + std::string(word.text) + "_` for one");
      Token name = made_token(grammar_, grammar_.name_type, word.span);
      name.text = word.text;
      repair(at, at + 1, {name});
      return true;
    }
    return false;
  }

  bool word_fits_as_itself(std::size_t at) {
    const auto all = recogniser_.expected(reading_at(at));
    return std::any_of(all.begin(), all.end(),
                       [&](const auto& one) { return one.type == piece_[at].type; });
  }

  // ------------------------------------------------------------ something is missing
  struct Insertion {
    std::vector<std::string> words;  // of the grammar; each alone is a repair
    std::vector<std::string> parts;  // phrases; each could be filled with something
    std::vector<int> filling;        // for the first of `parts`
  };

  bool missing() {
    // `per in 30 days`: the word taken for a name was not meant as one.
    if (has_word_before(1) && piece_[at_ - 1].kind == TokenKind::Keyword &&
        taken_for_a_name(at_ - 1)) {
      const Insertion found = insertion(at_ - 1, false);
      if (!found.parts.empty()) return report_part(at_ - 1, found);
    }
    const Insertion here = insertion(at_, true);
    if (report_insertion(at_, here)) return true;
    for (std::size_t distance = 1; distance <= 2; ++distance) {
      if (!has_word_before(distance)) break;
      const Insertion before = insertion(at_ - distance, true);
      if (!before.words.empty() && report_insertion(at_ - distance, before)) return true;
    }
    return false;
  }

  bool taken_for_a_name(std::size_t at) {
    const auto all = recogniser_.expected(reading_at(at));
    return std::all_of(all.begin(), all.end(),
                       [&](const auto& one) { return one.type != piece_[at].type || one.as_name; });
  }

  Insertion insertion(std::size_t at, bool words) {
    Insertion made;
    for (const Recogniser::Expected& one : recogniser_.expected(reading_at(at))) {
      if (one.type <= 0) continue;
      const std::string part = part_of(grammar_, one);
      if (!part.empty()) {
        if (std::find(made.parts.begin(), made.parts.end(), part) != made.parts.end()) continue;
        const std::vector<int> filling = filling_for(at, one.type);
        if (filling.empty()) continue;
        if (made.parts.empty()) made.filling = filling;
        made.parts.push_back(part);
      } else if (words && !one.as_name && readable(at, at, {one.type})) {
        const std::string& word = grammar_.word_of[static_cast<std::size_t>(one.type)];
        if (std::find(made.words.begin(), made.words.end(), word) == made.words.end())
          made.words.push_back(word);
      }
    }
    if (words && made.words.empty() && made.parts.empty()) add_opening(at, made);
    return made;
  }

  // A word of the language and what it opens are missing: `on` and its channel.
  void add_opening(std::size_t at, Insertion& to) {
    for (const Recogniser::Expected& one : recogniser_.expected(reading_at(at))) {
      if (one.type <= 0 || one.as_name || !part_of(grammar_, one).empty()) continue;
      const std::string& word = grammar_.word_of[static_cast<std::size_t>(one.type)];
      if (begins_a_part(word) || is_operator_word(word)) continue;
      if (!readable(at, at, {one.type, grammar_.name_type})) continue;
      to.parts.push_back(in_backticks(word));
      to.filling = {one.type, grammar_.name_type};
      return;
    }
  }

  // The fewest made-up words, the first of this type, that make the text readable; none if it stays
  // unreadable.
  std::vector<int> filling_for(std::size_t at, int type) {
    const int name = grammar_.name_type, number = grammar_.number_type;
    const int left = grammar_.type_of("("), right = grammar_.type_of(")");
    const int colon = grammar_.type_of(":"), dot = grammar_.type_of("."),
              is = grammar_.type_of("is");
    if (type != name && type != number && type != grammar_.text_type && type != grammar_.date_type)
      return {};
    const std::vector<std::vector<int>> behind = {
        {}, {name}, {colon}, {colon, name}, {dot, name}, {is, name}, {left, right}};
    for (const std::vector<int>& rest : behind) {
      std::vector<int> filling{type};
      filling.insert(filling.end(), rest.begin(), rest.end());
      if (readable(at, at, filling)) return filling;
    }
    return {};
  }

  bool report_insertion(std::size_t at, const Insertion& found) {
    const auto has = [&](std::string_view word) {
      return std::find(found.words.begin(), found.words.end(), word) != found.words.end();
    };
    if (has(")")) return report_unclosed(at);
    const bool operators_only =
        std::all_of(found.words.begin(), found.words.end(), is_operator_word);
    if (!found.words.empty() && !operators_only) {
      std::vector<std::string> words = found.words;
      std::erase_if(words, [](const std::string& word) { return is_operator_word(word); });
      return report_word(at, std::move(words));
    }
    if (!found.parts.empty()) return report_part(at, found);
    if (found.words.empty()) return false;
    if (found.words.size() == 1) return report_word(at, found.words);
    report_missing(Kind::MissingPart, "an operator such as " + examples(found.words), at);
    invent(at, {grammar_.type_of(found.words.front())});
    return true;
  }

  static std::string examples(const std::vector<std::string>& words) {
    std::vector<std::string> shown;
    for (const char* usual : {"is", ">", "and"}) {
      if (std::find(words.begin(), words.end(), usual) != words.end())
        shown.push_back(in_backticks(usual));
    }
    if (shown.empty()) shown.push_back(in_backticks(words.front()));
    return either(shown);
  }

  bool report_part(std::size_t at, const Insertion& found) {
    report_missing(Kind::MissingPart, found.parts.front(), at);
    invent(at, found.filling);
    return true;
  }

  void invent(std::size_t at, const std::vector<int>& types) {
    Tokens made;
    for (const int type : types) made.push_back(made_token(grammar_, type, behind(at)));
    repair(at, at, made);
    invented = behind(at);
  }

  static bool begins_a_part(std::string_view word) {
    return is_clause_word(word) || is_declaration_word(word) || is_item_word(word);
  }

  bool report_word(std::size_t at, std::vector<std::string> words) {
    // What goes on with the sentence comes before what would begin a new one.
    const bool goes_on = !std::all_of(words.begin(), words.end(),
                                      [](const std::string& word) { return begins_a_part(word); });
    if (goes_on) std::erase_if(words, [](const std::string& word) { return begins_a_part(word); });
    const auto wanted =
        std::find_first_of(words.begin(), words.end(), kPreferred.begin(), kPreferred.end());
    const bool certain = words.size() == 1;
    const std::string word =
        wanted != words.end() && !certain ? preferred(words, at) : words.front();
    std::vector<std::string> shown;
    if (certain || wanted != words.end())
      shown.push_back(in_backticks(word));
    else
      for (const std::string& one : words)
        if (shown.size() < 3) shown.push_back(in_backticks(one));
    const bool begins = begins_a_part(word);
    Diagnostic& reported = begins && piece_[at].kind != TokenKind::End
                               ? report_before(either(shown), at)
                               : report_missing(Kind::MissingWord, either(shown), at);
    if (shown.size() == 1) offer(reported, word, at, begins);
    repair(at, at, {made_token(grammar_, grammar_.type_of(word), behind(at))});
    return true;
  }

  static constexpr std::array<std::string_view, 5> kPreferred = {"when", "do", "if", "touchpoint",
                                                                 "channel"};

  // `do` before `name(`, `when` for a rule that has none, else `if`.
  std::string preferred(const std::vector<std::string>& words, std::size_t at) const {
    const auto has = [&](std::string_view word) {
      return std::find(words.begin(), words.end(), word) != words.end();
    };
    const auto written = [&](std::string_view word) {
      return std::any_of(piece_.begin(), piece_.end(),
                         [&](const Token& token) { return token.is(word); });
    };
    if (has("do") && at + 1 < piece_.size() && piece_[at + 1].is("("))
      return written("do") ? "also" : "do";
    if (has("when") && !written("when")) return "when";
    if (has("if")) return "if";
    for (const std::string_view word : kPreferred) {
      if (has(word)) return std::string(word);
    }
    return words.front();
  }

  void offer(Diagnostic& reported, const std::string& word, std::size_t at, bool before) const {
    const bool sign = word[0] < 'a' || word[0] > 'z';
    if (before) {
      const Span place{piece_[at].span.file, piece_[at].span.begin, piece_[at].span.begin};
      reported.with_fix("write `" + word + "`", place, word + " ");
    } else {
      reported.with_fix("write `" + word + "`", behind(at), sign ? word : " " + word);
    }
  }

  Diagnostic& report_before(const std::string& words, std::size_t at) {
    return diagnostics_.report(Kind::MissingBefore, piece_[at].span,
                               {words, std::string(piece_[at].text)});
  }

  Diagnostic& report_missing(Kind kind, const std::string& words, std::size_t at) {
    if (at == 0) return report_before(words, at);
    const Token& last = piece_[at - 1];
    const std::string shown = last.text.empty() ? "what is missing before" : std::string(last.text);
    return diagnostics_.report(kind, behind(at), {words, shown});
  }

  bool report_unclosed(std::size_t at) {
    std::size_t open = 0, left = at;
    for (std::size_t i = at; i-- > 0;) {
      if (piece_[i].is(")")) ++open;
      if (piece_[i].is("(") && open-- == 0) {
        left = i;
        break;
      }
    }
    if (left == at) return false;
    diagnostics_.report(Kind::UnclosedParenthesis, piece_[left].span)
        .with_fix("write `)` behind `" + std::string(piece_[at - 1].text) + "`", behind(at), ")");
    repair(at, at, {made_token(grammar_, grammar_.type_of(")"), behind(at))});
    return true;
  }

  // Another word or sign stands where only one fits.
  bool instead() {
    if (piece_[at_].kind == TokenKind::End || piece_[at_].is(")")) return false;
    std::vector<int> fitting;
    for (const Recogniser::Expected& one : recogniser_.expected(reading_at(at_))) {
      if (one.type <= 0 || one.as_name || !part_of(grammar_, one).empty()) continue;
      const std::string& word = grammar_.word_of[static_cast<std::size_t>(one.type)];
      if (begins_a_part(word) || is_operator_word(word)) continue;
      if (readable(at_, at_ + 1, {one.type})) fitting.push_back(one.type);
    }
    if (fitting.size() != 1) return false;
    const Token& word = piece_[at_];
    const Token meant = made_token(grammar_, fitting.front(), word.span);
    const std::string text(meant.text);
    diagnostics_.report(Kind::UnexpectedWord, word.span, {std::string(word.text)})
        .with_help("here belongs `" + text + "`")
        .with_fix("write `" + text + "`", word.span, text);
    repair(at_, at_ + 1, {meant});
    return true;
  }

  // ------------------------------------------------------------ something is too much
  bool superfluous() {
    for (std::size_t distance = 0; distance <= 1; ++distance) {
      if (!has_word_before(distance)) continue;
      const std::size_t at = at_ - distance;
      if (piece_[at].kind == TokenKind::End || !readable(at, at + 1, {})) continue;
      const Token& word = piece_[at];
      const std::string text(word.text);
      Diagnostic& reported = word.is(")")
                                 ? diagnostics_.report(Kind::UnopenedParenthesis, word.span)
                                 : diagnostics_.report(Kind::UnexpectedWord, word.span, {text});
      const std::string words = belonging(grammar_, recogniser_.expected(reading_at(at)));
      if (!word.is(")")) advise(reported, at, words);
      reported.with_fix("leave out `" + text + "`", word.span, "");
      repair(at, at + 1, {});
      return true;
    }
    return false;
  }

  const GrammarTable& grammar_;
  Recogniser recogniser_;
  const Tokens& piece_;
  Belief belief_;
  Diagnostics& diagnostics_;
  std::deque<Recogniser::Reading> readings_;  // before the last few words up to `at_`
  std::size_t at_ = 0;                        // the first word that does not fit
  bool ends_ = false;
  bool fits_ = false;
};

}  // namespace

Explained explain(Tokens piece, std::string_view rule, Belief belief, bool report_the_rest,
                  Diagnostics& diagnostics) {
  Explained made;
  const int number = grammar_table().rule(rule);
  for (std::size_t repairs = 0; repairs <= kMostRepairs; ++repairs) {
    Damage damage(piece, number, belief, diagnostics);
    made.whole = damage.fits();
    if (made.whole) break;
    if (repairs == kMostRepairs || !damage.explained()) {
      if (report_the_rest) damage.report_unexplained();
      break;
    }
    if (damage.invented) made.invented.push_back(*damage.invented);
    piece = std::move(damage.repaired);
  }
  made.tokens = std::move(piece);
  return made;
}

}  // namespace wend::syntax
