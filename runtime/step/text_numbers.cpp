// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/text_numbers.h"

#include <algorithm>
#include <bit>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace wend::runtime {
namespace {

std::uint32_t hash_of(std::string_view text) {
  return static_cast<std::uint32_t>(XXH3_64bits(text.data(), text.size()));
}

}  // namespace

TextNumbers::TextNumbers(const std::vector<std::string>& texts,
                         const std::vector<std::uint32_t>& numbers)
    : texts_(texts), places_(std::bit_ceil(std::max<std::size_t>(2, numbers.size() * 2))) {
  for (const std::uint32_t number : numbers) {
    if (number_of(texts_[number]) != kOther) continue;
    const std::uint32_t hash = hash_of(texts_[number]);
    std::size_t place = hash & (places_.size() - 1);
    while (places_[place].number != 0) place = (place + 1) & (places_.size() - 1);
    places_[place] = {hash, number + 1};
  }
}

std::int64_t TextNumbers::number_of(std::string_view text) const {
  const std::uint32_t hash = hash_of(text);
  for (std::size_t place = hash & (places_.size() - 1);;
       place = (place + 1) & (places_.size() - 1)) {
    const Place& found = places_[place];
    if (found.number == 0) return kOther;
    if (found.hash == hash && texts_[found.number - 1] == text) return found.number - 1;
  }
}

}  // namespace wend::runtime
