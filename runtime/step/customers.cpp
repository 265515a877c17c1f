// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/customers.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace wend::runtime {
namespace {

std::uint32_t short_hash_of(std::string_view name) {
  return Customers::short_of(Customers::hash_of(name));
}

}  // namespace

std::uint64_t Customers::hash_of(std::string_view name) {
  return XXH3_64bits(name.data(), name.size());
}

std::uint32_t Customers::number_of(std::string_view name) {
  if (recent_ < all_.size() && all_[recent_].name == name) return recent_;
  recent_ = number_of(name, short_hash_of(name));
  all_[recent_].blob.prefetch();
  return recent_;
}

const Customer* Customers::first_with(std::uint32_t hash) const {
  if (index_.empty()) return nullptr;
  const std::size_t mask = index_.size() - 1;
  for (std::size_t place = hash & mask;; place = (place + 1) & mask) {
    const Place& found = index_[place];
    if (found.number == 0) return nullptr;
    if (found.hash == hash) return &all_[found.number - 1];
  }
}

void Customers::expect_place(std::uint32_t short_hash) const {
  if (!index_.empty()) __builtin_prefetch(&index_[short_hash & (index_.size() - 1)]);
}

void Customers::expect_customer(std::uint32_t short_hash) const {
  if (const Customer* customer = first_with(short_hash)) __builtin_prefetch(customer, 1);
}

void Customers::expect_state(std::uint32_t short_hash) const {
  const Customer* customer = first_with(short_hash);
  if (customer == nullptr) return;
  __builtin_prefetch(customer->name.data());
  customer->blob.prefetch();
}

std::size_t Customers::place_of(std::string_view name, std::uint32_t hash) const {
  const std::size_t mask = index_.size() - 1;
  for (std::size_t place = hash & mask;; place = (place + 1) & mask) {
    const Place& found = index_[place];
    if (found.number == 0) return place;
    if (found.hash == hash && all_[found.number - 1].name == name) return place;
  }
}

std::uint32_t Customers::number_of(std::string_view name, std::uint32_t hash) {
  if ((all_.size() + 1) * 2 > index_.size()) grow();
  Place& place = index_[place_of(name, hash)];
  if (place.number == 0) place = {hash, add(name) + 1};
  return place.number - 1;
}

std::optional<std::uint32_t> Customers::find(std::string_view name) const {
  if (index_.empty()) return std::nullopt;
  const std::uint32_t number = index_[place_of(name, short_hash_of(name))].number;
  return number == 0 ? std::nullopt : std::optional(number - 1);
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
