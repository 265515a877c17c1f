// SPDX-License-Identifier: Apache-2.0
//
// Which events that are later than stated a fact takes: those that repeating cannot harm, or that are never repeated,
// unless it hangs on the order of events.
#pragma once

#include <string>

#include "compiler/plan/patterns.h"
#include "runtime/abi/plan.h"

namespace wend::plan {

// Of a history of these events.
LateEvents late_events_of(const program::Program& program, const Patterns& patterns, FactKind kind,
                          TestId takes);
// Starts over at some event, or follows something.
bool hangs_on_order(const program::History& history);
// Asks for what stands next to an event, and not for what is on record.
bool is_of_neighbours(const program::History& history);
// Takes events as they came in order, beside a fact that takes late ones too.
void keep_in_order(Fact& fact);

}  // namespace wend::plan
