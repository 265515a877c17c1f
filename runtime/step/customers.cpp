// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/customers.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace wend::runtime {

std::uint32_t Customers::number_of(std::string_view name) {
  if (recent_ < all_.size() && all_[recent_].name == name) return recent_;
  recent_ = find_or_add(name);
  all_[recent_].blob.prefetch();
  return recent_;
}

std::uint32_t Customers::find_or_add(std::string_view name) {
  if ((all_.size() + 1) * 2 > index_.size()) grow();
  const std::uint64_t hash = XXH3_64bits(name.data(), name.size());
  const std::size_t mask = index_.size() - 1;
  const auto short_hash = static_cast<std::uint32_t>(hash >> 32);
  for (std::size_t place = short_hash & mask;; place = (place + 1) & mask) {
    Place& found = index_[place];
    if (found.number == 0) {
      found = {short_hash, add(name) + 1};
      return found.number - 1;
    }
    if (found.hash == short_hash && all_[found.number - 1].name == name) return found.number - 1;
  }
}

std::optional<std::uint32_t> Customers::find(std::string_view name) const {
  if (index_.empty()) return std::nullopt;
  const std::uint64_t hash = XXH3_64bits(name.data(), name.size());
  const std::size_t mask = index_.size() - 1;
  const auto short_hash = static_cast<std::uint32_t>(hash >> 32);
  for (std::size_t place = short_hash & mask;; place = (place + 1) & mask) {
    const Place& found = index_[place];
    if (found.number == 0) return std::nullopt;
    if (found.hash == short_hash && all_[found.number - 1].name == name) return found.number - 1;
  }
}

std::uint32_t Customers::add(std::string_view name) {
  all_.push_back({keep(name), {}, kNever});
  return size() - 1;
}

std::string_view Customers::keep(std::string_view name) {
  if (name.size() > free_) {
    const std::size_t size = std::max(kChunk, name.size());
    chunks_.push_back(std::make_unique<char[]>(size));
    // A name larger than a chunk fills its own.
    free_ = size;
  }
  char* room = chunks_.back().get() + (free_ > kChunk ? 0 : kChunk - free_);
  std::memcpy(room, name.data(), name.size());
  free_ = free_ > kChunk ? 0 : free_ - name.size();
  return {room, name.size()};
}

void Customers::grow() {
  std::vector<Place> grown(std::max<std::size_t>(1024, index_.size() * 2));
  const std::size_t mask = grown.size() - 1;
  for (const Place& place : index_) {
    if (place.number == 0) continue;
    std::size_t at = place.hash & mask;
    while (grown[at].number != 0) at = (at + 1) & mask;
    grown[at] = place;
  }
  index_ = std::move(grown);
}

std::vector<std::uint32_t> Customers::by_name() const {
  std::vector<std::uint32_t> order(all_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [this](std::uint32_t a, std::uint32_t b) { return all_[a].name < all_[b].name; });
  return order;
}

}  // namespace wend::runtime
