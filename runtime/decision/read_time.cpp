// SPDX-License-Identifier: Apache-2.0
#include "runtime/decision/read_time.h"

#include <array>
#include <cstddef>

#include "runtime/values/calendar.h"
#include "wend/runtime.h"

namespace wend::runtime {
namespace {

constexpr std::int64_t kNanosecond = 1'000'000'000;  // per second

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// Reads from the front; whatever does not fit makes the whole reading fail.
class Reading {
 public:
  explicit Reading(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_[0]; }

  std::int64_t digits(std::size_t count) {
    std::int64_t number = 0;
    for (std::size_t i = 0; i < count; ++i) number = number * 10 + digit();
    return number;
  }
  void expect(char letter) {
    if (!skip(letter)) ok_ = false;
  }
  bool skip(char letter) {
    if (peek() != letter || rest_.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool skip_either(char a, char b) { return skip(a) || skip(b); }

  // Digits behind a point, as nanoseconds; what is finer is cut.
  std::int64_t fraction() {
    if (!is_digit(peek())) ok_ = false;
    std::int64_t number = 0;
    std::int64_t unit = kNanosecond / 10;
    for (; is_digit(peek()); unit /= 10) number += digit() * unit;
    return number;
  }
  // Any number of digits, up to a bound that keeps products in 64 bits.
  std::int64_t count() {
    if (!is_digit(peek())) ok_ = false;
    std::int64_t number = 0;
    while (is_digit(peek())) {
      number = number * 10 + digit();
      if (number > 100'000'000'000) ok_ = false;
      if (!ok_) break;
    }
    return number;
  }
  std::string_view word() {
    std::size_t length = 0;
    while (length < rest_.size() && rest_[length] >= 'a' && rest_[length] <= 'z') ++length;
    const std::string_view letters = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return letters;
  }
  void skip_spaces() {
    while (skip(' ')) continue;
  }

 private:
  std::int64_t digit() {
    if (!is_digit(peek())) {
      ok_ = false;
      return 0;
    }
    const std::int64_t value = rest_[0] - '0';
    rest_.remove_prefix(1);
    return value;
  }

  std::string_view rest_;
  bool ok_ = true;
};

std::optional<std::int64_t> take_date(Reading& reading) {
  Civil civil;
  civil.year = reading.digits(4);
  reading.expect('-');
  civil.month = reading.digits(2);
  reading.expect('-');
  civil.day = reading.digits(2);
  if (!reading.ok() || civil.month < 1 || civil.month > 12 || civil.day < 1) return std::nullopt;
  if (civil.day > days_in_month(civil.year, civil.month)) return std::nullopt;
  return days_of(civil);
}

// Nanoseconds of the day; `needs_seconds` refuses 10:30. A leap second is refused.
std::optional<std::int64_t> take_clock(Reading& reading, bool needs_seconds) {
  const std::int64_t hours = reading.digits(2);
  reading.expect(':');
  const std::int64_t minutes = reading.digits(2);
  std::int64_t seconds = 0;
  std::int64_t fraction = 0;
  if (needs_seconds || reading.peek() == ':') {
    reading.expect(':');
    seconds = reading.digits(2);
    if (reading.skip('.')) fraction = reading.fraction();
  }
  if (!reading.ok() || hours > 23 || minutes > 59 || seconds > 59) return std::nullopt;
  return ((hours * 60 + minutes) * 60 + seconds) * kNanosecond + fraction;
}

// Seconds east of UTC.
std::optional<std::int64_t> take_offset(Reading& reading) {
  if (reading.skip_either('Z', 'z')) return 0;
  const bool negative = reading.peek() == '-';
  if (!reading.skip_either('+', '-')) return std::nullopt;
  const std::int64_t hours = reading.digits(2);
  reading.expect(':');
  const std::int64_t minutes = reading.digits(2);
  if (!reading.ok() || hours > 23 || minutes > 59) return std::nullopt;
  const std::int64_t seconds = (hours * 60 + minutes) * 60;
  return negative ? -seconds : seconds;
}

struct Unit {
  std::string_view word;
  std::int64_t milliseconds;
};
constexpr std::array kUnits = {Unit{"millisecond", 1}, Unit{"second", 1000}, Unit{"minute", 60'000},
                               Unit{"hour", kHour}};

std::int64_t unit_of(std::string_view word) {
  for (const Unit& unit : kUnits) {
    if (word == unit.word) return unit.milliseconds;
    if (word.size() == unit.word.size() + 1 && word.starts_with(unit.word) && word.back() == 's') {
      return unit.milliseconds;
    }
  }
  return 0;
}

std::optional<std::int64_t> read_words(Reading& reading) {
  std::int64_t sum = 0;
  do {
    const std::int64_t count = reading.count();
    reading.skip_spaces();
    const std::int64_t unit = unit_of(reading.word());
    if (!reading.ok() || unit == 0) return std::nullopt;
    if (__builtin_add_overflow(sum, count * unit, &sum)) return std::nullopt;
    reading.skip_spaces();
  } while (!reading.at_end());
  return sum;
}

// PT1H30M2.5S: hours, minutes and seconds of ISO 8601; days are no fixed time.
std::optional<std::int64_t> read_iso(Reading& reading) {
  reading.expect('P');
  reading.expect('T');
  std::int64_t sum = 0;
  do {
    const std::int64_t count = reading.count();
    const std::int64_t fraction = reading.skip('.') ? reading.fraction() / 1'000'000 : 0;
    std::int64_t unit = 0;
    if (reading.skip('S'))
      unit = 1000;
    else if (fraction == 0 && reading.skip('M'))
      unit = 60'000;
    else if (fraction == 0 && reading.skip('H'))
      unit = kHour;
    if (!reading.ok() || unit == 0) return std::nullopt;
    if (__builtin_add_overflow(sum, count * unit + fraction, &sum)) return std::nullopt;
  } while (!reading.at_end());
  return sum;
}

}  // namespace

std::optional<std::int64_t> read_date(std::string_view text) {
  Reading reading(text);
  const auto date = take_date(reading);
  return reading.at_end() ? date : std::nullopt;
}

std::optional<std::int64_t> read_time_of_day(std::string_view text) {
  Reading reading(text);
  const auto nanoseconds = take_clock(reading, false);
  if (!nanoseconds || !reading.at_end()) return std::nullopt;
  return *nanoseconds / 1'000'000;
}

std::optional<std::int64_t> read_duration(std::string_view text) {
  Reading reading(text);
  const bool negative = reading.skip('-');
  const auto duration = reading.peek() == 'P' ? read_iso(reading) : read_words(reading);
  if (!duration) return std::nullopt;
  return negative ? -*duration : *duration;
}

std::optional<TimeInParts> read_time_in_parts(std::string_view text) {
  Reading reading(text);
  const auto date = take_date(reading);
  if (!date || !(reading.skip_either('T', 't') || reading.skip(' '))) return std::nullopt;
  const auto clock = take_clock(reading, true);
  if (!clock) return std::nullopt;
  const auto offset = take_offset(reading);
  if (!offset || !reading.at_end()) return std::nullopt;
  return TimeInParts{*date * 86'400 - *offset, *clock};
}

}  // namespace wend::runtime

namespace wend {

std::optional<std::int64_t> read_rfc3339(std::string_view text) {
  const auto time = runtime::read_time_in_parts(text);
  std::int64_t result;
  if (!time || __builtin_mul_overflow(time->seconds, runtime::kNanosecond, &result) ||
      __builtin_add_overflow(result, time->nanoseconds, &result)) {
    return std::nullopt;
  }
  return result;
}

}  // namespace wend
