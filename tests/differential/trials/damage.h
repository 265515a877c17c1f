// SPDX-License-Identifier: Apache-2.0
//
// Damaged bytes, for law 11 and the fuzz entries.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/differential/trials/random.h"

namespace wend::differential {

// Some bytes deleted, doubled, exchanged or made up.
template <class Bytes>
Bytes damaged(Bytes bytes, Random& random) {
  const std::size_t damages = 1 + random.below(4);
  for (std::size_t i = 0; i < damages && !bytes.empty(); ++i) {
    const auto at = bytes.begin() + static_cast<std::ptrdiff_t>(random.below(bytes.size()));
    switch (random.below(5)) {
      case 0: bytes.erase(at); break;
      case 1: bytes.insert(at, *at); break;
      case 2: *at = static_cast<typename Bytes::value_type>(random.below(256)); break;
      case 3: *at = static_cast<typename Bytes::value_type>(*at ^ (1U << random.below(8))); break;
      default: bytes.resize(random.below(bytes.size() + 1)); break;
    }
  }
  return bytes;
}

// Bytes whose last 16 are again the sum of those before, as saved sessions and packs end: so that damage
// gets past the sum, to the checks behind it.
std::vector<std::uint8_t> resealed(std::vector<std::uint8_t> bytes);

}  // namespace wend::differential
