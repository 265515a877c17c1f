// SPDX-License-Identifier: Apache-2.0
//
// Journeys: from what recognised stages to moves, and what rules wait for in them.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/reference/clock.h"
#include "tests/reference/record.h"

namespace wend::reference {

// A stage that is recognised at an event, or by the clock behind all events of its instant.
struct Recognised {
  std::int64_t instant = 0;
  bool by_clock = false;
  std::size_t event = 0;  // by the clock: the last before it
  std::uint32_t stage = 0;
};

// One move at most for each moment, to the stage declared last of those recognised in it.
std::vector<Record::Move> moves_of(std::vector<Recognised> recognised);

// Both need Record::moves.
std::vector<Instant> awaited_moves(const Record& record, const program::StageMove& awaited);
std::vector<Instant> stays_before(const Record& record, const program::StageStay& stay,
                                  std::int64_t closing);

}  // namespace wend::reference
