// SPDX-License-Identifier: Apache-2.0
//
// The shop's log as lines of CloudEvents, as a door reads them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/support/shop_log.h"

namespace wend::bench {

constexpr const char* kShopTypes[kShopKinds] = {
    "page_view",        "product_view",   "search",   "add_to_cart",
    "remove_from_cart", "checkout_start", "purchase", "email_open",
    "email_click",      "support_ticket", "app_open", "logout"};
constexpr const char* kShopChannels[] = {"web", "ios", "android", "email"};
constexpr std::size_t kLinePadding = 64;  // bytes behind the last line that may be read

struct Lines {
  std::string bytes;
  std::vector<std::size_t> ends;  // of lines, without the line end

  std::size_t size() const { return ends.size(); }
  std::string_view operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends[i - 1] + 1;
    return std::string_view(bytes).substr(begin, ends[i] - begin);
  }
};

enum class MemberOrder : std::uint8_t { Declared, Any };
enum class TimeDigits : std::uint8_t { Seconds, Milliseconds };
Lines make_shop_lines(const std::vector<ShopEvent>& events, MemberOrder order, TimeDigits digits);

}  // namespace wend::bench
