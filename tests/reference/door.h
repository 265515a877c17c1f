// SPDX-License-Identifier: Apache-2.0
//
// Which of the arriving events belong to the history, by definition: those that fit the schema, are not
// earlier than the newest instant, and do not repeat a source and id of their instant.
#pragma once

#include <optional>
#include <vector>

#include "compiler/schema/schema.h"
#include "tests/reference/event.h"

namespace wend::reference {

// The event as it enters history (its texts composed), or nothing if it is refused. In order of arrival.
std::vector<std::optional<Event>> admitted(const Schema& schema,
                                           const std::vector<Event>& arriving);

}  // namespace wend::reference
