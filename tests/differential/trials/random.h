// SPDX-License-Identifier: Apache-2.0
//
// The generators' source of chance: splitmix64, so that a case is the same everywhere from its seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace wend::differential {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  // From 0 to below `bound`. Requires: bound > 0.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool chance(unsigned percent) { return below(100) < percent; }

  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }
  template <class T>
  void shuffle(std::vector<T>& all) {
    for (std::size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[below(i)]);
  }

 private:
  std::uint64_t state_;
};

// Seeds that follow from one another: case `number` of a run.
inline std::uint64_t seed_of(std::uint64_t run, std::uint64_t number) {
  Random random(run ^ (number * 0xD1342543DE82EF95ULL));
  random.next();
  return random.next();
}

}  // namespace wend::differential
