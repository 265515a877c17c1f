// SPDX-License-Identifier: Apache-2.0
//
// Sets of numbers as runs of them, and which numbers a comparison with a constant says yes to: what the index of a
// plan and a batch of rows are made of.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "runtime/abi/plan.h"

namespace wend {

struct Interval {  // both ends included
  std::int64_t first = std::numeric_limits<std::int64_t>::min();
  std::int64_t last = std::numeric_limits<std::int64_t>::max();
  friend bool operator==(const Interval&, const Interval&) = default;
};

// Ascending, apart from each other.
using Intervals = std::vector<Interval>;

Intervals complement(const Intervals& intervals);
Intervals intersection(const Intervals& a, const Intervals& b);
bool contains(const Intervals& intervals, std::int64_t number);

// The bits of a mask that are set.
Intervals places_of(std::int64_t mask);

bool is_comparison(OpCode code);
// The numbers for which `x OP constant` is yes; `constant OP x` if `swapped`. Requires: is_comparison(code).
Intervals numbers_of(OpCode code, std::int64_t constant, bool swapped);

}  // namespace wend
