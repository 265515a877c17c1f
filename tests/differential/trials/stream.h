// SPDX-License-Identifier: Apache-2.0
//
// Generated streams: what arrives at the door, in order of arrival. Their gaps come from the spans of
// the pack's rules, so that windows and deadlines are hit exactly, just missed, and met by other events.
#pragma once

#include <vector>

#include "tests/differential/trials/world.h"
#include "tests/reference/event.h"

namespace wend::differential {

using Stream = std::vector<reference::Event>;

// At least 100 events of at least 3 customers.
Stream make_stream(Random& random, const GeneratedPack& pack);

}  // namespace wend::differential
