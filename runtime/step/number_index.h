// SPDX-License-Identifier: Apache-2.0
//
// Numbers by a hash of what they stand for; whether one is meant, the caller says. A number that leaves makes room: what
// stands behind it moves up, so that numbers which come and go all the time leave nothing behind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace wend::runtime {

class NumberIndex {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  // The number of this hash of which `is_meant` says so, or kNone.
  template <typename IsMeant>
  std::uint32_t find(std::uint32_t hash, const IsMeant& is_meant) const {
    if (places_.empty()) return kNone;
    for (std::size_t at = home_of(hash);; at = behind(at)) {
      const Place& place = places_[at];
      if (place.number == kNone) return kNone;
      if (place.hash == hash && is_meant(place.number)) return place.number;
    }
  }
  void add(std::uint32_t hash, std::uint32_t number) {  // which is not there
    if ((taken_ + 1) * kRoom > places_.size()) grow();
    put({hash, number});
    ++taken_;
  }
  // Requires of each that it is there.
  void replace(std::uint32_t hash, std::uint32_t number, std::uint32_t by) {
    places_[place_of(hash, number)].number = by;
  }
  void remove(std::uint32_t hash, std::uint32_t number) {
    const std::size_t at = place_of(hash, number);
    --taken_;
    places_[at] = {};
    if (places_[behind(at)].number != kNone) close_gap(at);
  }

 private:
  struct Place {
    std::uint32_t hash = 0;
    std::uint32_t number = kNone;
  };
  std::size_t home_of(std::uint32_t hash) const { return hash & (places_.size() - 1); }
  std::size_t behind(std::size_t at) const { return (at + 1) & (places_.size() - 1); }
  std::size_t place_of(std::uint32_t hash, std::uint32_t number) const {
    std::size_t at = home_of(hash);
    while (places_[at].number != number) at = behind(at);
    return at;
  }
  void put(Place place) {
    std::size_t at = home_of(place.hash);
    while (places_[at].number != kNone) at = behind(at);
    places_[at] = place;
  }
  void grow();
  void close_gap(std::size_t gap);

  static constexpr std::size_t kRoom = 4;  // places for each: nearly everybody is at home

  std::vector<Place> places_;  // a power of two
  std::size_t taken_ = 0;
};

}  // namespace wend::runtime
