// SPDX-License-Identifier: Apache-2.0
//
// Six behavioural rules over the shop's log, written by hand for exactly them: one cache line per customer, pools for
// the rest, dense customer numbers. What a compiler can at best be compared with.
//   1 on search: at least three searches in (t - 7 days, t]
//   2 on checkout: the newest put into the cart is newer than the newest taking out, and at most 30 minutes old
//   3 for each checkout: no purchase in (t, t + 30 minutes]; dated at its start here
//   4 on purchase: more than 200.00 in (t - 30 days, t]
//   5 the first event of a customer
//   6 on view: it is the third view of that product since its last purchase
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "tests/bench/support/shop_log.h"

namespace wend::bench {

constexpr std::size_t kShopRules = 6;

// Per rule: how often, and a sum that depends on when and for whom.
struct ShopFired {
  std::array<std::uint64_t, kShopRules> count{}, sum{};
  void add(std::size_t rule, std::int64_t time_ms, std::uint32_t customer) {
    ++count[rule];
    sum[rule] += static_cast<std::uint64_t>(time_ms % 1'000'003) + customer;
  }
  friend bool operator==(const ShopFired&, const ShopFired&) = default;
};

// A rule that fired, with what its reasons say beside the event in hand.
struct ShopMade {
  std::uint32_t rule = 0, customer = 0;
  std::int64_t time_ms = 0;  // of the third: its start
  // Of the first rule the searches (4: or more), of the second when it was put into the cart, of the third the checkout,
  // counted from 0; of the fourth cents.
  std::int64_t value = 0;
};

class ShopByHand {
 public:
  explicit ShopByHand(std::uint32_t customers);
  // From now on what fires stands in `made`, too.
  void list(std::vector<ShopMade>& made) { made_ = &made; }
  void prefetch(const ShopEvent& event) const;
  void step(const ShopEvent& event);
  void fire_before(std::int64_t time);  // deadlines; `step` does it itself
  const ShopFired& fired() const { return fired_; }
  std::size_t bytes() const;

 private:
  struct alignas(64) Customer {
    std::int64_t searches[4];
    std::int64_t added, bought;
    std::uint32_t spent;           // cents
    std::uint32_t oldest, newest;  // purchases, 0: none
    std::uint8_t next_search, is_known;
  };
  struct Purchase {
    std::int64_t time;
    std::uint32_t cents, next;
  };
  struct Deadline {
    std::int64_t time;
    std::uint32_t customer, checkout;
  };
  struct Views {
    std::uint32_t customer;
    std::uint16_t product, count;
  };

  void fire(std::uint32_t rule, std::int64_t time, std::uint32_t customer, std::int64_t value = 0);
  void view(const ShopEvent& event);
  void search(Customer& customer, const ShopEvent& event);
  void check_out(const Customer& customer, const ShopEvent& event);
  void buy(Customer& customer, const ShopEvent& event);
  std::uint32_t new_purchase();
  std::size_t place(std::uint32_t customer, std::uint32_t product) const;
  void grow();

  std::vector<Customer> customers_;
  std::vector<Purchase> purchases_;
  std::uint32_t free_ = 0;
  std::vector<Deadline> deadlines_;
  std::size_t due_ = 0;
  std::vector<Views> views_;
  std::size_t used_ = 0;
  std::uint32_t checkouts_ = 0;
  ShopFired fired_;
  std::vector<ShopMade>* made_ = nullptr;
};

}  // namespace wend::bench
