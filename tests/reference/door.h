// SPDX-License-Identifier: Apache-2.0
//
// Which of the arriving events belong to the history, by definition: those that fit the schema, are not closed when
// they come, and do not repeat the source and id of one that is still open. The clock is the newest instant; what is
// earlier than the clock less the lateness is closed.
#pragma once

#include <optional>
#include <vector>

#include "compiler/schema/schema.h"
#include "tests/reference/event.h"
#include "tests/reference/judge.h"

namespace wend::reference {

struct Admission {
  // The event as it enters history (its texts composed), or nothing if it is refused. In order of arrival.
  std::vector<std::optional<Event>> events;
  std::vector<Closing> closings;  // in the order in which they happen
};

// `until`: the clock goes on to it behind the last event.
Admission admission(const Schema& schema, const std::vector<Event>& arriving,
                    std::optional<std::int64_t> until = std::nullopt);

std::vector<std::optional<Event>> admitted(const Schema& schema,
                                           const std::vector<Event>& arriving);

}  // namespace wend::reference
