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

}  // namespace wend::runtime
