// SPDX-License-Identifier: Apache-2.0
//
// Exact arithmetic on constants, as meaning.md E states it and the machine does it: 64-bit results,
// products and quotients in 128 bits, rounded once, half away from zero.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wend::program {

std::optional<std::int64_t> sum_of(std::int64_t a, std::int64_t b);
std::optional<std::int64_t> difference_of(std::int64_t a, std::int64_t b);
std::optional<std::int64_t> product_of(std::int64_t a, std::int64_t b);  // a * b / 1,000,000
std::optional<std::int64_t> quotient_of(std::int64_t a,
                                        std::int64_t b);  // a * 1,000,000 / b; b is not 0

// Days of `2024-02-29`, milliseconds of `09:30:15` and of `2024-02-29T09:30:15.250+01:00`. Nothing if
// the text is none of the calendar; the parser reports that.
std::optional<std::int64_t> date_of(std::string_view text);
std::optional<std::int64_t> clock_of(std::string_view text);
std::optional<std::int64_t> instant_of(std::string_view text);

// The inverse, for printed programs.
std::string date_words(std::int64_t days);
std::string clock_words(std::int64_t milliseconds);
std::string instant_words(std::int64_t milliseconds);
std::string number_words(std::int64_t millionths);  // `2.5`

}  // namespace wend::program
