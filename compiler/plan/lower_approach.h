// SPDX-License-Identifier: Apache-2.0
//
// The instants at distances before a date: of the profile (lower_profile) and of an event (lower_body).
#pragma once

#include <optional>

#include "compiler/plan/analysis.h"
#include "compiler/plan/body_builder.h"

namespace wend::plan {

// Drops what absence `fact` waits for [of `key`] and arms it at each distance before `date`.
void arm_before(const program::Approach& asked, Register date, std::uint32_t fact,
                std::optional<Register> key, BodyBuilder& builder);

}  // namespace wend::plan
