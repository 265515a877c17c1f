// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/support/shop_by_hand.h"

#include <limits>

namespace wend::bench {
namespace {

constexpr std::int64_t kLongAgo = std::numeric_limits<std::int64_t>::min() / 2;
constexpr std::int64_t kHalfHour = 30 * 60'000;
constexpr std::int64_t kWeek = 7LL * 86'400'000;
constexpr std::int64_t kMonth = 30LL * 86'400'000;
constexpr std::uint32_t kEnough = 20'000;

std::size_t hash(std::uint32_t customer, std::uint32_t product) {
  return ((customer * 0x9E3779B97F4A7C15ULL) ^ (product * 0xC2B2AE3D27D4EB4FULL)) >> 20;
}

}  // namespace

ShopByHand::ShopByHand(std::uint32_t customers)
    : customers_(customers), purchases_(1), views_(1 << 16) {
  for (Customer& customer : customers_) {
    for (std::int64_t& time : customer.searches) time = kLongAgo;
    customer.added = customer.bought = kLongAgo;
  }
}

std::size_t ShopByHand::bytes() const {
  return customers_.size() * sizeof(Customer) + purchases_.size() * sizeof(Purchase) +
         views_.size() * sizeof(Views) + deadlines_.capacity() * sizeof(Deadline);
}

void ShopByHand::prefetch(const ShopEvent& event) const {
  __builtin_prefetch(&customers_[event.customer], 1);
  if (event.kind == ShopKind::ProductView || event.kind == ShopKind::Purchase)
    __builtin_prefetch(&views_[hash(event.customer, event.product) & (views_.size() - 1)], 1);
}

void ShopByHand::fire(std::uint32_t rule, std::int64_t time, std::uint32_t customer,
                      std::int64_t value) {
  fired_.add(rule, time, customer);
  if (made_ != nullptr) made_->push_back({rule, customer, time, value});
}

void ShopByHand::step(const ShopEvent& event) {
  fire_before(event.time_ms);
  Customer& customer = customers_[event.customer];
  if (customer.is_known == 0) {
    customer.is_known = 1;
    fire(4, event.time_ms, event.customer);
  }
  switch (event.kind) {
    case ShopKind::ProductView: view(event); break;
    case ShopKind::Search: search(customer, event); break;
    case ShopKind::AddToCart: customer.added = event.time_ms; break;
    case ShopKind::RemoveFromCart: customer.added = kLongAgo; break;
    case ShopKind::CheckoutStart: check_out(customer, event); break;
    case ShopKind::Purchase: buy(customer, event); break;
    case ShopKind::PageView:
    case ShopKind::EmailOpen:
    case ShopKind::EmailClick:
    case ShopKind::SupportTicket:
    case ShopKind::AppOpen:
    case ShopKind::Logout: break;
  }
}

void ShopByHand::fire_before(std::int64_t time) {
  constexpr std::size_t kMany = 65'536;
  while (due_ < deadlines_.size() && deadlines_[due_].time < time) {
    const Deadline& deadline = deadlines_[due_++];
    const std::int64_t start = deadline.time - kHalfHour;
    if (customers_[deadline.customer].bought <= start)
      fire(2, start, deadline.customer, deadline.checkout);
    if (due_ > kMany && due_ * 2 > deadlines_.size()) {
      deadlines_.erase(deadlines_.begin(), deadlines_.begin() + static_cast<std::ptrdiff_t>(due_));
      due_ = 0;
    }
  }
}

void ShopByHand::view(const ShopEvent& event) {
  if (used_ * 2 > views_.size()) grow();
  Views& views = views_[place(event.customer, event.product)];
  if (views.product == 0) {
    views = {event.customer, static_cast<std::uint16_t>(event.product), 0};
    ++used_;
  }
  if (views.count < 65'535 && ++views.count == 3) fire(5, event.time_ms, event.customer);
}

void ShopByHand::search(Customer& customer, const ShopEvent& event) {
  customer.searches[customer.next_search] = event.time_ms;
  customer.next_search = (customer.next_search + 1) & 3;
  const std::int64_t third = customer.searches[(customer.next_search + 1) & 3];
  const std::int64_t fourth = customer.searches[customer.next_search];
  const std::int64_t since = event.time_ms - kWeek;
  if (third > since) fire(0, event.time_ms, event.customer, fourth > since ? 4 : 3);
}

void ShopByHand::check_out(const Customer& customer, const ShopEvent& event) {
  if (event.time_ms - customer.added <= kHalfHour)
    fire(1, event.time_ms, event.customer, customer.added);
  deadlines_.push_back({event.time_ms + kHalfHour, event.customer, checkouts_++});
}

std::uint32_t ShopByHand::new_purchase() {
  if (free_ == 0) {
    purchases_.emplace_back();
    return static_cast<std::uint32_t>(purchases_.size() - 1);
  }
  const std::uint32_t purchase = free_;
  free_ = purchases_[purchase].next;
  return purchase;
}

void ShopByHand::buy(Customer& customer, const ShopEvent& event) {
  customer.bought = event.time_ms;
  const std::uint32_t bought = new_purchase();
  purchases_[bought] = {event.time_ms, event.cents, 0};
  if (customer.newest != 0) {
    purchases_[customer.newest].next = bought;
  } else {
    customer.oldest = bought;
  }
  customer.newest = bought;
  customer.spent += event.cents;
  while (purchases_[customer.oldest].time <= event.time_ms - kMonth) {
    const std::uint32_t gone = customer.oldest;
    customer.spent -= purchases_[gone].cents;
    customer.oldest = purchases_[gone].next;
    purchases_[gone].next = free_;
    free_ = gone;
  }
  if (customer.spent > kEnough) fire(3, event.time_ms, event.customer, customer.spent);
  Views& views = views_[place(event.customer, event.product)];
  if (views.product != 0) views.count = 0;
}

std::size_t ShopByHand::place(std::uint32_t customer, std::uint32_t product) const {
  const std::size_t mask = views_.size() - 1;
  std::size_t at = hash(customer, product) & mask;
  while (views_[at].product != 0 &&
         !(views_[at].customer == customer && views_[at].product == product)) {
    at = (at + 1) & mask;
  }
  return at;
}

void ShopByHand::grow() {
  std::vector<Views> old(views_.size() * 2);
  old.swap(views_);
  for (const Views& views : old) {
    if (views.product != 0) views_[place(views.customer, views.product)] = views;
  }
}

}  // namespace wend::bench
