// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/number_index.h"

#include <algorithm>

namespace wend::runtime {

void NumberIndex::grow() {
  constexpr std::size_t kFirst = 64;
  std::vector<Place> before(std::max(kFirst, places_.size() * 2));
  before.swap(places_);
  for (const Place& place : before) {
    if (place.number != kNone) put(place);
  }
}

// Whoever stands behind the gap and is at home at or before it would not be found any more.
void NumberIndex::close_gap(std::size_t gap) {
  const std::size_t mask = places_.size() - 1;
  for (std::size_t at = behind(gap); places_[at].number != kNone; at = behind(at)) {
    const std::size_t from_home = (at - home_of(places_[at].hash)) & mask;
    const std::size_t from_gap = (at - gap) & mask;
    if (from_home < from_gap) continue;
    places_[gap] = places_[at];
    places_[at] = {};
    gap = at;
  }
}

}  // namespace wend::runtime
