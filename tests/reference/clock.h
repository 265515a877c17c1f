// SPDX-License-Identifier: Apache-2.0
//
// Triggers that the clock alone fires: instants before a date of the profile, and instants that recur.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/reference/decision_id.h"
#include "tests/reference/record.h"

namespace wend::reference {

struct Instant {
  std::int64_t instant = 0;
  std::size_t event = 0;  // that set the date; of one that recurs the first on record
  Cause cause{};
  bool by_clock = true;
};

// All that lie strictly before `closing`.
std::vector<Instant> instants_before(const Record& record, const program::Trigger& trigger,
                                     std::int64_t closing);
std::vector<Instant> instants_before(const Record& record, const program::Recurring& recurring,
                                     std::int64_t closing);

}  // namespace wend::reference
