// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/support/shop_lines.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "tests/bench/support/split_mix.h"

namespace wend::bench {
namespace {

constexpr const char* kCountries[] = {"DE", "FR", "IT", "ES", "AT"};

std::string time_text(std::int64_t ms, TimeDigits digits) {
  const std::chrono::sys_time<std::chrono::milliseconds> instant{std::chrono::milliseconds(ms)};
  const auto second = std::chrono::floor<std::chrono::seconds>(instant);
  return digits == TimeDigits::Seconds
             ? fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", second)
             : fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", second, (instant - second).count());
}

}  // namespace

Lines make_shop_lines(const std::vector<ShopEvent>& events, MemberOrder order, TimeDigits digits) {
  Lines log;
  SplitMix random(7);
  for (std::size_t i = 0; i < events.size(); ++i) {
    const ShopEvent& event = events[i];
    std::vector<std::string> data;
    if (event.product != 0) data.push_back(fmt::format(R"("product":"p{:05}")", event.product));
    if (event.cents != 0)
      data.push_back(fmt::format(R"("amount":{}.{:02})", event.cents / 100, event.cents % 100));
    data.push_back(fmt::format(R"("country":"{}")", kCountries[i % 5]));
    data.push_back(fmt::format(R"("page":"/shop/section-{}/item-{}")", i % 17, i % 923));
    std::vector<std::string> members = {
        R"("specversion":"1.0")",
        fmt::format(R"("id":"{:016x}")", i * 0x9E3779B97F4A7C15ULL),
        R"("source":"shop")",
        fmt::format(R"("type":"{}")", kShopTypes[static_cast<std::size_t>(event.kind)]),
        fmt::format(R"("subject":"c{:07}")", event.customer),
        fmt::format(R"("time":"{}")", time_text(event.time_ms, digits)),
        fmt::format(R"("channel":"{}")", kShopChannels[i % 4])};
    if (order == MemberOrder::Any) {
      for (std::size_t k = members.size(); k > 1; --k)
        std::swap(members[k - 1], members[random.next() % k]);
      for (std::size_t k = data.size(); k > 1; --k) std::swap(data[k - 1], data[random.next() % k]);
    }
    members.push_back(fmt::format("\"data\":{{{}}}", fmt::join(data, ",")));
    log.bytes += fmt::format("{{{}}}", fmt::join(members, ","));
    log.ends.push_back(log.bytes.size());
    log.bytes += '\n';
  }
  log.bytes.append(kLinePadding, ' ');
  return log;
}

}  // namespace wend::bench
