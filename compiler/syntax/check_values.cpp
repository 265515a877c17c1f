// SPDX-License-Identifier: Apache-2.0
//
// Numbers, dates, times of day, instants and texts: those the language can hold, and how newcomers
// write them instead.
#include "compiler/syntax/check_values.h"

#include <algorithm>

namespace wend::syntax {
namespace {

using Kind = DiagnosticKind;

// Requires: `digits` are decimal digits, at most nine.
int number_of(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

bool digits_only(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string two_digits(std::string_view digits) {
  return digits.size() == 1 ? "0" + std::string(digits) : std::string(digits);
}

// ---------------------------------------------------------------- right or wrong

int days_in(int year, int month) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

// Requires: the form 2024-02-29.
bool is_day(std::string_view text) {
  const int year = number_of(text.substr(0, 4));
  const int month = number_of(text.substr(5, 2));
  const int day = number_of(text.substr(8, 2));
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days_in(year, month);
}

// Requires: the form 09:30 or 09:30:15.
bool is_time_of_day(std::string_view text) {
  return number_of(text.substr(0, 2)) < 24 && number_of(text.substr(3, 2)) < 60 &&
         (text.size() < 8 || number_of(text.substr(6, 2)) < 60);
}

// Requires: a day, `T`, a time of day, perhaps a fraction, and `Z` or an offset.
bool is_instant(std::string_view text) {
  const std::string_view clock = text.substr(11, text.size() > 18 && text[16] == ':' ? 8 : 5);
  if (!is_day(text.substr(0, 10)) || !is_time_of_day(clock)) return false;
  return text.back() == 'Z' || is_time_of_day(text.substr(text.size() - 5));
}

// What meaning.md E can hold: millionths in 64 bits.
bool is_exact(std::string_view text) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::size_t leading = std::min(whole.find_first_not_of('0'), whole.size());
  const std::size_t decimals = point == std::string_view::npos ? 0 : text.size() - point - 1;
  return whole.size() - leading <= 12 && decimals <= 6;
}

void check_escapes(const Token& token, Diagnostics& diagnostics) {
  for (std::size_t i = 1; i + 1 < token.text.size(); ++i) {
    if (token.text[i] != '\\') continue;
    ++i;
    if (std::string_view("\"\\nt").find(token.text[i]) != std::string_view::npos) continue;
    std::size_t end = i + 1;
    while (end < token.text.size() && (static_cast<unsigned char>(token.text[end]) & 0xC0) == 0x80)
      ++end;
    const auto begin = static_cast<std::uint32_t>(token.span.begin + i - 1);
    const Span span{token.span.file, begin, static_cast<std::uint32_t>(token.span.begin + end)};
    diagnostics.report(Kind::BadEscape, span, {std::string(token.text.substr(i - 1, end - i + 1))})
        .with_help("`\\\"`, `\\\\`, `\\n` and `\\t` are known; a `\\` itself is written twice")
        .with_fix("write `\\\\`", {span.file, begin, begin + 1}, "\\\\");
  }
}

// ---------------------------------------------------------------- how newcomers write them

// The texts of `count` tokens from `at` that touch each other; empty if they do not.
std::vector<std::string_view> touching(const Tokens& tokens, std::size_t at, std::size_t count) {
  std::vector<std::string_view> texts;
  for (std::size_t i = at; i < at + count; ++i) {
    if (i >= tokens.size() || tokens[i].kind == TokenKind::End) return {};
    if (i > at && tokens[i - 1].span.end != tokens[i].span.begin) return {};
    texts.push_back(tokens[i].text);
  }
  return texts;
}

Mended mended(const Tokens& tokens, std::size_t at, std::size_t count, Kind kind, TokenKind value,
              std::string text, Diagnostics& diagnostics) {
  const Span span = join(tokens[at].span, tokens[at + count - 1].span);
  std::string written;
  for (std::size_t i = at; i < at + count; ++i) written += tokens[i].text;
  diagnostics.report(kind, span, {written}).with_fix("write `" + text + "`", span, text);
  return {value, std::move(text), count};
}

// `2024-1-5`, `2024/01/05`: year, month and day in this order, but not in this form.
std::optional<Mended> loose_date(const Tokens& tokens, std::size_t at, Diagnostics& diagnostics) {
  const auto parts = touching(tokens, at, 5);
  if (parts.empty() || parts[0].size() != 4 || (parts[1] != "-" && parts[1] != "/"))
    return std::nullopt;
  if (parts[1] != parts[3] || !digits_only(parts[0]) || !digits_only(parts[2]) ||
      !digits_only(parts[4])) {
    return std::nullopt;
  }
  if (parts[2].size() > 2 || parts[4].size() > 2) return std::nullopt;
  const std::string date =
      std::string(parts[0]) + '-' + two_digits(parts[2]) + '-' + two_digits(parts[4]);
  if (!is_day(date)) return std::nullopt;
  return mended(tokens, at, 5, Kind::BadDate, TokenKind::Date, date, diagnostics);
}

// `9:30`
std::optional<Mended> loose_clock(const Tokens& tokens, std::size_t at, Diagnostics& diagnostics) {
  const auto parts = touching(tokens, at, 3);
  if (parts.empty() || parts[1] != ":" || parts[0].size() != 1) return std::nullopt;
  if (!digits_only(parts[0]) || !digits_only(parts[2]) || parts[2].size() != 2) return std::nullopt;
  const std::string clock = two_digits(parts[0]) + ':' + std::string(parts[2]);
  if (!is_time_of_day(clock)) return std::nullopt;
  return mended(tokens, at, 3, Kind::BadClock, TokenKind::Clock, clock, diagnostics);
}

// `1,000`, `0,5`: a comma where a number has none. Before `if` it is the comma between two cases.
std::optional<Mended> loose_number(const Tokens& tokens, std::size_t at, Diagnostics& diagnostics) {
  const auto parts = touching(tokens, at, 3);
  if (parts.empty() || parts[1] != "," || !digits_only(parts[0])) return std::nullopt;
  if (tokens[at + 2].kind != TokenKind::Number || tokens[at + 3].is("if")) return std::nullopt;
  const bool thousands = parts[2].substr(0, parts[2].find('.')).size() == 3;
  if (!thousands && !digits_only(parts[2])) return std::nullopt;
  const std::string joined = std::string(parts[0]) + std::string(parts[2]);
  const std::string pointed = std::string(parts[0]) + "." + std::string(parts[2]);
  const bool either = thousands && digits_only(parts[2]);
  const Span span = join(tokens[at].span, tokens[at + 2].span);
  // Which number is meant is the author's word: `1,000` is a thousand here and one there.
  diagnostics
      .report(Kind::NumberWithSeparator, span,
              {std::string(parts[0]) + "," + std::string(parts[2])})
      .with_help(either      ? "write `" + joined + "` or `" + pointed + "`"
                 : thousands ? "write `" + joined + "`"
                             : "write `" + pointed + "`");
  return Mended{TokenKind::Number, thousands ? joined : pointed, 3};
}

}  // namespace

void check_form(const Token& token, Diagnostics& diagnostics) {
  const std::string text(token.text);
  switch (token.kind) {
    case TokenKind::Number:
      if (!is_exact(text)) {
        diagnostics.report(Kind::BadNumber, token.span, {text})
            .with_help("at most 12 digits before the point and 6 behind it");
      }
      break;
    case TokenKind::Date:
      if (!is_day(text)) diagnostics.report(Kind::BadDate, token.span, {text});
      break;
    case TokenKind::Clock:
      if (!is_time_of_day(text)) {
        diagnostics.report(Kind::BadClock, token.span, {text}).with_help("from 00:00 to 23:59:59");
      }
      break;
    case TokenKind::Instant:
      if (!is_instant(text)) {
        diagnostics.report(Kind::BadInstant, token.span, {text})
            .with_help(
                "a day, `T`, a time of day and `Z` or the distance from UTC, as in "
                "`2024-02-29T09:30Z`");
      }
      break;
    case TokenKind::Text: check_escapes(token, diagnostics); break;
    default: break;
  }
}

std::optional<Mended> mended_value(const Tokens& tokens, std::size_t at, Diagnostics& diagnostics) {
  if (tokens[at].kind == TokenKind::Number) {
    if (auto date = loose_date(tokens, at, diagnostics)) return date;
    if (auto clock = loose_clock(tokens, at, diagnostics)) return clock;
    if (auto number = loose_number(tokens, at, diagnostics)) return number;
  }
  check_form(tokens[at], diagnostics);
  return std::nullopt;
}

}  // namespace wend::syntax
