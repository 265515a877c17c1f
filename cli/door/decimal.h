// SPDX-License-Identifier: Apache-2.0
//
// Exact decimal numbers as they stand in files: `digits` times ten to the minus `places`. Nothing
// here rounds, nothing passes through a double; what does not fit is refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wend::door {

struct Decimal {
  std::int64_t digits = 0;
  std::uint8_t places = 0;
};

// `-12.50`, `+3`, `.5`; nothing for any other text, or when it has more than 18 digits that count.
std::optional<Decimal> read_decimal(std::string_view text);
// `1.234,50`: a comma where the others have a point, and points between groups of three digits.
std::optional<Decimal> read_decimal_with_comma(std::string_view text);
std::optional<Decimal> product(Decimal a, Decimal b);
// Less than, equal or greater: negative, zero or positive.
int compare(Decimal a, Decimal b);
// Millionths, if the number has at most six places and fits.
std::optional<std::int64_t> millionths(Decimal number);
std::string text_of(Decimal number);

}  // namespace wend::door
