// SPDX-License-Identifier: Apache-2.0
//
// Values of events: mostly from the stocks that constants come from, now and then extreme.
#pragma once

#include "compiler/schema/schema.h"
#include "tests/differential/trials/random.h"
#include "tests/reference/event.h"

namespace wend::differential {

// `now` is the event's instant.
reference::EventField random_value(Random& random, const Schema& schema, const ValueType& type,
                                   std::int64_t now);

}  // namespace wend::differential
