// SPDX-License-Identifier: Apache-2.0
//
// The proleptic Gregorian calendar in integers: days since 1970-01-01 and year, month, day.
#pragma once

#include <cstdint>

#include "runtime/abi/value.h"

namespace wend::runtime {

constexpr std::int64_t kDay = 86'400'000;
constexpr std::int64_t kHour = 3'600'000;
// As for instants: what is computed from a date outside these bounds is unknown.
constexpr std::int64_t kFarthestDate = kFarthestInstant / kDay;

struct Civil {
  std::int64_t year = 1970;
  std::int64_t month = 1;  // 1 to 12
  std::int64_t day = 1;
};

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - ((a % b != 0 && (a % b < 0) != (b < 0)) ? 1 : 0);
}
constexpr std::int64_t floor_mod(std::int64_t a, std::int64_t b) { return a - floor_div(a, b) * b; }

// Howard Hinnant, "chrono-compatible low-level date algorithms".
constexpr std::int64_t days_of(Civil civil) {
  const std::int64_t year = civil.year - (civil.month <= 2 ? 1 : 0);
  const std::int64_t era = floor_div(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t shifted = civil.month + (civil.month > 2 ? -3 : 9);
  const std::int64_t day_of_year = (153 * shifted + 2) / 5 + civil.day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         719468;
}

// Of days that fit into 32 bits, some 32,800 years either way: Cassio Neri and Lorenz Schneider, "Euclidean affine functions and
// their application to calendar algorithms", 2022.
constexpr Civil near_civil_of(std::int32_t days) {
  constexpr std::uint32_t kEras = 82, kEraDays = 146097;
  const std::uint32_t from_march =
      4 * (static_cast<std::uint32_t>(days) + 719468 + kEraDays * kEras) + 3;
  const std::uint32_t century = from_march / kEraDays;
  const std::uint32_t in_century = (from_march % kEraDays) | 3;
  const std::uint64_t years = std::uint64_t{2939745} * in_century;
  const std::uint32_t day_of_year = static_cast<std::uint32_t>(years) / 2939745 / 4;
  const std::uint32_t month = 2141 * day_of_year + 197913;
  const bool is_next_year = day_of_year >= 306;  // January and February
  const std::int64_t year = std::int64_t{100} * century + static_cast<std::int64_t>(years >> 32) -
                            std::int64_t{400} * kEras;
  return {year + (is_next_year ? 1 : 0), (month >> 16) - (is_next_year ? 12 : 0),
          (month & 0xFFFF) / 2141 + 1};
}

constexpr Civil far_civil_of(std::int64_t days) {
  days += 719468;
  const std::int64_t era = floor_div(days, 146097);
  const std::int64_t day_of_era = days - era * 146097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted = (5 * day_of_year + 2) / 153;
  const std::int64_t month = shifted + (shifted < 10 ? 3 : -9);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month,
          day_of_year - (153 * shifted + 2) / 5 + 1};
}

constexpr Civil civil_of(std::int64_t days) {
  constexpr std::int64_t kNear = 10'000'000;
  return days > -kNear && days < kNear ? near_civil_of(static_cast<std::int32_t>(days))
                                       : far_civil_of(days);
}

constexpr std::int64_t days_in_month(std::int64_t year, std::int64_t month) {
  const Civil next = month == 12 ? Civil{year + 1, 1, 1} : Civil{year, month + 1, 1};
  return days_of(next) - days_of({year, month, 1});
}

// The first of the month that lies `months` after that of `civil`.
constexpr Civil month_after(Civil civil, std::int64_t months) {
  const std::int64_t count = civil.year * 12 + civil.month - 1 + months;
  return {floor_div(count, 12), floor_mod(count, 12) + 1, 1};
}

constexpr std::int64_t weekday_of(std::int64_t days) {
  return floor_mod(days + 3, 7) + 1;
}  // 1: Monday

}  // namespace wend::runtime
