// SPDX-License-Identifier: Apache-2.0
//
// The customers of a session: name to number, and each one's state.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "runtime/step/blob.h"

namespace wend::runtime {

// Half a cache line: it is read for every event, and who comes next cannot be foretold.
struct alignas(32) Customer {
  std::uint64_t name = 0;  // where it stands, and its length: Customers::name_of
  Blob blob;
  std::int64_t queued_wake = kNever;  // the earliest of its entries in the queue of wakes
};
static_assert(sizeof(Customer) == 32);

class Customers {
 public:
  std::uint32_t size() const { return size_; }
  Customer& operator[](std::uint32_t number) { return rows_[number / kRow][number % kRow]; }
  const Customer& operator[](std::uint32_t number) const {
    return rows_[number / kRow][number % kRow];
  }
  std::string_view name_of(const Customer& customer) const { return name_at(customer.name); }
  std::string_view name_of(std::uint32_t number) const { return name_of((*this)[number]); }
  std::uint32_t number_of(std::string_view name);  // makes the customer if it is new
  std::optional<std::uint32_t> find(std::string_view name) const;
  static std::uint64_t hash_of(std::string_view name);
  static std::uint32_t short_of(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash >> 32);
  }
  // The same by steps, some events apart, so that nothing waits for memory: first the place in the index, then who
  // stands there, then the name and the state, at last the number.
  // Far ahead enough that memory has answered, near enough that it still knows.
  static constexpr std::size_t kPlaceAhead = 24, kCustomerAhead = 16, kStateAhead = 8;  // events
  static constexpr std::size_t kAtOnce = 8;  // events; a divisor of these
  // Calls visit(at) for those at once from `begin` on, as far as they stand before `end`.
  template <class Visit>
  static void for_some_ahead(std::size_t begin, std::size_t end, const Visit& visit) {
    const std::size_t last = std::min(begin + kAtOnce, end);
    for (std::size_t at = begin; at < last; ++at) visit(at);
  }
  void expect_place(std::uint32_t short_hash) const;
  void expect_customer(std::uint32_t short_hash) const;
  void expect_state(std::uint32_t short_hash) const;
  std::uint32_t number_of(std::string_view name, std::uint32_t short_hash);
  std::vector<std::uint32_t> by_name() const;

 private:
  static constexpr std::uint32_t kRow = 1024;  // customers that come into being together
  static constexpr std::size_t kChunk = 1 << 16;
  static constexpr int kLengthBits = 28;

  // A place of the index: 0 if free; in the low bits, as many as a place's number has, the customer's number + 1; in the
  // others those of the hash, so that hardly anybody else's name is looked at. At most two thirds of the places are
  // taken.
  std::uint32_t mask() const { return static_cast<std::uint32_t>(index_.size() - 1); }
  std::uint32_t number_in(std::uint32_t place) const { return (place & mask()) - 1; }
  bool is_likely(std::uint32_t place, std::uint32_t hash) const {
    return ((place ^ hash) & ~mask()) == 0;
  }
  // Of the index, which is not empty: where the name stands, or the free place where it would.
  std::uint32_t place_of(std::string_view name, std::uint32_t hash) const;
  const Customer* first_with(std::uint32_t hash) const;  // who may be the one; null: nobody
  void grow();
  std::uint32_t add(std::string_view name);
  std::uint64_t keep(std::string_view name);
  const char* begin_of(std::uint64_t name) const {
    const std::uint64_t place = name >> kLengthBits;
    return chunks_[place / kChunk].get() + place % kChunk;
  }
  std::string_view name_at(std::uint64_t name) const {
    return {begin_of(name), name & ((std::uint64_t{1} << kLengthBits) - 1)};
  }

  std::vector<std::unique_ptr<Customer[]>> rows_;
  std::uint32_t size_ = 0;
  std::vector<std::uint32_t> index_;
  std::vector<std::unique_ptr<char[]>> chunks_;
  std::size_t free_ = 0;      // bytes left in the newest chunk
  std::uint32_t recent_ = 0;  // asked for last: events of one customer come in rows
};

}  // namespace wend::runtime
