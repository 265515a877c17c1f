// SPDX-License-Identifier: Apache-2.0
//
// A word or a part that is not there: which one, and where it belongs.
#include <algorithm>

#include "compiler/syntax/damage.h"
#include "compiler/syntax/expected.h"
#include "compiler/syntax/pieces.h"

namespace wend::syntax {
namespace {

std::string in_backticks(std::string_view text) { return "`" + std::string(text) + "`"; }

}  // namespace

bool Damage::missing() {
  // `per in 30 days`: the word taken for a name was not meant as one.
  if (has_word_before(1) && piece_[at_ - 1].kind == TokenKind::Keyword &&
      taken_for_a_name(at_ - 1)) {
    const Insertion found = insertion(at_ - 1, false);
    if (!found.parts.empty()) return report_part(at_ - 1, found);
  }
  const Insertion here = insertion(at_, true);
  if (is_one_too_many(here)) {
    diagnostics_.report(Kind::UnexpectedWord, piece_[at_].span, {std::string(piece_[at_].text)})
        .with_help("the clause is whole without it");
    repair(at_, at_ + 1, {});
    return true;
  }
  if (report_insertion(at_, here)) return true;
  for (std::size_t distance = 1; distance <= 2; ++distance) {
    if (!has_word_before(distance)) break;
    const Insertion before = insertion(at_ - distance, true);
    if (!before.words.empty() && report_insertion(at_ - distance, before)) return true;
  }
  return false;
}

// `of the last touchpoint`: what could begin behind a clause, in the middle of a line, is one word more than there should be.
bool Damage::is_one_too_many(const Insertion& here) {
  const Token& word = piece_[at_];
  const bool all_begin =
      !here.words.empty() && std::all_of(here.words.begin(), here.words.end(),
                                         [](const std::string& one) { return begins_a_part(one); });
  return all_begin && word.kind == TokenKind::Keyword && !word.first_on_line &&
         piece_[at_ + 1].first_on_line && readable(at_, at_ + 1, {});
}

bool Damage::taken_for_a_name(std::size_t at) {
  const auto all = recogniser_.expected(reading_at(at));
  return std::all_of(all.begin(), all.end(),
                     [&](const auto& one) { return one.type != piece_[at].type || one.as_name; });
}

Damage::Insertion Damage::insertion(std::size_t at, bool words) {
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
      // Hardly a rule was called otherwise: that is not what is missing.
      if (word == "formerly" || is_said_before(word, at)) continue;
      if (std::find(made.words.begin(), made.words.end(), word) == made.words.end())
        made.words.push_back(word);
    }
  }
  if (words && made.words.empty() && made.parts.empty()) add_opening(at, made);
  return made;
}

// A clause that the rule has already is not the one that is missing.
bool Damage::is_said_before(std::string_view clause, std::size_t at) const {
  if (clause != "when" && clause != "if" && clause != "do" && clause != "limit") return false;
  for (std::size_t i = at; i-- > 0 && !piece_[i].is("rule");) {
    if (piece_[i].first_on_line && piece_[i].is(clause)) return true;
  }
  return false;
}

// A word of the language and what it opens are missing: `on` and its channel.
void Damage::add_opening(std::size_t at, Insertion& to) {
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
std::vector<int> Damage::filling_for(std::size_t at, int type) {
  const int name = grammar_.name_type, number = grammar_.number_type;
  const int left = grammar_.type_of("("), right = grammar_.type_of(")");
  const int colon = grammar_.type_of(":"), dot = grammar_.type_of("."), is = grammar_.type_of("is");
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

bool Damage::report_insertion(std::size_t at, const Insertion& found) {
  const auto has = [&](std::string_view word) {
    return std::find(found.words.begin(), found.words.end(), word) != found.words.end();
  };
  if (has(")")) return report_unclosed(at);
  const bool operators_only = std::all_of(found.words.begin(), found.words.end(), is_operator_word);
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

std::string Damage::examples(const std::vector<std::string>& words) {
  std::vector<std::string> shown;
  for (const char* usual : {"is", ">", "and"}) {
    if (std::find(words.begin(), words.end(), usual) != words.end())
      shown.push_back(in_backticks(usual));
  }
  if (shown.empty()) shown.push_back(in_backticks(words.front()));
  return either(shown);
}

bool Damage::report_part(std::size_t at, const Insertion& found) {
  report_missing(Kind::MissingPart, found.parts.front(), at);
  invent(at, found.filling);
  return true;
}

void Damage::invent(std::size_t at, const std::vector<int>& types) {
  Tokens made;
  for (const int type : types) made.push_back(made_token(grammar_, type, behind(at)));
  repair(at, at, made);
  invented = behind(at);
}

bool Damage::report_word(std::size_t at, std::vector<std::string> words) {
  // What goes on with the sentence comes before what would begin a new one.
  const bool goes_on = !std::all_of(words.begin(), words.end(),
                                    [](const std::string& word) { return begins_a_part(word); });
  if (goes_on) std::erase_if(words, [](const std::string& word) { return begins_a_part(word); });
  const auto wanted =
      std::find_first_of(words.begin(), words.end(), kPreferred.begin(), kPreferred.end());
  const bool certain = words.size() == 1;
  const std::string word = wanted != words.end() && !certain ? preferred(words, at) : words.front();
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

// `do` before `name(`, `when` for a rule that has none, else `if`.
std::string Damage::preferred(const std::vector<std::string>& words, std::size_t at) const {
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

void Damage::offer(Diagnostic& reported, const std::string& word, std::size_t at,
                   bool before) const {
  const bool sign = word[0] < 'a' || word[0] > 'z';
  if (before) {
    // What touches the word before belongs to it.
    if (at > 0 && piece_[at - 1].span.end == piece_[at].span.begin) return;
    const Span place{piece_[at].span.file, piece_[at].span.begin, piece_[at].span.begin};
    reported.with_fix("write `" + word + "`", place, word + " ");
  } else {
    reported.with_fix("write `" + word + "`", behind(at), sign ? word : " " + word);
  }
}

bool Damage::report_unclosed(std::size_t at) {
  std::size_t open = 0, left = at;
  for (std::size_t i = at; i-- > 0;) {
    if (piece_[i].is(")")) ++open;
    if (piece_[i].is("(") && open-- == 0) {
      left = i;
      break;
    }
  }
  if (left == at) return false;
  const std::string last(piece_[at - 1].text);
  Diagnostic& reported = diagnostics_.report(Kind::UnclosedParenthesis, piece_[left].span);
  if (operators_before(at) < 2 || closes_only_at(left, at)) {
    reported.with_fix("write `)` behind `" + last + "`", behind(at), ")");
  } else {
    reported.with_help("at the latest, `)` stands behind `" + last + "`");
  }
  repair(at, at, {made_token(grammar_, grammar_.type_of(")"), behind(at))});
  return true;
}

// Whether `)` fits nowhere between the `(` and `at`, so that what it closes is no question.
bool Damage::closes_only_at(std::size_t left, std::size_t at) {
  static constexpr std::size_t kManyWords = 200;  // a guess is not worth more
  if (at - left > kManyWords) return false;
  const int closing = grammar_.type_of(")");
  Recogniser::Reading reading = recogniser_.start(rule_);
  for (std::size_t i = 0; i <= left; ++i) reading = recogniser_.next(reading, piece_[i].type);
  for (std::size_t place = left + 1; place < at; ++place) {
    Recogniser::Reading closed = recogniser_.next(reading, closing);
    for (std::size_t i = place; i < at && !closed.behind_word.empty(); ++i)
      closed = recogniser_.next(closed, piece_[i].type);
    const bool ends = piece_[at].kind == TokenKind::End;
    if (!closed.behind_word.empty() &&
        (ends ? closed.complete : !recogniser_.next(closed, piece_[at].type).behind_word.empty()))
      return false;
    reading = recogniser_.next(reading, piece_[place].type);
  }
  return true;
}

}  // namespace wend::syntax
