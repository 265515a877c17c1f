// SPDX-License-Identifier: Apache-2.0
//
// The customer's profile as a record of its state: one bit per field that is known, then the known
// values in order: 8 bytes, or u32 length and text.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/step/held_events.h"

namespace wend::runtime {

// Present fields are set, cleared fields become missing, absent fields stay.
void change_profile(Moment& moment, const HeldEvents& held, const HeldEvent& event);
// Into the moment's profile cells.
void load_profile(Moment& moment);
// The profile of another plan's state as this one keeps it: field i is that of `sources[i]`, where there is one.
std::string profile_with(const Plan& before, std::span<const std::uint8_t> record, const Plan& now,
                         const std::vector<std::optional<std::uint32_t>>& sources);
bool is_sound_profile(const Plan& plan, std::span<const std::uint8_t> record);

}  // namespace wend::runtime
