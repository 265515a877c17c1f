// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/support/shop_log.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/bench/support/split_mix.h"

namespace wend::bench {
namespace {

constexpr std::int64_t kBegin = 1'751'000'000'000;
constexpr std::int64_t kDay = 86'400'000;
constexpr double kSpan = 90.0 * static_cast<double>(kDay);
constexpr std::array<double, kShopKinds> kShares = {.24,  .26, .10,  .09, .03, .05,
                                                    .035, .07, .025, .02, .05, .03};

std::uint64_t mixed(std::uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccdULL;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53ULL;
  return x ^ (x >> 33);
}

class Shop {
 public:
  Shop(std::size_t events, std::uint32_t customers) : wanted_(events), customers_(customers) {
    double sum = 0;
    for (std::uint32_t rank = 0; rank < customers; ++rank)
      ranks_.push_back(sum += std::pow(rank + 1.0, -0.8));
    sum = 0;
    for (std::size_t kind = 0; kind < kShopKinds; ++kind) kinds_[kind] = sum += kShares[kind];
    log_.reserve(events + 16);
  }

  std::vector<ShopEvent> log() && {
    while (log_.size() < wanted_) visit();
    std::stable_sort(log_.begin(), log_.end(),
                     [](const ShopEvent& a, const ShopEvent& b) { return a.time_ms < b.time_ms; });
    for (std::size_t i = 1; i < log_.size(); ++i)
      log_[i].time_ms = std::max(log_[i].time_ms, log_[i - 1].time_ms + 1);
    return std::move(log_);
  }

 private:
  void visit() {
    const auto rank = static_cast<std::uint64_t>(
        std::lower_bound(ranks_.begin(), ranks_.end(), random_.unit() * ranks_.back()) -
        ranks_.begin());
    const auto customer = static_cast<std::uint32_t>(rank * 2654435761ULL % customers_);
    std::int64_t time = kBegin + static_cast<std::int64_t>(random_.unit() * kSpan);
    const int length = std::min(12, 1 + static_cast<int>(-std::log(1 - random_.unit()) * 4));
    std::uint32_t seen = 0;
    for (int k = 0; k < length && log_.size() < wanted_; ++k) {
      log_.push_back(event(customer, time, seen));
      time += 1000 + static_cast<std::int64_t>(-std::log(1 - random_.unit()) * 240'000);
    }
  }

  // `seen`: the product that was looked at last.
  ShopEvent event(std::uint32_t customer, std::int64_t time, std::uint32_t& seen) {
    const double drawn = random_.unit() * kinds_.back();
    ShopEvent made;
    made.time_ms = time;
    made.customer = customer;
    made.kind = static_cast<ShopKind>(std::lower_bound(kinds_.begin(), kinds_.end(), drawn) -
                                      kinds_.begin());
    const bool is_view = made.kind == ShopKind::ProductView;
    const bool is_cart = made.kind == ShopKind::AddToCart;
    const bool is_purchase = made.kind == ShopKind::Purchase;
    if (is_view || is_cart || is_purchase || made.kind == ShopKind::RemoveFromCart) {
      if (seen == 0 || is_view) seen = product(customer);
      made.product = seen;
    }
    if (is_purchase || is_cart) made.cents = cents();
    return made;
  }

  // Mostly one of six that the customer likes.
  std::uint32_t product(std::uint32_t customer) {
    const double drawn = random_.unit();
    if (drawn < .6) {
      return static_cast<std::uint32_t>(
          1 + mixed(customer * std::uint64_t{8} + random_.next() % 6) % kShopProducts);
    }
    const double first = random_.unit();
    const double second = random_.unit();
    return std::min(kShopProducts, 1 + static_cast<std::uint32_t>(kShopProducts * first * second));
  }

  std::uint32_t cents() {
    const double radius = std::sqrt(-2 * std::log(1 - random_.unit()));
    const double normal = radius * std::cos(6.283185307 * random_.unit());
    return 100 + static_cast<std::uint32_t>(std::exp(3.4 + 0.9 * normal) * 100);
  }

  std::size_t wanted_;
  std::uint32_t customers_;
  SplitMix random_{0x9E3779B97F4A7C15ULL};
  std::vector<double> ranks_;
  std::array<double, kShopKinds> kinds_{};
  std::vector<ShopEvent> log_;
};

}  // namespace

std::vector<ShopEvent> make_shop_log(std::size_t events, std::uint32_t customers) {
  return Shop(events, customers).log();
}

}  // namespace wend::bench
