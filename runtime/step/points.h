// SPDX-License-Identifier: Apache-2.0
//
// Of an index with one input: what each of the values lets through that conditions name one by one, and which triggers
// fire. Where each rule asks for a section, a product or a campaign of its own, that is nearly all events; looked for among
// the starts of rows, then in the rows, then in their lists, each would wait for the one before, and none would be in a near
// cache.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "runtime/step/row_lists.h"

namespace wend::runtime {

class Points {
 public:
  // A line.
  struct alignas(64) Point {
    static constexpr std::size_t kMost = 5;
    std::int64_t value = 0;
    bool is_taken = false;
    std::uint8_t body_count = 0, trigger_count = 0;
    std::uint32_t bodies[kMost] = {}, triggers[kMost] = {};
  };
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  Points() = default;
  // `starts`: of the rows of the input. `triggers`: null if all of them always fire. Values of which there is more than a point
  // holds are left out.
  Points(std::span<const std::int64_t> starts, const RowLists& bodies, const RowLists* triggers);

  bool is_any() const { return !points_.empty(); }
  std::size_t places() const { return points_.size(); }
  // The place of its point; kNone: the value is named nowhere, or left out.
  std::uint32_t find(std::int64_t value) const {
    for (std::uint32_t at = place_of(value);; at = (at + 1) & mask_) {
      const Point& point = points_[at];
      if (!point.is_taken) return kNone;
      if (point.value == value) return at;
    }
  }
  std::span<const std::uint32_t> bodies(std::uint32_t place) const {
    return {points_[place].bodies, points_[place].body_count};
  }
  std::span<const std::uint32_t> triggers(std::uint32_t place) const {
    return {points_[place].triggers, points_[place].trigger_count};
  }
  // Asks the machine for what `find` needs.
  void expect(std::int64_t value) const { __builtin_prefetch(&points_[place_of(value)]); }

 private:
  // Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4).
  std::uint32_t place_of(std::int64_t value) const {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(value) * 0x9E3779B97F4A7C15ULL >>
                                      shift_);
  }

  std::vector<Point> points_;  // at most half of them taken
  std::uint32_t mask_ = 0;
  unsigned shift_ = 0;
};

}  // namespace wend::runtime
