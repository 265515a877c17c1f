// SPDX-License-Identifier: Apache-2.0
//
// Ten rules to ten thousand that ask 200 things about the history, on six touchpoints, with thresholds of their own: machine
// code and interpreter beside what is written by hand for these questions. One rule in a hundred is true. What the rules
// decided, when and for whom is the same.
//
//   wend_bench_shared [EVENTS CUSTOMERS [RULES]]
#include <charconv>
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "runtime/abi/plan.h"
#include "tests/bench/support/measure.h"
#include "tests/bench/support/shared_log.h"
#include "tests/bench/support/shop_pack.h"

namespace {

using namespace wend::bench;

constexpr int kRounds = 5;

struct Work {
  std::vector<SharedEvent> log;
  std::vector<SharedRule> rules;
  std::vector<std::string> customers;
  std::shared_ptr<wend::Pack> pack;
};

SharedFired by_hand(const Work& work) {
  SharedByHand rules(work.rules, static_cast<std::uint32_t>(work.customers.size()));
  for (const SharedEvent& event : work.log) rules.step(event);
  return rules.fired();
}

SharedFired by_wend(const Work& work, wend::Tier tier) {
  wend::Session session(work.pack, tier);
  SharedFired fired;
  session.on_decision([&](const wend::Decision& decision) {
    std::uint32_t customer = 0;
    const std::string_view digits = decision.customer.substr(1);
    std::from_chars(digits.data(), digits.data() + digits.size(), customer);
    fired.add(decision.rule, decision.time_ms, customer);
  });
  std::vector<std::uint32_t> numbers;
  for (const std::string& name : work.customers) numbers.push_back(session.number_of(name));
  wend::Event event;
  event.source = "bench";
  event.fields.resize(1);
  char id[24];
  for (std::size_t i = 0; i < work.log.size(); ++i) {
    const SharedEvent& of = work.log[i];
    event.id = {id, static_cast<std::size_t>(std::to_chars(id, id + sizeof id, i).ptr - id)};
    event.customer_number = numbers[of.customer];
    event.time_ns = of.time_ms * 1'000'000;
    event.touchpoint = of.touchpoint;
    event.fields[0] = {wend::Event::State::Present, of.cents * wend::kMillionth, {}};
    if (auto refused = session.feed(event)) give_up(refused->reason);
  }
  session.flush();
  if (session.counts().pushed_out > 0) give_up("a bound was reached");
  return fired;
}

struct Measured {
  Times hand, native, interpreted;
};

void print(const char* name, const Work& work, const Times& times, const Times& base) {
  const double unit = 1e-9 * static_cast<double>(work.log.size());
  fmt::print("{:>6} {:<12} {:>26} ns an event {:>24} x\n", work.rules.size(), name,
             with_spread(times, unit, 0), with_spread(ratio(times, base), 1, 2));
  fmt::print(
      "{{\"workload\":\"shared\",\"rules\":{},\"engine\":\"{}\",\"events\":{},\"ns\":{:.1f},"
      "\"ratio\":{:.3f}}}\n",
      work.rules.size(), name, work.log.size(), times.median() / unit, ratio(times, base).median());
}

Measured measure(Work& work, std::size_t rules) {
  const auto customers = static_cast<std::uint32_t>(work.customers.size());
  work.rules = make_shared_rules(rules, work.log, customers);
  std::vector<wend::Source> files;
  for (std::string& text : shared_pack(work.rules))
    files.push_back({fmt::format("rules_{}.wend", files.size()), std::move(text)});
  work.pack = compiled_pack(files);
  const SharedFired right = by_hand(work);
  Measured measured;
  for (int round = 0; round < kRounds; ++round) {
    const auto run = [&](Times& times, const auto& way) {
      SharedFired fired;
      times.rounds.push_back(timed([&] { fired = way(); }));
      if (!(fired == right)) give_up("the decisions differ");
    };
    run(measured.hand, [&] { return by_hand(work); });
    run(measured.native, [&] { return by_wend(work, wend::Tier::Native); });
    run(measured.interpreted, [&] { return by_wend(work, wend::Tier::Interpreter); });
  }
  const double matches = static_cast<double>(right.count) / static_cast<double>(work.log.size());
  const double concerned = static_cast<double>(rules) / kSharedTouchpoints;
  fmt::print(
      "{:>6} rules ask {} things (kept as {} facts); {:.3f} decisions an event, {:.2f} % of "
      "the rules of its touchpoint\n",
      rules, distinct_questions(work.rules), work.pack->plan().facts.size(), matches,
      100 * matches / concerned);
  fmt::print(
      "{{\"workload\":\"shared\",\"rules\":{},\"questions\":{},\"facts\":{},\"matches\":{:.4f}}}\n",
      rules, distinct_questions(work.rules), work.pack->plan().facts.size(), matches);
  print("by hand", work, measured.hand, measured.hand);
  print("native", work, measured.native, measured.hand);
  print("interpreter", work, measured.interpreted, measured.hand);
  return measured;
}

}  // namespace

int main(int arguments, char** argument) {
  const std::size_t events = arguments > 1 ? std::strtoull(argument[1], nullptr, 10) : 100'000;
  const auto customers =
      static_cast<std::uint32_t>(arguments > 2 ? std::strtoul(argument[2], nullptr, 10) : 2'000);
  Work work;
  work.log = make_shared_log(events, customers);
  for (std::uint32_t i = 0; i < customers; ++i) work.customers.push_back(fmt::format("c{:07}", i));
  fmt::print("{} events, {} customers by number, six touchpoints\n", events, customers);
  if (arguments > 3) {
    measure(work, std::strtoull(argument[3], nullptr, 10));
    return 0;
  }
  const Measured few = measure(work, 10);
  for (const std::size_t rules : {100, 1'000}) measure(work, rules);
  const Measured many = measure(work, 10'000);
  print_growth("shared", "by hand", few.hand, many.hand, 1);
  print_growth("shared", "native", few.native, many.native, 1);
  print_growth("shared", "interpreter", few.interpreted, many.interpreted, 1);
}
