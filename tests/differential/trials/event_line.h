// SPDX-License-Identifier: Apache-2.0
//
// Generated events as hosts that read files get them.
#pragma once

#include <string>

#include "tests/reference/event.h"
#include "wend/runtime.h"

namespace wend::differential {

// RFC 3339 knows years of four digits only.
bool can_be_written(const Plan& plan, const reference::Event& event);

// The event as one CloudEvent of the plan's schema, exactly, without the line end.
std::string event_line(const Plan& plan, const reference::Event& event);

}  // namespace wend::differential
