// SPDX-License-Identifier: Apache-2.0
//
// A word that is written and wrong: an everyday turn, one that stands twice, is misspelt, swapped with its
// neighbour, reserved, in the place of another, or too much.
#include <algorithm>

#include "compiler/syntax/damage.h"
#include "compiler/syntax/expected.h"
#include "compiler/syntax/habits.h"

namespace wend::syntax {
namespace {

bool differs_in_case_only(std::string_view written, std::string_view small) {
  return written != small &&
         std::equal(written.begin(), written.end(), small.begin(), small.end(),
                    [](char a, char b) { return a == b || a - 'A' + 'a' == b; });
}

}  // namespace

bool Damage::habitual() {
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
    reported.with_help(habit->help);
    if (text.empty() && !piece_[habit->to].first_on_line) span.end = piece_[habit->to].span.begin;
    if (!habit->fix.empty() && on_one_line(habit->from, habit->to))
      reported.with_fix(habit->fix, span, text);
  }
  repair(habit->from, habit->to, habit->words);
  return true;
}

// Between words on one line stands no comment that a fix would remove.
bool Damage::on_one_line(std::size_t from, std::size_t to) const {
  for (std::size_t i = from + 1; i < to; ++i) {
    if (piece_[i].first_on_line) return false;
  }
  return true;
}

bool Damage::doubled() {
  for (std::size_t distance = 0; distance <= 3; ++distance) {
    if (has_word_before(distance) && doubled(at_ - distance)) return true;
  }
  return false;
}

bool Damage::doubled(std::size_t at) {
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

bool Damage::misspelt() {
  for (std::size_t distance = 0; distance <= 3; ++distance) {
    if (has_word_before(distance) && misspelt(at_ - distance)) return true;
  }
  return false;
}

// `in`, `of`, `on`, `or`, ... are one letter apart: whoever wrote one of them meant it.
bool Damage::is_little_word(const Token& word) {
  return word.kind == TokenKind::Keyword && word.text.size() <= 3;
}

bool Damage::misspelt(std::size_t at) {
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
bool Damage::swapped(bool on_two_lines) {
  for (const std::size_t ahead : {1u, 2u, 0u}) {  // the word before, this one, the one before both
    if (at_ + ahead < 2 || !has_reading(at_ + ahead - 2)) continue;
    const std::size_t at = at_ + ahead - 2;
    if (at + 1 < piece_.size() && piece_[at + 1].first_on_line == on_two_lines && swapped_at(at))
      return true;
  }
  return false;
}

bool Damage::swapped_at(std::size_t at) {
  if (at + 1 >= piece_.size() || piece_[at + 1].kind == TokenKind::End) return false;
  const Token& first = piece_[at];
  const Token& second = piece_[at + 1];
  if (first.first_on_line && second.is("(")) return false;  // a call, and none of the line before
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
bool Damage::reserved() {
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

bool Damage::word_fits_as_itself(std::size_t at) {
  const auto all = recogniser_.expected(reading_at(at));
  return std::any_of(all.begin(), all.end(),
                     [&](const auto& one) { return one.type == piece_[at].type; });
}

// Another word or sign stands where only one fits.
bool Damage::instead() {
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
  Diagnostic& reported =
      diagnostics_.report(Kind::UnexpectedWord, word.span, {std::string(word.text)})
          .with_help("here belongs `" + text + "`");
  const bool says_something = word.kind == TokenKind::Number || word.kind == TokenKind::Text ||
                              word.is("not") || word.is("no");
  if (!says_something) reported.with_fix("write `" + text + "`", word.span, text);
  repair(at_, at_ + 1, {meant});
  return true;
}

bool Damage::superfluous() {
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
    if (means_nothing(at)) {
      reported.with_fix("leave out `" + text + "`", word.span, "");
    } else if (word.is(")")) {
      reported.with_help("leave it out, or say where its `(` stands");
    }
    repair(at, at + 1, {});
    return true;
  }
  return false;
}

// An article, a comma or colon, a `)` that means the same wherever its `(` might stand: without it the
// author still says all that was said.
bool Damage::means_nothing(std::size_t at) const {
  const Token& word = piece_[at];
  if (word.text == "a" || word.text == "an" || word.text == "the") return true;
  if (word.is(",") || word.is(":")) return true;
  return word.is(")") && operators_before(at) < 2;
}

// Of the clause, outside parentheses that are closed before `at`. One alone means the same, wherever a
// parenthesis stands.
std::size_t Damage::operators_before(std::size_t at) const {
  std::size_t closed = 0, count = 0;
  for (std::size_t i = at; i-- > 0 && !begins_a_part(piece_[i]);) {
    if (piece_[i].is(")")) ++closed;
    if (piece_[i].is("(") && closed > 0) --closed;
    const bool acts = is_operator_word(piece_[i].text) || piece_[i].is("not");
    if (closed == 0 && acts) ++count;
  }
  return count;
}

}  // namespace wend::syntax
