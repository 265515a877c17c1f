// SPDX-License-Identifier: Apache-2.0
//
// Values read from text, exactly: digits become millionths without ever being a floating number.
#include <cctype>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "runtime/abi/plan.h"
#include "runtime/decision/read_time.h"
#include "runtime/values/calendar.h"
#include "runtime/values/number.h"
#include "runtime/values/unicode.h"
#include "wend/runtime.h"

namespace wend {
namespace {

using runtime::Int128;

ReadValue value(std::int64_t number) { return {true, number, {}, false}; }
ReadValue problem(std::string words) { return {false, 0, std::move(words), false}; }

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// Shown in messages: a value can be long.
std::string_view shown(std::string_view text) { return runtime::cut_to(text, 60); }

// A decimal number: its digits as one integer, times ten to the power of `exponent`.
struct Digits {
  bool negative = false;
  Int128 digits = 0;
  int exponent = 0;
  bool is_cut = false;  // digits were left out that are not zero
};

constexpr Int128 kMostDigits = Int128{1'000'000'000'000'000'000} * 1'000'000'000'000;

// Takes digits at the front of `text`; how many.
std::size_t take_digits(std::string_view text, Digits& into, bool is_fraction) {
  std::size_t count = 0;
  for (; count < text.size() && is_digit(text[count]); ++count) {
    const int digit = text[count] - '0';
    if (into.digits < kMostDigits) {
      into.digits = into.digits * 10 + digit;
      if (is_fraction) --into.exponent;
    } else {
      into.is_cut = into.is_cut || digit != 0;
      if (!is_fraction && into.exponent < 1000) ++into.exponent;
    }
  }
  return count;
}

// Takes an exponent (`e-3`); false if it is malformed.
bool take_exponent(std::string_view text, Digits& into) {
  if (text.empty()) return true;
  if (text[0] != 'e' && text[0] != 'E') return false;
  text.remove_prefix(1);
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  if (text.empty()) return false;
  int exponent = 0;
  for (const char letter : text) {
    if (!is_digit(letter)) return false;
    if (exponent < 10'000) exponent = exponent * 10 + (letter - '0');
  }
  into.exponent += negative ? -exponent : exponent;
  return true;
}

std::optional<Digits> digits_of(std::string_view text) {
  Digits result;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    result.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  std::size_t count = take_digits(text, result, false);
  text.remove_prefix(count);
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    const std::size_t behind = take_digits(text, result, true);
    if (behind == 0) return std::nullopt;
    text.remove_prefix(behind);
    count += behind;
  }
  if (count == 0 || !take_exponent(text, result)) return std::nullopt;
  return result;
}

struct Scaled {
  Int128 quotient = 0;
  Int128 rest = 0;  // of the division by `divisor`
  Int128 divisor = 1;
  bool outside = false;
};

// digits * 10^exponent in units of 10^-places, with what is left over.
Scaled scaled(const Digits& of, int places) {
  Scaled result;
  int exponent = of.exponent + places;
  Int128 number = of.digits;
  for (; exponent > 0 && number != 0; --exponent) {
    number *= 10;
    if (number > kMostDigits) return {0, 0, 1, true};
  }
  if (number == 0) return result;
  for (; exponent < 0 && result.divisor <= kMostDigits; ++exponent) result.divisor *= 10;
  if (exponent < 0) return {0, 1, 3, false};  // less than half of anything
  result.quotient = number / result.divisor;
  result.rest = number % result.divisor;
  return result;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Millionths, rounded half away from zero to `places` digits; `is_exact` refuses more digits instead.
ReadValue read_number(std::string_view text, int places, bool is_exact) {
  const auto digits = digits_of(text);
  if (!digits) return problem(fmt::format("`{}` is not a number", shown(text)));
  const Scaled number = scaled(*digits, places);
  const bool has_rest = number.rest != 0 || digits->is_cut;
  if (is_exact && has_rest && !number.outside) {
    return problem(
        fmt::format("`{}` has more than {} digits behind the point", shown(text), places));
  }
  Int128 result = number.quotient + (number.rest >= number.divisor - number.rest ? 1 : 0);
  for (int i = places; i < 6; ++i) result *= 10;
  const auto narrow = runtime::narrowed(digits->negative ? -result : result);
  if (number.outside || !narrow)
    return {false, 0, fmt::format("`{}` is too large a number", shown(text)), true};
  return value(*narrow);
}

ReadValue read_percent(std::string_view text) {
  if (!text.ends_with('%')) return read_number(text, 6, false);
  ReadValue hundredfold = read_number(trimmed(text.substr(0, text.size() - 1)), 6, false);
  if (hundredfold.ok)
    hundredfold.number =
        static_cast<std::int64_t>(runtime::divide_rounded(hundredfold.number, 100));
  return hundredfold;
}

ReadValue read_money(const Plan& plan, std::string_view text) {
  if (!plan.currency.empty() && text.ends_with(plan.currency)) {
    text = trimmed(text.substr(0, text.size() - plan.currency.size()));
  }
  return read_number(text, plan.currency_digits, true);
}

std::string names_of(const ChoiceInfo& choice) {
  constexpr std::size_t kShown = 12;
  std::string names;
  for (std::size_t i = 0; i < choice.values.size() && i < kShown; ++i) {
    if (i > 0) names += ", ";
    names += choice.values[i];
  }
  return choice.values.size() > kShown ? names + ", ..." : names;
}

ReadValue read_choice(const ChoiceInfo& choice, std::string_view text) {
  for (std::size_t i = 0; i < choice.values.size(); ++i) {
    if (choice.values[i] == text) return value(static_cast<std::int64_t>(i));
  }
  return problem(fmt::format("`{}` is not one of {}", shown(text), names_of(choice)));
}

ReadValue read_set(const ChoiceInfo& choice, std::string_view text) {
  std::uint64_t set = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('|');
    const ReadValue one = read_choice(choice, trimmed(text.substr(0, end)));
    if (!one.ok) return one;
    set |= std::uint64_t{1} << (one.number & 63);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return value(static_cast<std::int64_t>(set));
}

ReadValue read_yes_no(std::string_view text) {
  if (text == "yes" || text == "true") return value(1);
  if (text == "no" || text == "false") return value(0);
  return problem(fmt::format("`{}` is neither yes nor no", shown(text)));
}

ReadValue read_instant(const Plan& plan, std::string_view text) {
  const auto time = runtime::read_time_in_parts(text);
  if (!time)
    return problem(fmt::format("`{}` is not a time like 2026-11-22T10:00:00+01:00", shown(text)));
  const std::int64_t grain = plan.grain > 0 ? plan.grain : 1;
  const std::int64_t instant = time->seconds * 1000 + time->nanoseconds / 1'000'000;
  return value(runtime::floor_div(instant, grain) * grain);
}

template <typename Read>
ReadValue read_with(Read read, std::string_view text, std::string_view like) {
  const auto number = read(text);
  if (number) return value(*number);
  return problem(fmt::format("`{}` is not {}", shown(text), like));
}

}  // namespace

ReadValue read_value(const Plan& plan, const ValueType& type, std::string_view text) {
  if (!is_bytes(type.kind)) text = trimmed(text);
  switch (type.kind) {
    case ValueKind::Whole: return read_number(text, 0, false);
    case ValueKind::Decimal: return read_number(text, type.places, false);
    case ValueKind::Money: return read_money(plan, text);
    case ValueKind::Percent: return read_percent(text);
    case ValueKind::Instant: return read_instant(plan, text);
    case ValueKind::Date: return read_with(runtime::read_date, text, "a date like 2026-11-22");
    case ValueKind::TimeOfDay:
      return read_with(runtime::read_time_of_day, text, "a time of day like 10:30");
    case ValueKind::Duration:
      return read_with(runtime::read_duration, text, "a duration like 90 minutes or PT1H30M");
    case ValueKind::YesNo: return read_yes_no(text);
    case ValueKind::Choice: return read_choice(plan.choices[type.declared], text);
    case ValueKind::SetOf: return read_set(plan.choices[type.declared], text);
    case ValueKind::Text:
    case ValueKind::Identifier: return value(0);
  }
  return problem("no value");
}

}  // namespace wend
