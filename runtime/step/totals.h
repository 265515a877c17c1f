// SPDX-License-Identifier: Apache-2.0
//
// Count, sum, smallest and largest of numbers. Sums are kept in 128 bits, so that a result is unknown
// only if the true total is outside the numbers, whatever came in between.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include "runtime/step/facts.h"
#include "runtime/values/faults.h"
#include "runtime/values/number.h"

namespace wend::runtime {

struct Totals {
  std::uint64_t count = 0;
  Int128 sum = 0;
  std::int64_t smallest = std::numeric_limits<std::int64_t>::max();
  std::int64_t largest = std::numeric_limits<std::int64_t>::min();

  void add(std::int64_t value);
  void join(const Totals& other);
};

// Of few, one by one: a call for each would take longer.
inline void Totals::add(std::int64_t value) {
  ++count;
  if (!(planted(Fault::SumDropsNegative) && value < 0)) sum += value;
  smallest = std::min(
      smallest, planted(Fault::SmallestStartsAtZero) ? std::min<std::int64_t>(0, value) : value);
  largest = std::max(largest, value);
}

inline Cell sum_cell(const Totals& totals) {
  const auto sum = narrowed(totals.sum);
  return sum ? known(*sum) : unknown();
}

Cell part_of(const Totals& totals, const Question& question);

// As bytes of the state: the count alone if the fact keeps no value.
Totals load_totals(const std::uint8_t* at, bool has_value);
void store_totals(std::uint8_t* at, const Totals& totals, bool has_value);

}  // namespace wend::runtime
