// SPDX-License-Identifier: Apache-2.0
#include "compiler/syntax/pieces.h"

#include <algorithm>
#include <array>
#include <string>

#include "compiler/diagnostics/diagnostic.h"

namespace wend::syntax {
namespace {

const std::vector<std::string> kDeclarationWords = {"rule",   "schema", "define", "segment",
                                                    "import", "test",   "journey"};
const std::vector<std::string> kClauseWords = {"when",  "if",       "do",    "also",
                                               "limit", "priority", "decide"};
const std::vector<std::string> kItemWords = {
    "zone",    "grain",      "history", "currency", "choice",   "identifier", "customer",
    "channel", "touchpoint", "visit",   "action",   "lateness", "identity",   "link"};
const std::vector<std::string> kTestLineWords = {"given", "at", "expect"};

bool one_of(std::string_view word, const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// After these a sentence goes on, so that what follows begins nothing.
bool goes_on_after(const Token& token) {
  static constexpr std::array kOpen = {
      ".",  "that", "per",  "same", "where", "different", "is",      "not",      "<",        "<=",
      ">",  ">=",   "from", "to",   "(",     "or",        "and",     "contains", "includes", "with",
      "+",  "-",    "*",    "/",    ",",     "default",   "above",   "below",    "=",        "on",
      "of", "no",   "any",  "as",   "in",    "within",    "without", "decide"};
  return (token.kind == TokenKind::Keyword || token.kind == TokenKind::Sign) &&
         std::find(kOpen.begin(), kOpen.end(), token.text) != kOpen.end();
}

bool before_colon(const Tokens& tokens, std::size_t at) {
  return at + 1 < tokens.size() && tokens[at + 1].is(":");
}

bool misspells_one_of(const Token& token, const std::vector<std::string>& words) {
  return token.kind == TokenKind::Name && token.text.size() >= 2 &&
         nearest(token.text, words).has_value();
}

bool follows_itself(const Tokens& tokens, std::size_t at) {
  return at > 0 && tokens[at - 1].text == tokens[at].text;
}

// A word that begins a declaration: in the first column always, elsewhere where a sentence may end
// and a name, or a text, follows.
bool begins_declaration(const Tokens& tokens, std::size_t at) {
  const Token& token = tokens[at];
  if (!token.is_word() || before_colon(tokens, at) || follows_itself(tokens, at)) return false;
  if (token.kind == TokenKind::Keyword && is_declaration_word(token.text)) {
    if (token.at_margin) return true;
    if (at > 0 && goes_on_after(tokens[at - 1])) return false;
    if (at > 0 && tokens[at - 1].at_margin) return false;  // belongs to what began this line
    const TokenKind next = tokens[at + 1].kind;
    return token.first_on_line || next == TokenKind::Name ||
           ((token.text == "import" || token.text == "test") && next == TokenKind::Text);
  }
  // A name in the first column: a misspelt or forgotten word before it, in any usual layout.
  if (token.kind != TokenKind::Name || !token.at_margin) return false;
  return at == 0 || !goes_on_after(tokens[at - 1]);
}

template <class Begins>
std::vector<Piece> cut(Piece whole, Begins begins) {
  std::vector<Piece> made{{whole.begin, whole.begin}};
  for (std::size_t at = whole.begin; at < whole.end; ++at) {
    if (at > made.back().begin && begins(at)) {
      made.back().end = at;
      made.push_back({at, at});
    }
  }
  made.back().end = whole.end;
  return made;
}

// For each token, whether a pair of parentheses is open around it. A clause word that can be
// nothing else closes what was left open.
std::vector<bool> inside_parentheses(const Tokens& tokens, Piece of) {
  std::vector<bool> inside(of.end - of.begin, false);
  std::vector<std::size_t> open;
  for (std::size_t at = of.begin; at < of.end; ++at) {
    const Token& token = tokens[at];
    if (token.first_on_line && token.text != "if" && is_clause_word(token.text)) open.clear();
    if (token.is("(")) open.push_back(at);
    if (token.is(")") && !open.empty()) {
      for (std::size_t i = open.back(); i <= at; ++i) inside[i - of.begin] = true;
      open.pop_back();
    }
  }
  return inside;
}

}  // namespace

std::optional<std::string> declaration_word_near(const Token& token) {
  return token.kind == TokenKind::Name ? nearest(token.text, kDeclarationWords) : std::nullopt;
}

bool is_declaration_word(std::string_view word) { return one_of(word, kDeclarationWords); }
bool is_clause_word(std::string_view word) { return one_of(word, kClauseWords); }
bool is_item_word(std::string_view word) { return one_of(word, kItemWords); }
bool is_test_line_word(std::string_view word) { return one_of(word, kTestLineWords); }

bool in_name_position(const Tokens& tokens, std::size_t at) {
  return before_colon(tokens, at) || (at > 0 && goes_on_after(tokens[at - 1]));
}

std::vector<Piece> declarations_of(const Tokens& tokens) {
  const Piece whole{0, tokens.size() - 1};
  if (whole.end == 0) return {};
  return cut(whole, [&](std::size_t at) { return begins_declaration(tokens, at); });
}

std::vector<Piece> clauses_of(const Tokens& tokens, Piece of) {
  const std::vector<bool> inside = inside_parentheses(tokens, of);
  return cut(of, [&](std::size_t at) {
    const Token& token = tokens[at];
    if (before_colon(tokens, at) || follows_itself(tokens, at)) return false;
    if (at == of.begin + 1 && !token.first_on_line)
      return false;  // `rule limit`: meant as its name
    if (token.kind == TokenKind::Keyword && is_clause_word(token.text)) {
      if (token.text == "if" && inside[at - of.begin]) return false;
      return token.first_on_line || !in_name_position(tokens, at);
    }
    return token.first_on_line && misspells_one_of(token, kClauseWords) &&
           !in_name_position(tokens, at);
  });
}

std::vector<Piece> items_of(const Tokens& tokens, Piece of) {
  return cut(of, [&](std::size_t at) {
    const Token& token = tokens[at];
    if (before_colon(tokens, at) || follows_itself(tokens, at)) return false;
    if (token.kind == TokenKind::Keyword && is_item_word(token.text)) {
      // `customer` also follows `by`, and names follow many words.
      return token.first_on_line || (!in_name_position(tokens, at) && !tokens[at - 1].is("by"));
    }
    return token.first_on_line && misspells_one_of(token, kItemWords) &&
           !in_name_position(tokens, at);
  });
}

// A line of a test stands on a line of its own: `at` also begins a time behind `expect`.
std::vector<Piece> test_lines_of(const Tokens& tokens, Piece of) {
  return cut(of, [&](std::size_t at) {
    const Token& token = tokens[at];
    if (!token.first_on_line || in_name_position(tokens, at)) return false;
    if (token.kind == TokenKind::Keyword) return is_test_line_word(token.text);
    return misspells_one_of(token, kTestLineWords);
  });
}

}  // namespace wend::syntax
