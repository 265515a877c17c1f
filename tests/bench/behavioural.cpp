// SPDX-License-Identifier: Apache-2.0
//
// Six behavioural rules over five million events of a shop: interpreter and native code beside the same six rules
// written by hand in C++, in turns: customers by name, where both look the name up, one event after the other and some
// at a time; and customers by number. What each rule
// decided, when and for whom is checked against what was written by hand, the first 100,000 events against the judge of
// the tests as well, and no bound may be reached.
//
//   wend_bench_behavioural [EVENTS CUSTOMERS]
#include <array>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "compiler/driver/pipeline.h"
#include "runtime/abi/plan.h"
#include "tests/bench/support/measure.h"
#include "tests/bench/support/shop_by_hand.h"
#include "tests/bench/support/shop_log.h"
#include "tests/reference/door.h"
#include "wend/compiler.h"
#include "wend/partitions.h"

namespace {

using namespace wend::bench;

constexpr int kRounds = 5;
constexpr std::int64_t kHalfHour = 30 * 60'000;

constexpr const char* kPack = R"(schema shop
  zone "UTC"
  grain 1 millisecond
  history begins 2020-01-01
  identifier Product up to 8 characters remembering 4000
  channel web live
  touchpoint page_view on web
  touchpoint product_view on web
    product: Product
  touchpoint search on web
  touchpoint add_to_cart on web
  touchpoint remove_from_cart on web
  touchpoint checkout_start on web
  touchpoint purchase on web
    product: Product
    cents: whole
  touchpoint email_open on web
  touchpoint email_click on web
  touchpoint support_ticket on web
  touchpoint app_open on web
  touchpoint logout on web
  action act purpose service

rule r1
  when     search
  if       count of search in 168 hours >= 3
  do       act()
  limit    none

rule r2
  when     add_to_cart
           then checkout_start within 30 minutes without remove_from_cart
  do       act()
  limit    none

rule r3
  when     checkout_start
           then no purchase within 30 minutes of each up to 64 open
  do       act()
  limit    none

rule r4
  when     purchase
  if       sum of purchase.cents in 720 hours of the newest 2000 > 20000
  do       act()
  limit    none

rule r5
  when     touchpoint
  do       act()
  limit    once per customer

rule r6
  when     product_view
  if       count of product_view with the same product remembering 4000
             since last purchase with the same product is 3
  do       act()
  limit    none
)";

// Names as a host has them in hand: neither side makes them while the clock runs.
struct Names {
  std::vector<std::string> customers, products;
};

Names make_names(std::uint32_t customers) {
  Names names;
  for (std::uint32_t i = 0; i < customers; ++i) names.customers.push_back(fmt::format("c{:07}", i));
  for (std::uint32_t i = 0; i <= kShopProducts; ++i)
    names.products.push_back(fmt::format("p{:05}", i));
  return names;
}

struct Work {
  std::vector<ShopEvent> log;
  std::uint32_t customers = 0;
  Names names;
  std::shared_ptr<wend::Pack> pack;
};

// ---------------------------------------------------------------- by hand

constexpr std::size_t kAhead = 12;

ShopFired by_number(const Work& work) {
  ShopByHand shop(work.customers);
  for (std::size_t i = 0; i < work.log.size(); ++i) {
    if (i + kAhead < work.log.size()) shop.prefetch(work.log[i + kAhead]);
    shop.step(work.log[i]);
  }
  return shop.fired();
}

ShopFired by_name(const Work& work) {
  ShopByHand shop(work.customers);
  std::unordered_map<std::string_view, std::uint32_t> numbers;
  for (const ShopEvent& event : work.log) {
    // What is found is what the generator numbered, so that sums can be compared.
    const auto found =
        numbers.emplace(work.names.customers[event.customer], event.customer).first->second;
    ShopEvent named = event;
    named.customer = found;
    shop.step(named);
  }
  return shop.fired();
}

// ---------------------------------------------------------------- Wend

void fill(wend::Event& event, const ShopEvent& of, const Names& names, bool is_numbered = false) {
  if (!is_numbered) event.customer = names.customers[of.customer];
  event.time_ns = of.time_ms * 1'000'000;
  event.touchpoint = static_cast<std::uint32_t>(of.kind);
  event.fields.clear();
  if (of.kind == ShopKind::ProductView || of.kind == ShopKind::Purchase)
    event.fields.push_back({wend::Event::State::Present, 0, names.products[of.product]});
  if (of.kind == ShopKind::Purchase)
    event.fields.push_back({wend::Event::State::Present, of.cents * wend::kMillionth, {}});
}

// What is asked of a decision.
struct Made {
  std::uint32_t rule = 0, customer = 0;
  std::int64_t time = 0;
};

struct Ran {
  ShopFired fired;
  double bytes = 0;  // per customer
};

template <typename Host>
void feed_all(const Work& work, Host& host) {
  wend::Event event;
  event.source = "bench";
  char id[24];
  for (std::size_t i = 0; i < work.log.size(); ++i) {
    event.id = {id, static_cast<std::size_t>(std::to_chars(id, id + sizeof id, i).ptr - id)};
    event.sequence = i;
    fill(event, work.log[i], work.names);
    if (auto refused = host.feed(event)) give_up(refused->reason);
  }
  host.flush();
}

// Events at hand, some at a time; by number, the host asked for the customers' numbers before.
void feed_in_rows(const Work& work, wend::Session& session, bool by_number) {
  constexpr std::size_t kRow = 256;
  std::vector<std::uint32_t> numbers;
  if (by_number)
    for (const std::string& name : work.names.customers) numbers.push_back(session.number_of(name));
  std::vector<wend::Event> row(kRow);
  std::vector<std::array<char, 24>> ids(kRow);
  for (std::size_t i = 0; i < work.log.size(); i += kRow) {
    const std::size_t count = std::min(kRow, work.log.size() - i);
    for (std::size_t k = 0; k < count; ++k) {
      wend::Event& event = row[k];
      char* const id = ids[k].data();
      event.source = "bench";
      event.id = {id,
                  static_cast<std::size_t>(std::to_chars(id, id + ids[k].size(), i + k).ptr - id)};
      event.sequence = i + k;
      fill(event, work.log[i + k], work.names, by_number);
      if (by_number) event.customer_number = numbers[work.log[i + k].customer];
    }
    session.feed({row.data(), count},
                 [](std::size_t, const wend::Refusal& refused) { give_up(refused.reason); });
  }
  session.flush();
}

Made made_of(const wend::Decision& decision) {
  Made made{decision.rule, 0, decision.time_ms};
  const std::string_view digits = decision.customer.substr(1);
  std::from_chars(digits.data(), digits.data() + digits.size(), made.customer);
  if (decision.rule == 2) made.time -= kHalfHour;  // r3 is dated at its start
  return made;
}

enum class Way : std::uint8_t { OneByOne, InRows, InRowsByNumber };

Ran by_wend(const Work& work, wend::Tier tier, Way way = Way::OneByOne) {
  wend::Session session(work.pack, tier);
  Ran ran;
  session.on_decision([&](const wend::Decision& decision) {
    const Made made = made_of(decision);
    ran.fired.add(made.rule, made.time, made.customer);
  });
  if (way == Way::OneByOne)
    feed_all(work, session);
  else
    feed_in_rows(work, session, way == Way::InRowsByNumber);
  const wend::Counts& counts = session.counts();
  if (counts.not_armed + counts.pushed_out > 0) give_up("a bound was reached");
  ran.bytes = static_cast<double>(session.state_bytes()) / static_cast<double>(session.customers());
  return ran;
}

// The same with the customers on several threads. What is known of a decision crosses from there as bytes.
ShopFired by_threads(const Work& work, unsigned threads) {
  wend::Session session(work.pack, wend::Tier::Native);
  ShopFired fired;
  const auto format = [](const wend::Decision& decision, std::string& bytes) {
    const Made made = made_of(decision);
    bytes.append(reinterpret_cast<const char*>(&made), sizeof made);
  };
  std::int64_t latest = std::numeric_limits<std::int64_t>::min();
  const auto write = [&](std::string_view bytes) {
    Made made;
    std::memcpy(&made, bytes.data(), sizeof made);
    const std::int64_t time = made.time + (made.rule == 2 ? kHalfHour : 0);
    if (time < latest) give_up("decisions of several threads are not in order");
    latest = time;
    fired.add(made.rule, made.time, made.customer);
  };
  wend::Partitions partitions(session, threads, format, write);
  feed_all(work, partitions);
  return fired;
}

// ---------------------------------------------------------------- the judge

wend::reference::Event judged_event(const Work& work, std::size_t number) {
  wend::Event event;
  fill(event, work.log[number], work.names);
  wend::reference::Event made;
  made.source = "bench";
  made.id = std::to_string(number);
  made.customer = event.customer;
  made.time_ns = event.time_ns;
  made.sequence = number;
  made.touchpoint = event.touchpoint;
  for (const wend::Event::Field& field : event.fields)
    made.fields.push_back(
        {wend::reference::EventField::State::Present, field.number, std::string(field.text)});
  return made;
}

ShopFired by_judge(const Work& work, std::size_t events) {
  const auto compilation =
      wend::driver::compilation_of({{"shop.wend", kPack}}, {}, wend::driver::Stop::Program);
  const wend::program::Program& program = *compilation.program;
  std::vector<wend::reference::Event> history;
  for (std::size_t i = 0; i < events; ++i) history.push_back(judged_event(work, i));
  ShopFired fired;
  for (const auto& decision : wend::reference::judge(program, history).decisions) {
    const auto rule = static_cast<std::size_t>(decision.rule.back() - '1');
    const std::int64_t back = rule == 2 ? kHalfHour : 0;
    fired.add(rule, decision.time_ms - back,
              static_cast<std::uint32_t>(std::stoul(decision.customer.substr(1))));
  }
  return fired;
}

std::string words_of(const ShopFired& fired) {
  std::string words;
  for (std::size_t rule = 0; rule < kShopRules; ++rule)
    words += fmt::format(" [{},{}]", fired.count[rule], fired.sum[rule]);
  return words;
}

void check_with_judge(const Work& work) {
  Work first = work;
  first.log.resize(std::min<std::size_t>(first.log.size(), 100'000));
  const ShopFired judged = by_judge(first, first.log.size());
  for (const wend::Tier tier : {wend::Tier::Interpreter, wend::Tier::Native})
    if (!(by_wend(first, tier).fired == judged)) give_up("the judge decides otherwise");
  if (!(by_number(first) == judged)) give_up("what is written by hand decides otherwise");
  fmt::print("the first {} events, as the judge decides them:{}\n", first.log.size(),
             words_of(judged));
}

void print(const char* name, const Times& times, const Times& base, std::size_t events) {
  const double unit = 1e-9 * static_cast<double>(events);
  fmt::print("{:<28} {:>22} ns an event {:>24} x\n", name, with_spread(times, unit, 0),
             with_spread(ratio(times, base), 1, 2));
  fmt::print(
      "{{\"workload\":\"behavioural\",\"engine\":\"{}\",\"events\":{},\"ns\":{:.1f},"
      "\"ratio\":{:.3f}}}\n",
      name, events, times.median() / unit, ratio(times, base).median());
}

// By the wall clock: how much more is done in the same time. It wants processors that nobody else keeps busy.
void compare_threads(const Work& work, const ShopFired& right) {
  const std::size_t events = work.log.size();
  Times alone;
  std::map<unsigned, Times> divided;
  for (int round = 0; round < kRounds; ++round) {
    const auto run = [&](Times& times, const auto& shop) {
      ShopFired fired;
      times.rounds.push_back(wall_timed([&] { fired = shop(); }));
      if (!(fired == right)) give_up("the decisions differ");
    };
    run(alone, [&] { return by_wend(work, wend::Tier::Native).fired; });
    for (const unsigned threads : {1U, 2U})
      run(divided[threads], [&] { return by_threads(work, threads); });
  }
  const double unit = 1e-9 * static_cast<double>(events);
  fmt::print("native, by the wall clock  {:>26} ns an event\n", with_spread(alone, unit, 0));
  for (const auto& [threads, times] : divided) {
    const Times gain = ratio(alone, times);
    fmt::print("  one that reads, {} that decide {:>20} ns an event, {} x throughput\n", threads,
               with_spread(times, unit, 0), with_spread(gain, 1, 2));
    fmt::print(
        "{{\"workload\":\"behavioural\",\"engine\":\"native\",\"threads\":{},\"events\":{},"
        "\"wall_ns\":{:.1f},\"throughput\":{:.3f}}}\n",
        threads, events, times.median() / unit, gain.median());
  }
}

}  // namespace

int main(int arguments, char** argument) {
  const std::size_t events = arguments > 1 ? std::strtoull(argument[1], nullptr, 10) : 5'000'000;
  Work work;
  work.customers =
      arguments > 2 ? static_cast<std::uint32_t>(std::strtoul(argument[2], nullptr, 10)) : 100'000;
  work.log = make_shop_log(events, work.customers);
  work.names = make_names(work.customers);
  const wend::CompileResult compiled = wend::compile({{"shop.wend", kPack}});
  if (!compiled.pack) give_up(compiled.text);
  work.pack = compiled.pack;
  auto native = wend::compile_native_in_background(work.pack);
  if (auto problem = native.wait()) give_up(problem->what);

  const ShopFired right = by_number(work);
  Times number, name, interpreted, compiled_times, rows, numbered_rows;
  Ran ran;
  for (int round = 0; round < kRounds; ++round) {
    const auto run = [&](Times& times, const auto& shop) {
      ShopFired fired;
      times.rounds.push_back(timed([&] { fired = shop(); }));
      if (!(fired == right)) give_up("the decisions differ");
    };
    run(number, [&] { return by_number(work); });
    run(name, [&] { return by_name(work); });
    run(compiled_times, [&] { return (ran = by_wend(work, wend::Tier::Native)).fired; });
    const auto native_by = [&](Way way) { return by_wend(work, wend::Tier::Native, way).fired; };
    run(rows, [&] { return native_by(Way::InRows); });
    run(numbered_rows, [&] { return native_by(Way::InRowsByNumber); });
    run(interpreted, [&] { return by_wend(work, wend::Tier::Interpreter).fired; });
  }
  fmt::print("{} events, {} customers; per rule decisions and sums:{}\n", events, work.customers,
             words_of(right));
  check_with_judge(work);
  fmt::print("no bound was reached; {:.0f} bytes of state per customer\n", ran.bytes);
  print("by hand, by number", number, number, events);
  print("by hand, by name", name, number, events);
  print("native, by name", compiled_times, name, events);
  print("native, by name, in rows", rows, name, events);
  print("native, by number, in rows", numbered_rows, number, events);
  print("interpreter, by name", interpreted, name, events);
  compare_threads(work, right);
}
