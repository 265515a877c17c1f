// SPDX-License-Identifier: Apache-2.0
//
// A run over many generated pairs of pack and stream. A pair is found again by its seed.
#pragma once

#include <cstdint>
#include <string>

#include "tests/differential/trials/coverage.h"
#include "tests/differential/trials/laws.h"

namespace wend::differential {

struct Wanted {
  std::uint64_t pairs = 100;
  std::uint64_t seed = 1;
  std::uint64_t streams = 5;  // per pack, so that native compilation is paid once
  Tiers tiers = Tiers::Both;
  std::string law = "judge";
  std::uint64_t failures = 1;  // stop after so many
};

struct Result {
  std::uint64_t pairs = 0;
  std::uint64_t deciding = 0;  // pairs that decide something (law `judge`)
  std::uint64_t decisions = 0;
  std::uint64_t unchecked = 0;  // packs that the checker refuses; the generator should make none
  std::uint64_t dropped_rules = 0;  // rules left out for that
  std::string refusals;             // of some of those, for the author of the generator
  Coverage coverage;                // law `judge`
  std::string failures;             // shrunk, with their seeds; empty if the law holds
};

Result tried(const Wanted& wanted);

// The pack of a seed, and one of its streams.
Case case_of(std::uint64_t seed, std::uint64_t stream);

}  // namespace wend::differential
