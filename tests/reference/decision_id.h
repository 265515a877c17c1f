// SPDX-License-Identifier: Apache-2.0
//
// How decisions are named: the one definition that judge and product share on purpose (it stands in
// runtime/decision/identity.h).
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "tests/reference/answer.h"
#include "tests/reference/event.h"

namespace wend::reference {

using Cause = std::array<std::uint8_t, 16>;

// Of the event that is decided on, or that began an absence.
Cause cause_of(const Event& event);

// Of an instant at a distance from a date, and of one that recurs.
Cause cause_at(const Cause& cause, std::int64_t instant);
Cause cause_of_customer(const std::string& name, std::int64_t instant);

// 32 hexadecimal digits. `action` is the position among the rule's actions.
std::string decision_id(const std::string& rule, const Answer& key, bool key_is_text,
                        const Cause& cause, bool at_deadline, std::uint32_t action);

}  // namespace wend::reference
