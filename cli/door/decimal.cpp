// SPDX-License-Identifier: Apache-2.0
#include "cli/door/decimal.h"

#include <array>

namespace wend::door {
namespace {

__extension__ using Wide = __int128;

constexpr std::uint8_t kMostPlaces = 18;
constexpr std::array<std::int64_t, kMostPlaces + 1> kPowers = [] {
  std::array<std::int64_t, kMostPlaces + 1> powers{};
  std::int64_t power = 1;
  for (std::size_t i = 0; i <= kMostPlaces; ++i) {
    powers[i] = power;
    if (i < kMostPlaces) power *= 10;
  }
  return powers;
}();

Decimal without_trailing_zeros(Decimal number) {
  while (number.places > 0 && number.digits % 10 == 0) {
    number.digits /= 10;
    --number.places;
  }
  return number;
}

// digits * 10^zeros + digit, if it fits.
bool append(std::int64_t& digits, unsigned zeros, int digit) {
  return zeros < kMostPlaces && !__builtin_mul_overflow(digits, kPowers[zeros + 1], &digits) &&
         !__builtin_add_overflow(digits, digit, &digits);
}

// As many characters as have room in 64 bits, whatever they are.
constexpr unsigned kShort = 18;

// Without a sign and of at most kShort characters, so nothing can overflow.
std::optional<Decimal> read_short(std::string_view text) {
  std::int64_t digits = 0;
  unsigned count = 0;
  unsigned point = kShort + 1;  // digits before it, once it was seen
  for (const char c : text) {
    const unsigned digit = static_cast<unsigned char>(c) - unsigned{'0'};
    if (digit <= 9) {
      digits = digits * 10 + digit;
      ++count;
    } else if (c == '.' && point > kShort) {
      point = count;
    } else {
      return std::nullopt;
    }
  }
  if (count == 0) return std::nullopt;
  unsigned places = point > kShort ? 0 : count - point;
  for (; places > 0 && digits % 10 == 0; --places) digits /= 10;
  return Decimal{digits, static_cast<std::uint8_t>(places)};
}

std::optional<Decimal> read_long(std::string_view text) {
  std::int64_t digits = 0;
  unsigned places = 0;
  unsigned zeros = 0;  // at the end of the fraction so far: they count only if a digit follows
  bool in_fraction = false;
  bool has_digit = false;
  for (const char c : text) {
    if (c == '.' && !in_fraction) {
      in_fraction = true;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    has_digit = true;
    if (in_fraction && c == '0') {
      ++zeros;
      continue;
    }
    if (!append(digits, zeros, c - '0')) return std::nullopt;
    places += in_fraction ? zeros + 1 : 0;
    zeros = 0;
    if (places > kMostPlaces) return std::nullopt;
  }
  if (!has_digit) return std::nullopt;
  return Decimal{digits, static_cast<std::uint8_t>(places)};
}

}  // namespace

std::optional<Decimal> read_decimal(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::optional<Decimal> result = text.size() <= kShort ? read_short(text) : read_long(text);
  if (result && negative) result->digits = -result->digits;
  return result;
}

std::optional<Decimal> read_decimal_with_comma(std::string_view text) {
  constexpr std::size_t kMost = 40;
  char plain[kMost];
  std::size_t count = 0;
  std::size_t group = 0;  // digits since the sign or the last point
  bool is_grouped = false;
  bool in_fraction = false;
  if (text.size() > kMost) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool ends_group = (c == '.' || c == ',') && !in_fraction;
    if (ends_group && (is_grouped ? group != 3 : c == '.' && (group == 0 || group > 3)))
      return std::nullopt;
    if (ends_group) {
      is_grouped = is_grouped || c == '.';
      in_fraction = c == ',';
      group = 0;
      if (c == ',') plain[count++] = '.';
      continue;
    }
    if (c == '.' || c == ',') return std::nullopt;
    if (c >= '0' && c <= '9') ++group;
    plain[count++] = c;
  }
  if (is_grouped && !in_fraction && group != 3) return std::nullopt;
  return read_decimal({plain, count});
}

std::optional<Decimal> product(Decimal a, Decimal b) {
  Decimal result;
  if (__builtin_mul_overflow(a.digits, b.digits, &result.digits)) return std::nullopt;
  const int places = a.places + b.places;
  if (places > kMostPlaces) return std::nullopt;
  result.places = static_cast<std::uint8_t>(places);
  return without_trailing_zeros(result);
}

int compare(Decimal a, Decimal b) {
  const Wide left = static_cast<Wide>(a.digits) * kPowers[b.places];
  const Wide right = static_cast<Wide>(b.digits) * kPowers[a.places];
  return left < right ? -1 : left > right ? 1 : 0;
}

std::optional<std::int64_t> millionths(Decimal number) {
  std::int64_t result = 0;
  if (number.places > 6 ||
      __builtin_mul_overflow(number.digits, kPowers[6u - number.places], &result)) {
    return std::nullopt;
  }
  return result;
}

std::string text_of(Decimal number) {
  const bool negative = number.digits < 0;
  std::string digits = std::to_string(number.digits).substr(negative ? 1 : 0);
  while (digits.size() <= number.places) digits.insert(digits.begin(), '0');
  std::string text(negative ? 1 : 0, '-');
  text.append(digits, 0, digits.size() - number.places);
  if (number.places > 0) text.append(1, '.').append(digits, digits.size() - number.places);
  return text;
}

}  // namespace wend::door
