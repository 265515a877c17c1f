// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/support/sections_log.h"

#include <algorithm>

#include <fmt/format.h>

#include "tests/bench/support/split_mix.h"

namespace wend::bench {
namespace {

constexpr std::int64_t kBegin = 1'751'000'000'000;
constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kSpan = 90 * 24 * kHour;
constexpr std::uint32_t kFrequented = 3;
constexpr std::size_t kNewestOrders = 100;
constexpr std::uint64_t kEnough = 20'000;

SectionKind kind_of(double share) {
  constexpr std::array<double, 7> kUpTo{.45, .57, .71, .76, .86, .92, 1.0};
  const auto found = std::upper_bound(kUpTo.begin(), kUpTo.end() - 1, share);
  return static_cast<SectionKind>(found - kUpTo.begin());
}

template <std::size_t n>
void push(std::array<std::int64_t, n>& newest, std::int64_t time) {
  std::copy_backward(newest.begin(), newest.end() - 1, newest.end());
  newest[0] = time;
}

}  // namespace

std::vector<SectionEvent> make_sections_log(std::size_t events, std::uint32_t customers,
                                            std::uint32_t sections) {
  SplitMix random(7);
  std::vector<SectionEvent> log;
  log.reserve(events + 8);
  while (log.size() < events) {
    const auto customer = static_cast<std::uint32_t>(random.below(customers));
    const std::uint64_t usual = std::uint64_t{customer} * kFrequented + random.below(kFrequented);
    const std::uint64_t any = random.below(sections);
    const auto section = static_cast<std::uint32_t>(random.unit() < 0.9 ? usual % sections : any);
    std::int64_t time = kBegin + static_cast<std::int64_t>(random.below(kSpan));
    for (std::uint64_t left = 1 + random.below(8); left > 0; --left) {
      time += 1 + static_cast<std::int64_t>(random.below(30 * kMinute));
      const SectionKind kind = kind_of(random.unit());
      const auto cents = static_cast<std::uint32_t>(random.below(15'000));
      log.push_back({time, customer, section, cents, kind});
    }
  }
  log.resize(events);
  std::stable_sort(log.begin(), log.end(),
                   [](const auto& a, const auto& b) { return a.time_ms < b.time_ms; });
  for (std::size_t i = 1; i < log.size(); ++i)
    log[i].time_ms = std::max(log[i].time_ms, log[i - 1].time_ms + 1);
  return log;
}

std::vector<std::string> sections_pack(std::uint32_t sections) {
  constexpr std::uint32_t kInOneFile = 100;
  std::vector<std::string> files = {R"(schema sections
  zone "UTC"
  grain 1 millisecond
  history begins 2020-01-01
  channel web live
  touchpoint viewed on web section: whole
  touchpoint searched on web section: whole
  touchpoint added on web section: whole
  touchpoint removed on web section: whole
  touchpoint ordered on web section: whole cents: whole
  touchpoint called on web section: whole
  touchpoint mailed on web section: whole
  action act purpose service
)"};
  constexpr const char* kRules[kSectionRules] = {
      "when viewed where section is {0} if count of viewed where section is {0} in 168 hours >= 5",
      "when added where section is {0} then ordered where section is {0} within 2 hours without "
      "removed where section is {0}",
      "when added where section is {0} then no ordered where section is {0} within 1 hour of the "
      "last",
      "when viewed where section is {0} 3 times in 24 hours",
      "when ordered where section is {0} if sum of ordered.cents where section is {0} in 720 hours "
      "of the newest 100 > 20000",
      "when searched where section is {0} then viewed where section is {0} within 30 minutes",
      "when called where section is {0} if any ordered where section is {0} in 720 hours",
      "when mailed where section is {0} then no viewed where section is {0} within 48 hours of the "
      "last",
      "when ordered where section is {0} for the first time on record",
      "when removed where section is {0} if count of added where section is {0} in 24 hours >= 2",
  };
  for (std::uint32_t section = 0; section < sections; ++section) {
    if (section % kInOneFile == 0) files.emplace_back();
    std::string& text = files.back();
    for (std::size_t rule = 0; rule < kSectionRules; ++rule) {
      text += fmt::format("rule r{:05}_{}\n  ", section, rule);
      text += fmt::format(fmt::runtime(kRules[rule]), section);
      text += "\n  do act()\n  limit none\n";
    }
  }
  return files;
}

void SectionsByHand::step(const SectionEvent& event) {
  fire_before(event.time_ms);
  const std::uint32_t number = place_of(event);
  Place& place = all_[number];
  const std::int64_t time = event.time_ms;
  switch (event.kind) {
    case SectionKind::Viewed: view(place, event); break;
    case SectionKind::Searched: place.searched = time; break;
    case SectionKind::Added:
      push(place.added, time);
      place.in_cart = time;
      place.order_awaited = time + kHour;
      orders_.queue.push_back({place.order_awaited, number});
      break;
    case SectionKind::Removed:
      place.in_cart = kLongAgo;
      if (place.added[1] > time - 24 * kHour) fire(9, place, time);
      break;
    case SectionKind::Ordered: order(place, event); break;
    case SectionKind::Called:
      if (!place.orders.empty() && place.orders.back().time > time - 720 * kHour)
        fire(6, place, time);
      break;
    case SectionKind::Mailed:
      place.view_awaited = time + 48 * kHour;
      views_.queue.push_back({place.view_awaited, number});
      break;
  }
}

std::uint32_t SectionsByHand::place_of(const SectionEvent& event) {
  std::vector<std::uint32_t>& known = places_[event.customer];
  for (const std::uint32_t number : known) {
    if (all_[number].section == event.section) return number;
  }
  known.push_back(static_cast<std::uint32_t>(all_.size()));
  Place& place = all_.emplace_back();
  place.customer = event.customer;
  place.section = event.section;
  return known.back();
}

void SectionsByHand::fire_before(std::int64_t time) {
  const auto due = [&](const Waiting& waiting) {
    return waiting.next < waiting.queue.size() && waiting.queue[waiting.next].time < time;
  };
  while (due(orders_)) fire_one(orders_, &Place::order_awaited, 2);
  while (due(views_)) fire_one(views_, &Place::view_awaited, 7);
}

bool SectionsByHand::fire_one(Waiting& waiting, std::int64_t Place::* awaited, std::size_t rule) {
  const Deadline due = waiting.queue[waiting.next++];
  Place& place = all_[due.place];
  if (place.*awaited != due.time) return false;
  place.*awaited = kLongAgo;
  fire(rule, place, due.time);
  return true;
}

void SectionsByHand::view(Place& place, const SectionEvent& event) {
  const std::int64_t time = event.time_ms;
  push(place.views, time);
  place.view_awaited = kLongAgo;
  if (place.views[4] > time - 168 * kHour) fire(0, place, time);
  if (place.views[2] > time - 24 * kHour && place.views[3] <= time - 24 * kHour)
    fire(3, place, time);
  if (time - place.searched <= 30 * kMinute) fire(5, place, time);
}

void SectionsByHand::order(Place& place, const SectionEvent& event) {
  const std::int64_t time = event.time_ms;
  place.order_awaited = kLongAgo;
  if (time - place.in_cart <= 2 * kHour) fire(1, place, time);
  if (place.orders.empty()) fire(8, place, time);
  place.orders.push_back({time, event.cents});
  if (place.orders.size() > kNewestOrders) place.orders.erase(place.orders.begin());
  std::uint64_t sum = 0;
  for (const Order& order : place.orders) {
    if (order.time > time - 720 * kHour) sum += order.cents;
  }
  if (sum > kEnough) fire(4, place, time);
}

}  // namespace wend::bench
