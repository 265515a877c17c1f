// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/customers.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <stdexcept>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "runtime/values/short_text.h"

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
  if (recent_ < size_ && is_same(name_of(recent_), name)) return recent_;
  recent_ = number_of(name, short_hash_of(name));
  (*this)[recent_].blob.prefetch();
  return recent_;
}

const Customer* Customers::first_with(std::uint32_t hash) const {
  if (index_.empty()) return nullptr;
  for (std::uint32_t at = hash & mask();; at = (at + 1) & mask()) {
    const std::uint32_t place = index_[at];
    if (place == 0) return nullptr;
    if (is_likely(place, hash)) return &(*this)[number_in(place)];
  }
}

void Customers::expect_place(std::uint32_t short_hash) const {
  if (!index_.empty()) __builtin_prefetch(&index_[short_hash & mask()]);
}

void Customers::expect_customer(std::uint32_t short_hash) const {
  if (const Customer* customer = first_with(short_hash)) __builtin_prefetch(customer, 1);
}

void Customers::expect_state(std::uint32_t short_hash) const {
  const Customer* customer = first_with(short_hash);
  if (customer == nullptr) return;
  __builtin_prefetch(begin_of(customer->name));
  customer->blob.prefetch();
}

std::uint32_t Customers::place_of(std::string_view name, std::uint32_t hash) const {
  for (std::uint32_t at = hash & mask();; at = (at + 1) & mask()) {
    const std::uint32_t place = index_[at];
    if (place == 0) return at;
    if (is_likely(place, hash) && is_same(name_of(number_in(place)), name)) return at;
  }
}

std::uint32_t Customers::number_of(std::string_view name, std::uint32_t hash) {
  if ((std::size_t{size_} + 1) * 3 > index_.size() * 2) grow();
  std::uint32_t& place = index_[place_of(name, hash)];
  if (place == 0) place = (hash & ~mask()) | (add(name) + 1);
  return number_in(place);
}

std::optional<std::uint32_t> Customers::find(std::string_view name) const {
  if (index_.empty()) return std::nullopt;
  const std::uint32_t place = index_[place_of(name, short_hash_of(name))];
  return place == 0 ? std::nullopt : std::optional(number_in(place));
}

std::uint32_t Customers::add(std::string_view name) {
  const std::uint64_t kept = keep(name);
  if (size_ % kRow == 0) rows_.push_back(std::make_unique<Customer[]>(kRow));
  (*this)[size_].name = kept;
  return size_++;
}

std::uint64_t Customers::keep(std::string_view name) {
  if (name.size() >> kLengthBits != 0) throw std::length_error("a customer's name is too long");
  if (name.size() > free_) {
    // A name larger than a chunk fills its own.
    chunks_.push_back(std::make_unique<char[]>(std::max(kChunk, name.size())));
    free_ = kChunk;
  }
  const std::size_t used = kChunk - free_;
  std::memcpy(chunks_.back().get() + used, name.data(), name.size());
  free_ -= std::min(free_, name.size());
  const std::uint64_t place = (chunks_.size() - 1) * kChunk + used;
  return place << kLengthBits | name.size();
}

// Of the hash a place has only what its own place does not say, so each name is hashed anew, in the order in which they
// lie.
void Customers::grow() {
  index_.assign(std::max<std::size_t>(1024, index_.size() * 2), 0);
  for (std::uint32_t number = 0; number < size_; ++number) {
    const std::uint32_t hash = short_hash_of(name_of(number));
    std::uint32_t at = hash & mask();
    while (index_[at] != 0) at = (at + 1) & mask();
    index_[at] = (hash & ~mask()) | (number + 1);
  }
}

std::vector<std::uint32_t> Customers::by_name() const {
  std::vector<std::uint32_t> order(size_);
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [this](std::uint32_t a, std::uint32_t b) { return name_of(a) < name_of(b); });
  return order;
}

}  // namespace wend::runtime
