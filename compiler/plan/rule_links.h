// SPDX-License-Identifier: Apache-2.0
//
// The links by which events reach what a rule waits for or asks about.
#pragma once

#include <cstdint>
#include <set>

#include "compiler/program/program.h"

namespace wend::plan {

// Positions in Schema::links.
std::set<std::uint32_t> links_of(const program::Program& program, const program::Rule& rule);

}  // namespace wend::plan
