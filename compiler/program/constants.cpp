// SPDX-License-Identifier: Apache-2.0
#include "compiler/program/constants.h"

#include <charconv>
#include <chrono>
#include <limits>

namespace wend::program {
namespace {

__extension__ typedef __int128 Wide;

constexpr std::int64_t kMillionths = 1'000'000;
constexpr std::int64_t kDayMilliseconds = 86'400'000;

std::optional<std::int64_t> narrowed(Wide value) {
  if (value > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  if (value < std::numeric_limits<std::int64_t>::min()) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

std::optional<std::int64_t> rounded(Wide numerator, Wide denominator) {
  const bool negative = (numerator < 0) != (denominator < 0);
  const Wide top = numerator < 0 ? -numerator : numerator;
  const Wide bottom = denominator < 0 ? -denominator : denominator;
  const Wide result = (top + bottom / 2) / bottom;
  return narrowed(negative ? -result : result);
}

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  const char* last = text.data() + at + count;
  const auto [end, error] = std::from_chars(text.data() + at, last, value);
  if (error != std::errc() || end != last) return std::nullopt;
  return value;
}

std::string padded(std::int64_t number, std::size_t width) {
  std::string made = std::to_string(number);
  return made.size() < width ? std::string(width - made.size(), '0') + made : made;
}

// Milliseconds of `.250`, rounded down; `text` begins at the point.
std::int64_t fraction_of(std::string_view text) {
  std::int64_t made = 0;
  for (std::size_t i = 1; i <= 3; ++i) {
    const bool digit = i < text.size() && text[i] >= '0' && text[i] <= '9';
    made = made * 10 + (digit ? text[i] - '0' : 0);
  }
  return made;
}

}  // namespace

std::optional<std::int64_t> sum_of(std::int64_t a, std::int64_t b) { return narrowed(Wide{a} + b); }
std::optional<std::int64_t> difference_of(std::int64_t a, std::int64_t b) {
  return narrowed(Wide{a} - b);
}
std::optional<std::int64_t> product_of(std::int64_t a, std::int64_t b) {
  return rounded(Wide{a} * b, kMillionths);
}
std::optional<std::int64_t> quotient_of(std::int64_t a, std::int64_t b) {
  return rounded(Wide{a} * kMillionths, b);
}

std::optional<std::int64_t> date_of(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::optional<std::int64_t> clock_of(std::string_view text) {
  const auto hour = digits(text, 0, 2);
  const auto minute = digits(text, 3, 2);
  const auto second = text.size() >= 8 ? digits(text, 6, 2) : std::optional<int>(0);
  if (!hour || !minute || !second) return std::nullopt;
  return std::int64_t{(*hour * 60 + *minute) * 60 + *second} * 1000;
}

std::optional<std::int64_t> instant_of(std::string_view text) {
  const auto date = date_of(text.substr(0, 10));
  if (!date || text.size() < 17) return std::nullopt;
  const bool seconds = text[16] == ':';
  const auto clock = clock_of(text.substr(11, seconds ? 8 : 5));
  if (!clock) return std::nullopt;
  std::string_view rest = text.substr(seconds ? 19 : 16);
  std::int64_t made = *date * kDayMilliseconds + *clock;
  if (rest.starts_with('.')) {
    made += fraction_of(rest);
    rest.remove_prefix(std::min(rest.find_first_of("Z+-"), rest.size()));
  }
  if (rest == "Z") return made;
  const auto hours = digits(rest, 1, 2);
  const auto minutes = digits(rest, 4, 2);
  if (!hours || !minutes) return std::nullopt;
  const std::int64_t offset = std::int64_t{*hours * 60 + *minutes} * 60'000;
  return rest.front() == '-' ? made + offset : made - offset;
}

std::string date_words(std::int64_t days) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
  return padded(static_cast<int>(date.year()), 4) + "-" +
         padded(static_cast<unsigned>(date.month()), 2) + "-" +
         padded(static_cast<unsigned>(date.day()), 2);
}

std::string clock_words(std::int64_t milliseconds) {
  const std::int64_t seconds = milliseconds / 1000;
  std::string made = padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":" +
                     padded(seconds % 60, 2);
  if (milliseconds % 1000 != 0) made += "." + padded(milliseconds % 1000, 3);
  return made;
}

std::string instant_words(std::int64_t milliseconds) {
  std::int64_t days = milliseconds / kDayMilliseconds;
  if (milliseconds % kDayMilliseconds < 0) --days;
  return date_words(days) + "T" + clock_words(milliseconds - days * kDayMilliseconds) + "Z";
}

std::string number_words(std::int64_t millionths) {
  const bool negative = millionths < 0;
  const Wide size = negative ? -Wide{millionths} : Wide{millionths};
  std::string made = std::to_string(static_cast<std::int64_t>(size / kMillionths));
  std::string decimals = padded(static_cast<std::int64_t>(size % kMillionths), 6);
  while (!decimals.empty() && decimals.back() == '0') decimals.pop_back();
  if (!decimals.empty()) made += "." + decimals;
  return (negative ? "-" : "") + made;
}

}  // namespace wend::program
