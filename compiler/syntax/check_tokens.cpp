// SPDX-License-Identifier: Apache-2.0
#include "compiler/syntax/check_tokens.h"

#include <algorithm>
#include <array>

#include "compiler/base/limits.h"
#include "compiler/syntax/check_values.h"
#include "compiler/syntax/parser.h"
#include "compiler/syntax/pieces.h"
#include "compiler/syntax/text_literal.h"

namespace wend::syntax {
namespace {

using Kind = DiagnosticKind;

// ---------------------------------------------------------------- size and depth

bool is_prefix(const Token& token) { return token.is("not") || token.is("-"); }

bool is_operator(const Token& token) {
  static constexpr std::array kOperators = {
      "and", "or", "not",     "is",    "<",     "<=",       ">",      ">=",   "+",       "-",
      "*",   "/",  "default", "above", "below", "contains", "starts", "ends", "includes"};
  return (token.kind == TokenKind::Keyword || token.kind == TokenKind::Sign) &&
         std::find(kOperators.begin(), kOperators.end(), token.text) != kOperators.end();
}

// ---------------------------------------------------------------- signs of other languages

struct Foreign {
  std::string_view written;
  std::string_view meant;  // one or two words of ours
};
constexpr std::array kForeign = {
    Foreign{"==", "is"}, Foreign{"!=", "is not"}, Foreign{"<>", "is not"}, Foreign{"=<", "<="},
    Foreign{"=>", ">="}, Foreign{"&&", "and"},    Foreign{"||", "or"},     Foreign{"=", "is"},
    Foreign{"&", "and"}, Foreign{"|", "or"},      Foreign{"!", "not"},     Foreign{"≤", "<="},
    Foreign{"≥", ">="},  Foreign{"≠", "is not"},  Foreign{"×", "*"},       Foreign{"÷", "/"},
    Foreign{"–", "-"},   Foreign{"—", "-"},       Foreign{"−", "-"},       Foreign{"[", "("},
    Foreign{"]", ")"},   Foreign{";", ","},
};

bool is_quote(std::string_view text) {
  static constexpr std::array kQuotes = {"“", "”", "„", "«", "»", "‘", "’", "'", "`", "‹", "›"};
  return std::find(kQuotes.begin(), kQuotes.end(), text) != kQuotes.end();
}

// No-break, narrow and other blanks that are not the one of the keyboard.
bool is_blank(std::string_view text) {
  static constexpr std::array kBlanks = {"\u00A0", "\u2002", "\u2003", "\u2007", "\u2009",
                                         "\u200A", "\u200B", "\u202F", "\uFEFF"};
  return std::find(kBlanks.begin(), kBlanks.end(), text) != kBlanks.end();
}

class Mending {
 public:
  Mending(Tokens& tokens, std::deque<std::string>& made, Diagnostics& diagnostics)
      : from_(tokens), made_(made), diagnostics_(diagnostics) {}

  Tokens mended() {
    while (at_ < from_.size()) {
      if (quoted() || foreign() || currency() || odd() || open_text()) continue;
      if (const std::optional<Mended> value = mended_value(from_, at_, diagnostics_)) {
        add(value->kind, value->text, value->tokens);
        continue;
      }
      to_.push_back(from_[at_++]);
    }
    return std::move(to_);
  }

 private:
  bool touching(std::size_t at) const {
    return at + 1 < from_.size() && from_[at].span.end == from_[at + 1].span.begin;
  }

  // Puts one token in the place of `count` tokens.
  void add(TokenKind kind, std::string_view text, std::size_t count) {
    Token token = from_[at_];
    token.kind = kind;
    token.span = join(token.span, from_[at_ + count - 1].span);
    token.text = made_.emplace_back(text);
    token.type = type_of(kind, token.text);
    to_.push_back(token);
    at_ += count;
  }

  static int type_of(TokenKind kind, std::string_view text) {
    const GrammarTable& table = grammar_table();
    switch (kind) {
      case TokenKind::Name: return table.name_type;
      case TokenKind::Text: return table.text_type;
      case TokenKind::Number: return table.number_type;
      case TokenKind::Date: return table.date_type;
      case TokenKind::Clock: return table.clock_type;
      default: return table.type_of(text);
    }
  }

  // `choice Tier = ...` is the one place for `=`; also where its words are misspelt or out of order.
  bool equals_of_a_choice() const {
    if (!from_[at_].is("=") || (touching(at_) && from_[at_ + 1].is("="))) return false;
    for (std::size_t back = 1; back <= 3 && back <= at_; ++back) {
      const Token& before = from_[at_ - back];
      if (before.is("choice")) return true;
      if (before.is_word() && back < at_ && from_[at_ - back - 1].is("choice")) return true;
      if (before.kind == TokenKind::Name && before.first_on_line) return true;
      if (before.first_on_line) return false;
    }
    return false;
  }

  // `remind(about =`
  bool behind_an_argument_name() const {
    const std::size_t count = to_.size();
    if (count < 3 || !to_[count - 1].is_word()) return false;
    if (to_[count - 2].is("(")) return to_[count - 3].kind == TokenKind::Name;
    if (!to_[count - 2].is(",")) return false;
    std::size_t closed = 0;
    for (std::size_t i = count - 2; i-- > 1;) {
      if (to_[i].is(")")) ++closed;
      if (to_[i].is("(") && closed-- == 0) return to_[i - 1].kind == TokenKind::Name;
    }
    return false;
  }

  bool ends_a_line() const {
    const Token& next = from_[at_ + 1];
    return next.first_on_line || next.kind == TokenKind::End;
  }

  bool foreign() {
    if (equals_of_a_choice()) return false;
    for (Foreign candidate : kForeign) {
      const std::size_t count = signs_of(candidate.written);
      if (count == 0) continue;
      if (candidate.written == "=" && behind_an_argument_name()) candidate.meant = ":";
      if (candidate.written == ";" && ends_a_line()) return false;
      const Span span = join(from_[at_].span, from_[at_ + count - 1].span);
      diagnostics_
          .report(Kind::ForeignOperator, span,
                  {std::string(candidate.written), std::string(candidate.meant)})
          .with_fix("write `" + std::string(candidate.meant) + "`", span,
                    spaced(candidate.meant, span));
      const std::size_t blank = candidate.meant.find(' ');
      add_sign(candidate.meant.substr(0, blank), count);
      if (blank != std::string_view::npos) {
        to_.push_back(to_.back());
        to_.back().text = candidate.meant.substr(blank + 1);
        to_.back().type = grammar_table().type_of(to_.back().text);
      }
      return true;
    }
    return false;
  }

  // Words need blanks around them where signs did not.
  std::string spaced(std::string_view word, Span span) const {
    if (word[0] < 'a' || word[0] > 'z') return std::string(word);
    const bool tight_before = at_ > 0 && from_[at_ - 1].span.end == span.begin;
    const auto next =
        std::find_if(from_.begin() + static_cast<std::ptrdiff_t>(at_), from_.end(),
                     [&](const Token& token) { return token.span.begin >= span.end; });
    const bool tight_behind = next != from_.end() && next->span.begin == span.end;
    return (tight_before ? " " : "") + std::string(word) + (tight_behind ? " " : "");
  }

  void add_sign(std::string_view text, std::size_t count) {
    const bool word = text[0] >= 'a' && text[0] <= 'z';
    add(word ? TokenKind::Keyword : TokenKind::Sign, text, count);
  }

  // How many touching tokens from here spell `written`; 0 if they do not.
  std::size_t signs_of(std::string_view written) const {
    std::size_t count = 0;
    while (!written.empty()) {
      const Token& token = from_[at_ + count];
      const bool sign = token.kind == TokenKind::Other || token.kind == TokenKind::Sign;
      if (!sign || !written.starts_with(token.text)) return 0;
      written.remove_prefix(token.text.size());
      ++count;
      if (!written.empty() && !touching(at_ + count - 1)) return 0;
    }
    return count;
  }

  // A text between the marks of a word processor, or single ones.
  bool quoted() {
    const Token& first = from_[at_];
    if (first.kind != TokenKind::Other || !is_quote(first.text)) return false;
    std::size_t last = at_;
    for (std::size_t next = at_ + 1; next < from_.size() && !from_[next].first_on_line; ++next) {
      if (from_[next].kind == TokenKind::End) break;
      last = next;
      if (from_[next].kind == TokenKind::Other && is_quote(from_[next].text)) break;
    }
    const Token& closing = from_[last];
    const bool closed = last > at_ && closing.kind == TokenKind::Other && is_quote(closing.text);
    const char* begin = first.text.data() + first.text.size();
    const char* end = closed ? closing.text.data() : closing.text.data() + closing.text.size();
    const std::string literal = text_literal(std::string_view(
        begin, static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, end - begin))));
    const Span span = join(first.span, closing.span);
    Diagnostic& reported =
        diagnostics_.report(Kind::OddQuotes, first.span, {"`" + std::string(first.text) + "`"});
    if (closed) {
      reported.with_fix("write `" + literal + "`", span, literal);
    } else {
      reported.with_help("a text stands between two `\"`");
    }
    add(TokenKind::Text, literal, last - at_ + 1);
    return true;
  }

  // `100€`. Which currency a schema has is the checker's business.
  bool currency() {
    if (from_[at_].kind != TokenKind::Other) return false;
    const std::string_view sign = from_[at_].text;
    const std::string_view name = sign == "€"   ? "EUR"
                                  : sign == "$" ? "USD"
                                  : sign == "£" ? "GBP"
                                                : "";
    if (name.empty()) return false;
    const bool behind = at_ > 0 && from_[at_ - 1].kind == TokenKind::Number;
    Diagnostic& reported =
        diagnostics_.report(Kind::OddCharacter, from_[at_].span, {"`" + std::string(sign) + "`"});
    reported.with_help("the name of the currency stands behind the amount: `100 " +
                       std::string(name) + "`");
    if (!behind) {
      ++at_;
      return true;
    }
    const bool apart = from_[at_ - 1].span.end < from_[at_].span.begin;
    // Dollars and pounds are many currencies, the euro is one.
    if (name == "EUR")
      reported.with_fix("write `" + std::string(name) + "`", from_[at_].span,
                        spaced_behind(apart ? "EUR" : " EUR"));
    add(TokenKind::Name, name, 1);
    return true;
  }

  // With a blank if a word follows at once.
  std::string spaced_behind(std::string text) const {
    if (touching(at_) && from_[at_ + 1].is_word()) text += ' ';
    return text;
  }

  // One report for a run of such characters; what they meant is anybody's guess.
  bool odd() {
    if (from_[at_].kind != TokenKind::Other) return false;
    std::size_t last = at_;
    while (touching(last) && from_[last + 1].kind == TokenKind::Other) ++last;
    const Span span = join(from_[at_].span, from_[last].span);
    const std::string_view text(from_[at_].text.data(), span.end - span.begin);
    if (is_blank(text)) {
      diagnostics_.report(Kind::OddCharacter, span, {"a blank from a word processor"})
          .with_help("it only looks like the usual one")
          .with_fix("write a usual blank", span, " ");
      ++at_;
      return true;
    }
    Diagnostic& reported =
        diagnostics_.report(Kind::OddCharacter, span, {"`" + std::string(text) + "`"});
    if (text == ";" || text == "{" || text == "}") {
      const bool tight = at_ > 0 && from_[at_ - 1].span.end == span.begin && touching(last);
      reported.with_help("nothing closes a clause or a rule: the next one just begins")
          .with_fix("leave out `" + std::string(text) + "`", span, tight ? " " : "");
    } else {
      reported.with_help("leave it out, or say in words what it means");
    }
    at_ = last + 1;
    return true;
  }

  // A title has its line for itself, a single word ends where it ends; elsewhere only the author knows.
  static bool ends_plainly(const Token& token) {
    const std::string_view signs = token.first_on_line ? "#" : " \t,()#:";
    return token.text.find_first_of(signs) == std::string_view::npos;
  }

  bool open_text() {
    const Token& token = from_[at_];
    if (token.kind != TokenKind::OpenText) return false;
    std::string closed(token.text.substr(0, token.text.find_last_not_of(" \t\\") + 1));
    closed += '"';
    const Span behind{token.span.file, token.span.end, token.span.end};
    Diagnostic& reported = diagnostics_.report(Kind::UnterminatedText, token.span);
    if (ends_plainly(token)) {
      reported.with_fix("write the closing quotation mark", behind, "\"");
    } else {
      reported.with_help("a `\"` closes it on the same line");
    }
    add(TokenKind::Text, closed, 1);
    return true;
  }

  const Tokens& from_;
  std::deque<std::string>& made_;
  Diagnostics& diagnostics_;
  Tokens to_;
  std::size_t at_ = 0;
};

}  // namespace

// In parentheses `if` begins a test of a value by cases, not a clause; each case makes the tree deeper.
bool can_be_parsed(const Tokens& tokens, Diagnostics& diagnostics) {
  if (tokens.size() > kLimits.file_words) {
    diagnostics
        .report(Kind::TooManyWords, tokens[kLimits.file_words].span,
                {std::to_string(kLimits.file_words)})
        .with_help("split it: a rule pack is a directory of files");
    return false;
  }
  std::uint32_t depth = 0, prefixes = 0, operators = 0;
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    const Token& token = tokens[at];
    const bool begins = token.kind == TokenKind::Keyword && !in_name_position(tokens, at) &&
                        (is_clause_word(token.text) || is_declaration_word(token.text) ||
                         (token.first_on_line && is_test_line_word(token.text)));
    const bool by_cases = token.is("if") && depth > 0;
    if (begins && token.text != "if") depth = 0;
    if (begins && !by_cases) operators = 0;
    if (token.is("(")) ++depth;
    if (token.is(")") && depth > 0) --depth;
    prefixes = is_prefix(token) ? prefixes + 1 : 0;
    if (is_operator(token) || by_cases) ++operators;
    if (depth + prefixes > kLimits.nesting) {
      diagnostics.report(Kind::TooDeep, token.span, {std::to_string(kLimits.nesting)})
          .with_help("give parts of it a name with `define`");
      return false;
    }
    if (operators > kLimits.operators) {
      diagnostics.report(Kind::TooManyOperators, token.span, {std::to_string(kLimits.operators)})
          .with_help("give parts of it a name with `define`");
      return false;
    }
  }
  return true;
}

bool check_values(const Tokens& tokens, Diagnostics& diagnostics) {
  const std::size_t reported = diagnostics.all().size();
  for (const Token& token : tokens) check_form(token, diagnostics);
  return diagnostics.all().size() == reported;
}

TokenCheck check_tokens(Tokens& tokens, std::deque<std::string>& made, Diagnostics& diagnostics) {
  const std::size_t reported = diagnostics.all().size();
  Tokens mended = Mending(tokens, made, diagnostics).mended();
  tokens = std::move(mended);
  if (!can_be_parsed(tokens, diagnostics)) return TokenCheck::Refused;
  return diagnostics.all().size() == reported ? TokenCheck::Clean : TokenCheck::Mended;
}

}  // namespace wend::syntax
