// SPDX-License-Identifier: Apache-2.0
//
// A seeded log of a shop: visits of one to twelve events over 90 days, customers and products as unequal as they
// are in life (Zipf), times in milliseconds that strictly rise. The same numbers give the same log everywhere.
#pragma once

#include <cstdint>
#include <vector>

namespace wend::bench {

enum class ShopKind : std::uint8_t {
  PageView,
  ProductView,
  Search,
  AddToCart,
  RemoveFromCart,
  CheckoutStart,
  Purchase,
  EmailOpen,
  EmailClick,
  SupportTicket,
  AppOpen,
  Logout,
};
constexpr std::uint32_t kShopKinds = 12;
constexpr std::uint32_t kShopProducts = 5000;  // 1 to 5,000; 0: none

struct ShopEvent {
  std::int64_t time_ms = 0;
  std::uint32_t customer = 0;  // below the number of customers
  std::uint32_t product = 0;
  std::uint32_t cents = 0;
  ShopKind kind = ShopKind::PageView;
};

std::vector<ShopEvent> make_shop_log(std::size_t events, std::uint32_t customers);

}  // namespace wend::bench
