// SPDX-License-Identifier: Apache-2.0
#include "runtime/abi/interval.h"

#include <algorithm>

namespace wend {
namespace {

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

Intervals below(std::int64_t number) {
  if (number == kLeast) return {};
  return {{kLeast, number - 1}};
}

Intervals above(std::int64_t number) {
  if (number == kMost) return {};
  return {{number + 1, kMost}};
}

}  // namespace

Intervals complement(const Intervals& intervals) {
  Intervals rest;
  std::int64_t next = kLeast;
  for (const Interval& interval : intervals) {
    if (interval.first > next) rest.push_back({next, interval.first - 1});
    if (interval.last == kMost) return rest;
    next = interval.last + 1;
  }
  rest.push_back({next, kMost});
  return rest;
}

Intervals intersection(const Intervals& a, const Intervals& b) {
  Intervals both;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    const Interval common{std::max(x->first, y->first), std::min(x->last, y->last)};
    if (common.first <= common.last) both.push_back(common);
    if (x->last < y->last) {
      ++x;
    } else {
      ++y;
    }
  }
  return both;
}

bool contains(const Intervals& intervals, std::int64_t number) {
  return std::any_of(intervals.begin(), intervals.end(), [number](const Interval& interval) {
    return interval.first <= number && number <= interval.last;
  });
}

Intervals places_of(std::int64_t mask) {
  Intervals places;
  for (std::int64_t bit = 0; bit < 64; ++bit) {
    if ((static_cast<std::uint64_t>(mask) >> bit & 1) == 0) continue;
    if (!places.empty() && places.back().last + 1 == bit) {
      places.back().last = bit;
    } else {
      places.push_back({bit, bit});
    }
  }
  return places;
}

Intervals numbers_of(OpCode code, std::int64_t constant, bool swapped) {
  switch (code) {
    case OpCode::Equal: return {{constant, constant}};
    case OpCode::NotEqual: return complement({{constant, constant}});
    case OpCode::Less: return swapped ? above(constant) : below(constant);
    default: break;
  }
  return swapped ? Intervals{{constant, kMost}} : Intervals{{kLeast, constant}};
}

bool is_comparison(OpCode code) {
  return code == OpCode::Equal || code == OpCode::NotEqual || code == OpCode::Less ||
         code == OpCode::LessEqual;
}

}  // namespace wend
