// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/points.h"

#include <algorithm>
#include <bit>

namespace wend::runtime {
namespace {

// False: there are more than a point holds.
bool take(const RowLists& lists, std::uint32_t row, std::uint32_t* into, std::uint8_t& count) {
  if (!lists.is_list(row) || lists.bodies(row).size() > Points::Point::kMost) return false;
  const std::span<const std::uint32_t> list = lists.bodies(row);
  std::copy(list.begin(), list.end(), into);
  count = static_cast<std::uint8_t>(list.size());
  return true;
}

}  // namespace

// A row of one value begins at it, and the next one at the number behind it.
Points::Points(std::span<const std::int64_t> starts, const RowLists& bodies,
               const RowLists* triggers) {
  std::vector<Point> found;
  for (std::uint32_t i = 0; i + 1 < starts.size(); ++i) {
    if (starts[i] + 1 != starts[i + 1]) continue;
    Point point;
    point.value = starts[i];
    point.is_taken = true;
    if (take(bodies, i + 1, point.bodies, point.body_count) &&
        (triggers == nullptr || take(*triggers, i + 1, point.triggers, point.trigger_count)))
      found.push_back(point);
  }
  if (found.empty()) return;
  points_.resize(std::bit_ceil(2 * found.size()));
  mask_ = static_cast<std::uint32_t>(points_.size() - 1);
  shift_ = static_cast<unsigned>(64 - std::countr_zero(points_.size()));
  for (const Point& point : found) {
    std::uint32_t at = place_of(point.value);
    while (points_[at].is_taken) at = (at + 1) & mask_;
    points_[at] = point;
  }
}

}  // namespace wend::runtime
