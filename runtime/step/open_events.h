// SPDX-License-Identifier: Apache-2.0
//
// Events that late ones may still precede, until they are closed: by instant, by source and id, and of each customer.
// Whoever closes an instant takes its events in their total order. What is closed is forgotten here, so that repeats are
// known among open events only, and its memory is that of the next one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/step/held_events.h"
#include "runtime/step/number_index.h"
#include "runtime/step/open_order.h"

namespace wend::runtime {

class OpenEvents {
 public:
  static constexpr std::uint32_t kNone = NumberIndex::kNone;
  // By which an event is known.
  struct Named {
    std::string_view source, id;
    std::uint32_t hash = 0;
  };
  Named named(std::string_view source, std::string_view id) const;

  std::uint64_t size() const { return size_; }
  bool has_before(std::int64_t instant) const {
    return !order_.empty() && order_.oldest().instant < instant;
  }
  std::int64_t oldest() const { return order_.oldest().instant; }  // requires: some are open
  // An open event has a number, until its memory is given up. It is the only one in what holds it.
  std::uint32_t find(const Named& named) const;  // or kNone
  std::int64_t instant_of(std::uint32_t number) const { return all_[number].instant; }
  const HeldEvents& holding(std::uint32_t number) const { return *all_[number].held; }
  const HeldEvent& operator[](std::uint32_t number) const { return holding(number)[0]; }
  bool is_before(std::uint32_t a, std::uint32_t b) const;  // in total order
  std::vector<std::uint32_t> in_order() const;             // all, in total order

  // Of one name. An event about something else is nobody's.
  std::uint32_t events_of(std::uint32_t customer) const { return others_of(customer).count; }
  std::uint64_t bytes_of(std::uint32_t customer) const;
  std::vector<std::uint32_t> all_of(std::uint32_t customer) const;  // in total order
  // Of whoever has these names.
  std::optional<std::int64_t> oldest_of(std::span<const std::uint32_t> names) const;

  // `cause`: if somebody asks which rules acted on it.
  std::uint32_t add(std::int64_t instant, const Event& event, const Named& named,
                    std::uint32_t customer, const Cause* cause = nullptr);
  // Those of the oldest instant, in total order; valid until they are taken again. They count as closed from now on,
  // and what holds them stays until it is given up.
  const std::vector<std::uint32_t>& take_oldest();
  std::vector<std::uint32_t> take(std::span<const std::uint32_t> names, std::int64_t instant);
  void give_up(std::span<const std::uint32_t> numbers);  // that were taken

  // Customers of events that will soon be the oldest: their place is asked for, and some events later their state.
  template <typename ExpectCustomer, typename ExpectState>
  void expect(const ExpectCustomer& customer, const ExpectState& state) {
    constexpr std::size_t kCustomerAhead = 10, kStateAhead = 4;  // events
    for (const OpenOrder::Entry& entry : order_.coming(kCustomerAhead, asked_customers_))
      if (entry.customer != HeldEvent::kNobody) customer(entry.customer);
    for (const OpenOrder::Entry& entry : order_.coming(kStateAhead, asked_states_))
      if (entry.customer != HeldEvent::kNobody) state(entry.customer);
  }

 private:
  // Of a customer: where its newest event stands all is known of the others.
  struct Others {
    std::uint32_t oldest = kNone;
    std::uint32_t count = 0;  // with the newest
  };
  struct Open {
    std::unique_ptr<HeldEvents> held;  // some of those that were given up keep it, for the next one
    std::int64_t instant = 0;
    std::uint32_t hash = 0;  // of its name
    std::uint32_t customer = 0;
    std::uint32_t before = kNone, next = kNone;  // of its customer, in total order
    Others others;
    bool is_in_order = false;  // in order_
    bool is_given_up = false;
  };
  std::uint32_t free_number();
  std::uint32_t newest_of(std::uint32_t customer) const;  // or kNone
  Others others_of(std::uint32_t customer) const;
  void add_to_customer(std::uint32_t number);
  void put_among_others(std::uint32_t newest, std::uint32_t number);
  void remove_from_customer(std::uint32_t number);
  void remove_from_others(std::uint32_t number);
  void close(std::uint32_t number);
  void sort(std::vector<std::uint32_t>& numbers) const;
  void drop_given_up();

  std::vector<Open> all_;
  std::vector<std::uint32_t> free_;  // of all_
  OpenOrder order_;                  // may hold some that were given up, the oldest never
  std::size_t given_up_ = 0;         // of these
  std::uint64_t size_ = 0;
  NumberIndex by_name_;
  NumberIndex by_customer_;  // the newest of each
  std::vector<std::uint32_t> taken_;
  OpenOrder::Asked asked_customers_, asked_states_;
  // The source that was named last, and its hash: events of one source come in rows.
  mutable std::string source_;
  mutable std::uint64_t source_hash_ = 0;
};

}  // namespace wend::runtime
