// SPDX-License-Identifier: Apache-2.0
//
// Dates, times of day and durations from text. Nothing if the text is not one.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wend::runtime {

std::optional<std::int64_t> read_date(std::string_view text);  // 2026-11-22, days since 1970
std::optional<std::int64_t> read_time_of_day(
    std::string_view text);  // 10:30, 10:30:00.250; milliseconds
std::optional<std::int64_t> read_duration(
    std::string_view text);  // 1 hour 30 minutes, PT1H30M; milliseconds

// An RFC 3339 time, also one that is too far away for nanoseconds in 64 bits (before 1677, behind 2262).
struct TimeInParts {
  std::int64_t seconds = 0;      // since 1970, of the start of its day in its own offset
  std::int64_t nanoseconds = 0;  // since then, less than a day
};
std::optional<TimeInParts> read_time_in_parts(std::string_view text);

}  // namespace wend::runtime
