// SPDX-License-Identifier: Apache-2.0
//
// Units of time and exact numbers. Seconds to hours are durations, days to years are calendar spans,
// and the two never mix: a day has 23, 24 or 25 hours.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "compiler/program/pack.h"

namespace wend::program {

struct Unit {
  bool calendar = false;
  std::int64_t milliseconds = 0;  // of a duration
  std::int32_t months = 0;        // of a calendar span
  std::int32_t days = 0;
};
std::optional<Unit> unit_named(std::string_view name);

// Millionths of `12.345`. Nothing if they do not fit 64 bits or the digits go further.
std::optional<std::int64_t> millionths_of(std::string_view digits);

// A whole number from `least` to `most`. Nothing if it is none or outside.
std::optional<std::uint32_t> whole_of(std::string_view digits, std::uint32_t least,
                                      std::uint32_t most);

// `2 hours` as exact milliseconds, `7 days` as a calendar span; mistakes are reported. Zero is allowed.
std::optional<Stretch> quantity_of(Pack& pack, std::string_view digits, const syntax::Name& unit,
                                   Span span);

// The same for a limit or window, which must be longer than nothing.
std::optional<Stretch> stretch_of(Pack& pack, const syntax::Amount& amount);

void report_unknown_unit(Pack& pack, const syntax::Name& unit);

// `2 hours`, `1 month 3 days`: for messages and printed programs.
std::string stretch_words(const Stretch& stretch);

}  // namespace wend::program
