// SPDX-License-Identifier: Apache-2.0
//
// The customers of a session: name to number, and each one's state.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "runtime/step/blob.h"

namespace wend::runtime {

// A cache line of its own: it is read for every event, and who comes next cannot be foretold.
struct alignas(64) Customer {
  std::string_view name;
  Blob blob;
  std::int64_t queued_wake = kNever;  // the earliest of its entries in the queue of wakes
};

class Customers {
 public:
  std::uint32_t size() const { return static_cast<std::uint32_t>(all_.size()); }
  Customer& operator[](std::uint32_t number) { return all_[number]; }
  const Customer& operator[](std::uint32_t number) const { return all_[number]; }
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
  void expect_place(std::uint32_t short_hash) const;
  void expect_customer(std::uint32_t short_hash) const;
  void expect_state(std::uint32_t short_hash) const;
  std::uint32_t number_of(std::string_view name, std::uint32_t short_hash);
  std::vector<std::uint32_t> by_name() const;

 private:
  struct Place {
    std::uint32_t hash = 0;
    std::uint32_t number = 0;  // + 1; 0: free
  };
  static constexpr std::size_t kChunk = 1 << 18;

  // Of the index, which is not empty: where the name stands, or the free place where it would.
  std::size_t place_of(std::string_view name, std::uint32_t hash) const;
  const Customer* first_with(std::uint32_t hash) const;  // who may be the one; null: nobody
  void grow();
  std::uint32_t add(std::string_view name);
  std::string_view keep(std::string_view name);

  std::vector<Customer> all_;
  std::vector<Place> index_;
  std::vector<std::unique_ptr<char[]>> chunks_;
  std::size_t free_ = 0;      // bytes left in the newest chunk
  std::uint32_t recent_ = 0;  // asked for last: events of one customer come in rows
};

}  // namespace wend::runtime
