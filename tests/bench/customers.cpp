// SPDX-License-Identifier: Apache-2.0
//
// The six rules of the shop over a number of customers and over ten times as many, who have more events in all: the time of
// an event, and the memory of a customer, by machine code and by hand. The memory is counted by each side
// and asked of the C library, which knows what is lost between the pieces. The same decisions by both.
//
//   wend_bench_customers [EVENTS CUSTOMERS EVENTS_OF_TEN_TIMES]
#include <cstdlib>
#include <memory>

#include <fmt/format.h>
#include <malloc.h>

#include "tests/bench/support/measure.h"
#include "tests/bench/support/shop_pack.h"

namespace {

using namespace wend::bench;

constexpr int kRounds = 5;
constexpr std::size_t kAhead = 12;

struct Work {
  std::vector<ShopEvent> log;
  ShopNames names;
  std::shared_ptr<wend::Pack> pack;
};

struct Memory {
  double counted = 0, taken = 0;  // bytes of a customer
};

double bytes_in_use() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks) + static_cast<double>(info.hblkhd);
}

ShopFired by_hand(const Work& work, Memory& memory) {
  const double before = bytes_in_use();
  const auto customers = static_cast<double>(work.names.customers.size());
  ShopByHand shop(static_cast<std::uint32_t>(work.names.customers.size()));
  for (std::size_t i = 0; i < work.log.size(); ++i) {
    if (i + kAhead < work.log.size()) shop.prefetch(work.log[i + kAhead]);
    shop.step(work.log[i]);
  }
  memory = {static_cast<double>(shop.bytes()) / customers, (bytes_in_use() - before) / customers};
  return shop.fired();
}

ShopFired by_wend(const Work& work, Memory& memory) {
  const double before = bytes_in_use();
  wend::Session session(work.pack, wend::Tier::Native);
  ShopFired fired;
  session.on_decision([&](const wend::Decision& decision) {
    const MadeByRule made = made_of(decision);
    fired.add(made.rule, made.time, made.customer);
  });
  ShopRows rows(work.log, work.names);
  number_as_in_log(session, work.names);
  rows.feed_all(session, ShopRows::By::Number);
  session.flush();
  const wend::Counts& counts = session.counts();
  if (counts.not_armed + counts.pushed_out > 0) give_up("a bound was reached");
  const auto customers = static_cast<double>(work.names.customers.size());
  memory = {static_cast<double>(session.state_bytes()) / customers,
            (bytes_in_use() - before) / customers};
  return fired;
}

struct Measured {
  Times hand, native;
  Memory of_hand, of_native;
  std::size_t events = 0, customers = 0;
};

Measured measure(const std::shared_ptr<wend::Pack>& pack, std::size_t events,
                 std::uint32_t customers) {
  const Work work{make_shop_log(events, customers), make_shop_names(customers), pack};
  Measured measured;
  measured.events = events;
  measured.customers = customers;
  for (int round = 0; round < kRounds; ++round) {
    ShopFired right, fired;
    measured.hand.rounds.push_back(timed([&] { right = by_hand(work, measured.of_hand); }));
    measured.native.rounds.push_back(timed([&] { fired = by_wend(work, measured.of_native); }));
    if (!(fired == right)) give_up("the decisions differ");
  }
  return measured;
}

void print(const Measured& of, const char* engine, const Times& times, const Memory& memory) {
  const double unit = 1e-9 * static_cast<double>(of.events);
  fmt::print("{:>9} {:>9}  {:<8} {:>22} ns an event {:>24} x {:>8.0f} {:>8.0f} {:>8.2f} x\n",
             of.events, of.customers, engine, with_spread(times, unit, 0),
             with_spread(ratio(times, of.hand), 1, 2), memory.counted, memory.taken,
             memory.taken / of.of_hand.taken);
  fmt::print(
      "{{\"workload\":\"customers\",\"engine\":\"{}\",\"events\":{},\"customers\":{},\"ns\":{:.1f},"
      "\"ratio\":{:.3f},\"bytes_counted\":{:.0f},\"bytes\":{:.0f},\"bytes_ratio\":{:.3f}}}\n",
      engine, of.events, of.customers, times.median() / unit, ratio(times, of.hand).median(),
      memory.counted, memory.taken, memory.taken / of.of_hand.taken);
}

void print_growth(const char* engine, const Times& few, const Measured& of_few, const Times& many,
                  const Measured& of_many) {
  const double growth = many.median() / static_cast<double>(of_many.events) /
                        (few.median() / static_cast<double>(of_few.events));
  fmt::print("ten times the customers, {}: {:.2f} times the time of an event\n", engine, growth);
  fmt::print("{{\"workload\":\"customers\",\"engine\":\"{}\",\"growth\":{:.3f}}}\n", engine,
             growth);
}

}  // namespace

int main(int arguments, char** argument) {
  const std::size_t events = arguments > 1 ? std::strtoull(argument[1], nullptr, 10) : 5'000'000;
  const auto customers =
      static_cast<std::uint32_t>(arguments > 2 ? std::strtoul(argument[2], nullptr, 10) : 100'000);
  const std::size_t more = arguments > 3 ? std::strtoull(argument[3], nullptr, 10) : 20'000'000;
  const auto pack = compiled_pack({{"shop.wend", shop_pack()}});
  fmt::print("{:>9} {:>9}  {:<8} {:>34} {:>26} {:>17} {:>10}\n", "events", "customers", "", "",
             "beside by hand", "bytes a customer", "ratio");
  const Measured few = measure(pack, events, customers);
  print(few, "by hand", few.hand, few.of_hand);
  print(few, "native", few.native, few.of_native);
  const Measured many = measure(pack, more, customers * 10);
  print(many, "by hand", many.hand, many.of_hand);
  print(many, "native", many.native, many.of_native);
  print_growth("by hand", few.hand, few, many.hand, many);
  print_growth("native", few.native, few, many.native, many);
}
