// SPDX-License-Identifier: Apache-2.0
//
// A value that crosses a threshold, at events and by the clock.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/reference/decision_id.h"
#include "tests/reference/record.h"

namespace wend::reference {

struct Crossed {
  std::int64_t instant = 0;
  bool by_clock = false;
  std::size_t event = 0;  // that crossed it; by the clock: the last one until then
  Cause cause{};
};

// All crossings before `closing`, in order.
std::vector<Crossed> crossings_before(const Record& record, const program::Crossing& crossing,
                                      std::int64_t closing);

}  // namespace wend::reference
