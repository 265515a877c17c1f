// SPDX-License-Identifier: Apache-2.0
//
// The six rules of the shop where events may be two minutes late, and one in twenty is: rules that decide when certain, by
// machine code and by hand, where a sorted queue stands before the same state. Beside the same log in order without
// lateness. What each rule decided, when and for whom is the same in all of them.
//
//   wend_bench_late [EVENTS CUSTOMERS]
#include <algorithm>
#include <cstdlib>
#include <deque>

#include <fmt/format.h>

#include "tests/bench/support/measure.h"
#include "tests/bench/support/shop_pack.h"
#include "tests/bench/support/split_mix.h"

namespace {

using namespace wend::bench;

constexpr int kRounds = 5;
constexpr std::int64_t kLateness = 2 * 60'000;
constexpr double kShareOfLate = 0.05;

// The same events as they come: one in twenty up to the lateness after its time.
std::vector<ShopEvent> as_they_come(const std::vector<ShopEvent>& log) {
  SplitMix random(2);
  std::vector<std::pair<std::int64_t, ShopEvent>> coming;
  for (const ShopEvent& event : log) {
    const bool is_late = random.unit() < kShareOfLate;
    const auto by = static_cast<std::int64_t>(random.below(kLateness));
    coming.emplace_back(event.time_ms + (is_late ? by : 0), event);
  }
  std::stable_sort(coming.begin(), coming.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<ShopEvent> come;
  for (const auto& [_, event] : coming) come.push_back(event);
  return come;
}

struct Work {
  std::vector<ShopEvent> log, come;
  ShopNames names;
  std::shared_ptr<wend::Pack> in_order, with_lateness;
};

constexpr std::size_t kAhead = 12;

ShopFired by_hand(const Work& work) {
  ShopByHand shop(static_cast<std::uint32_t>(work.names.customers.size()));
  for (std::size_t i = 0; i < work.log.size(); ++i) {
    if (i + kAhead < work.log.size()) shop.prefetch(work.log[i + kAhead]);
    shop.step(work.log[i]);
  }
  shop.fire_before(work.log.back().time_ms + 1);
  return shop.fired();
}

// Nearly all events come behind all that wait.
ShopFired late_by_hand(const Work& work) {
  ShopByHand shop(static_cast<std::uint32_t>(work.names.customers.size()));
  std::deque<ShopEvent> waiting;
  std::int64_t clock = 0;
  for (const ShopEvent& event : work.come) {
    shop.prefetch(event);
    if (waiting.empty() || waiting.back().time_ms < event.time_ms) {
      waiting.push_back(event);
    } else {
      waiting.insert(std::upper_bound(waiting.begin(), waiting.end(), event,
                                      [](const ShopEvent& a, const ShopEvent& b) {
                                        return a.time_ms < b.time_ms;
                                      }),
                     event);
    }
    clock = std::max(clock, event.time_ms);
    for (; waiting.front().time_ms < clock - kLateness; waiting.pop_front())
      shop.step(waiting.front());
  }
  for (const ShopEvent& event : waiting) shop.step(event);
  shop.fire_before(clock + 1);
  return shop.fired();
}

ShopFired by_wend(const Work& work, bool is_late) {
  wend::Session session(is_late ? work.with_lateness : work.in_order, wend::Tier::Native);
  ShopFired fired;
  session.on_decision([&](const wend::Decision& decision) {
    const MadeByRule made = made_of(decision);
    fired.add(made.rule, made.time, made.customer);
  });
  ShopRows rows(is_late ? work.come : work.log, work.names);
  number_as_in_log(session, work.names);
  rows.feed_all(session, ShopRows::By::Number);
  session.advance_to(work.log.back().time_ms + 1 + (is_late ? kLateness : 0));
  session.flush();
  const wend::Counts& counts = session.counts();
  if (counts.not_armed + counts.pushed_out + counts.closed_early + counts.late > 0)
    give_up("a bound was reached");
  return fired;
}

void print(const char* name, const Times& times, const Times& base, std::size_t events) {
  const double unit = 1e-9 * static_cast<double>(events);
  fmt::print("{:<32} {:>22} ns an event {:>24} x\n", name, with_spread(times, unit, 0),
             with_spread(ratio(times, base), 1, 2));
  fmt::print(
      "{{\"workload\":\"late\",\"engine\":\"{}\",\"events\":{},\"ns\":{:.1f},\"ratio\":{:.3f}}}\n",
      name, events, times.median() / unit, ratio(times, base).median());
}

}  // namespace

int main(int arguments, char** argument) {
  const std::size_t events = arguments > 1 ? std::strtoull(argument[1], nullptr, 10) : 2'000'000;
  const auto customers =
      static_cast<std::uint32_t>(arguments > 2 ? std::strtoul(argument[2], nullptr, 10) : 100'000);
  Work work;
  work.log = make_shop_log(events, customers);
  work.come = as_they_come(work.log);
  work.names = make_shop_names(customers);
  work.in_order = compiled_pack({{"shop.wend", shop_pack()}});
  work.with_lateness =
      compiled_pack({{"shop.wend", shop_pack("  lateness 2 minutes up to 1000 events\n",
                                             "  decide   when certain\n")}});
  const ShopFired right = by_hand(work);
  Times hand, late_hand, native, late_native;
  for (int round = 0; round < kRounds; ++round) {
    const auto run = [&](Times& times, const auto& shop) {
      ShopFired fired;
      times.rounds.push_back(timed([&] { fired = shop(); }));
      if (!(fired == right)) give_up("the decisions differ");
    };
    run(hand, [&] { return by_hand(work); });
    run(native, [&] { return by_wend(work, false); });
    run(late_hand, [&] { return late_by_hand(work); });
    run(late_native, [&] { return by_wend(work, true); });
  }
  fmt::print("{} events, {} customers by number, in rows\n", events, customers);
  print("in order, by hand", hand, hand, events);
  print("in order, native", native, hand, events);
  print("2 minutes late, by hand", late_hand, late_hand, events);
  print("2 minutes late, native", late_native, late_hand, events);
}
