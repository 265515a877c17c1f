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
#include <thread>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "compiler/driver/pipeline.h"
#include "runtime/abi/plan.h"
#include "tests/bench/support/measure.h"
#include "tests/bench/support/shop_by_hand.h"
#include "tests/bench/support/shop_log.h"
#include "tests/bench/support/shop_pack.h"
#include "tests/reference/door.h"
#include "wend/compiler.h"
#include "wend/partitions.h"

namespace {

using namespace wend::bench;

constexpr int kRounds = 5;
constexpr std::int64_t kHalfHour = 30 * 60'000;

struct Work {
  std::vector<ShopEvent> log;
  std::uint32_t customers = 0;
  ShopNames names;
  std::vector<ShopRecord> records;
  std::int64_t end_ms = 0;
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

enum class Way : std::uint8_t { OneByOne, InRows, InRowsByNumber, InPlaceByNumber };

void feed_in_rows(const Work& work, wend::Session& session, Way way) {
  const bool is_by_number = way == Way::InRowsByNumber;
  if (is_by_number) number_as_in_log(session, work.names);
  ShopRows rows(work.log, work.names);
  rows.feed_all(session, is_by_number ? ShopRows::By::Number : ShopRows::By::Name);
  session.flush();
}

void feed_in_place(const Work& work, wend::Session& session) {
  number_as_in_log(session, work.names);
  const wend::RecordLayout layout = shop_record_layout(work.pack->plan());
  for (std::size_t i = 0; i < work.records.size(); i += ShopRows::kRow) {
    const std::size_t count = std::min(ShopRows::kRow, work.records.size() - i);
    session.feed(layout, work.records.data() + i, count, sizeof(ShopRecord),
                 [](std::size_t, const wend::Refusal& refused) { give_up(refused.reason); });
  }
  session.flush();
}

Ran by_wend(const Work& work, wend::Tier tier, Way way = Way::OneByOne) {
  wend::Session session(work.pack, tier);
  Ran ran;
  session.on_decision([&](const wend::Decision& decision) {
    const MadeByRule made = made_of(decision);
    ran.fired.add(made.rule, made.time, made.customer);
  });
  if (way == Way::OneByOne)
    feed_all(work, session);
  else if (way == Way::InPlaceByNumber)
    feed_in_place(work, session);
  else
    feed_in_rows(work, session, way);
  session.advance_to(work.end_ms);
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
    const MadeByRule made = made_of(decision);
    bytes.append(reinterpret_cast<const char*>(&made), sizeof made);
  };
  std::int64_t latest = std::numeric_limits<std::int64_t>::min();
  const auto write = [&](std::string_view bytes) {
    MadeByRule made;
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

// Every other customer's events.
Work half_of(const Work& work, std::uint32_t which) {
  Work half = work;
  std::erase_if(half.log, [&](const ShopEvent& event) { return event.customer % 2 != which; });
  half.records.clear();
  return half;
}

// Two sessions that share nothing, each with half of the customers, at the same time: what the machine can gain by two
// threads at best.
ShopFired by_two_apart(const std::array<Work, 2>& halves) {
  std::array<ShopFired, 2> fired;
  const auto run = [&](std::size_t which) {
    fired[which] = by_wend(halves[which], wend::Tier::Native).fired;
  };
  std::thread other(run, 1);
  run(0);
  other.join();
  for (std::size_t rule = 0; rule < kShopRules; ++rule) {
    fired[0].count[rule] += fired[1].count[rule];
    fired[0].sum[rule] += fired[1].sum[rule];
  }
  return fired[0];
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
      wend::driver::compilation_of({{"shop.wend", shop_pack()}}, {}, wend::driver::Stop::Program);
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
  first.records.resize(first.log.size());
  first.end_ms = first.log.back().time_ms;
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
  const std::array<Work, 2> halves = {half_of(work, 0), half_of(work, 1)};
  Times alone, apart;
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
    run(apart, [&] { return by_two_apart(halves); });
  }
  const double unit = 1e-9 * static_cast<double>(events);
  fmt::print("native, by the wall clock  {:>26} ns an event\n", with_spread(alone, unit, 0));
  for (const auto& [threads, times] : divided) {
    const Times gain = ratio(alone, times);
    fmt::print("  shared by {} {:>32} ns an event, {} x throughput\n", threads,
               with_spread(times, unit, 0), with_spread(gain, 1, 2));
    fmt::print(
        "{{\"workload\":\"behavioural\",\"engine\":\"native\",\"threads\":{},\"events\":{},"
        "\"wall_ns\":{:.1f},\"throughput\":{:.3f}}}\n",
        threads, events, times.median() / unit, gain.median());
  }
  const Times gain = ratio(alone, apart);
  fmt::print("  two that share nothing {:>28} ns an event, {} x throughput\n",
             with_spread(apart, unit, 0), with_spread(gain, 1, 2));
  fmt::print(
      "{{\"workload\":\"behavioural\",\"engine\":\"two apart\",\"events\":{},\"wall_ns\":{:.1f},"
      "\"throughput\":{:.3f}}}\n",
      events, apart.median() / unit, gain.median());
}

}  // namespace

int main(int arguments, char** argument) {
  const std::size_t events = arguments > 1 ? std::strtoull(argument[1], nullptr, 10) : 5'000'000;
  Work work;
  work.customers =
      arguments > 2 ? static_cast<std::uint32_t>(std::strtoul(argument[2], nullptr, 10)) : 100'000;
  work.log = make_shop_log(events, work.customers);
  work.end_ms = work.log.back().time_ms;
  work.names = make_shop_names(work.customers);
  work.pack = compiled_pack({{"shop.wend", shop_pack()}});
  for (std::size_t i = 0; i < events; ++i) work.records.push_back({work.log[i], i});

  const ShopFired right = by_number(work);
  Times number, name, interpreted, compiled_times, rows, numbered_rows, in_place;
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
    run(in_place, [&] { return native_by(Way::InPlaceByNumber); });
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
  print("native, by number, in place", in_place, number, events);
  print("interpreter, by name", interpreted, name, events);
  compare_threads(work, right);
}
