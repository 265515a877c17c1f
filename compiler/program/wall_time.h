// SPDX-License-Identifier: Apache-2.0
//
// Dates and times of day on the wall of the schema's zone, and the instants that they are.
#pragma once

#include <cstdint>
#include <string>

namespace wend::program {

// In a skipped hour the first instant after it, in a repeated hour the first pass. Requires: the zone exists.
std::int64_t instant_on_wall(const std::string& zone, std::int64_t date, std::int64_t clock);
std::int64_t date_on_wall(const std::string& zone, std::int64_t instant);

}  // namespace wend::program
