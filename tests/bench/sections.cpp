// SPDX-License-Identifier: Apache-2.0
//
// Ten rules to ten thousand over the behaviour of customers in the sections of a shop, ten rules each: whatever the
// number of rules, an event concerns ten of them at most. Interpreter and native code beside the same rules
// written by hand in C++, in turns. What the rules decided, when and for whom is checked against what was written by hand.
//
//   wend_bench_sections [EVENTS CUSTOMERS [RULES]]
#include <charconv>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "runtime/abi/plan.h"
#include "tests/bench/support/measure.h"
#include "tests/bench/support/sections_log.h"
#include "wend/compiler.h"

namespace {

using namespace wend::bench;

constexpr int kRounds = 5;

struct Work {
  std::vector<SectionEvent> log;
  std::vector<std::string> customers;
  std::shared_ptr<wend::Pack> pack;
};

void fill(wend::Event& event, const SectionEvent& of, const Work& work) {
  event.customer = work.customers[of.customer];
  event.time_ns = of.time_ms * 1'000'000;
  event.touchpoint = static_cast<std::uint32_t>(of.kind);
  event.fields.clear();
  event.fields.push_back(
      {wend::Event::State::Present, std::int64_t{of.section} * wend::kMillionth, {}});
  if (of.kind == SectionKind::Ordered)
    event.fields.push_back(
        {wend::Event::State::Present, std::int64_t{of.cents} * wend::kMillionth, {}});
}

struct Ran {
  SectionsFired fired;
  double seconds = 0;          // of all events
  double opening_seconds = 0;  // of the session, before the first of them
  double bytes = 0;            // per customer
};

Ran by_hand(const Work& work) {
  Ran ran;
  std::optional<SectionsByHand> opened;
  ran.opening_seconds =
      timed([&] { opened.emplace(static_cast<std::uint32_t>(work.customers.size())); });
  ran.seconds = timed([&] {
    for (const SectionEvent& event : work.log) opened->step(event);
  });
  ran.fired = opened->fired();
  return ran;
}

Ran by_wend(const Work& work, wend::Tier tier) {
  Ran ran;
  std::optional<wend::Session> opened;
  ran.opening_seconds = timed([&] { opened.emplace(work.pack, tier); });
  wend::Session& session = *opened;
  session.on_decision([&](const wend::Decision& decision) {
    std::uint32_t customer = 0;
    const std::string_view digits = decision.customer.substr(1);
    std::from_chars(digits.data(), digits.data() + digits.size(), customer);
    const auto rules = static_cast<std::uint32_t>(kSectionRules);
    ran.fired.add(decision.rule % rules, decision.time_ms, customer, decision.rule / rules);
  });
  wend::Event event;
  event.source = "bench";
  char id[24];
  ran.seconds = timed([&] {
    for (std::size_t i = 0; i < work.log.size(); ++i) {
      event.id = {id, static_cast<std::size_t>(std::to_chars(id, id + sizeof id, i).ptr - id)};
      fill(event, work.log[i], work);
      if (auto refused = session.feed(event)) give_up(refused->reason);
    }
    session.flush();
  });
  const wend::Counts& counts = session.counts();
  if (counts.not_armed + counts.pushed_out > 0) give_up("a bound was reached");
  ran.bytes = static_cast<double>(session.state_bytes()) / static_cast<double>(session.customers());
  return ran;
}

void print(const char* name, std::uint32_t rules, const Times& times, const Times& base,
           std::size_t events, const Ran& ran) {
  const double unit = 1e-9 * static_cast<double>(events);
  fmt::print("{:>6} {:<12} {:>22} ns an event {:>22} x {:>8.0f} bytes; opened in {:.1f} ms\n",
             rules, name, with_spread(times, unit, 0), with_spread(ratio(times, base), 1, 2),
             ran.bytes, ran.opening_seconds * 1e3);
  fmt::print(
      "{{\"workload\":\"sections\",\"rules\":{},\"engine\":\"{}\",\"events\":{},\"ns\":{:.1f},"
      "\"ratio\":{:.3f},\"bytes\":{:.0f},\"opening_ms\":{:.1f}}}\n",
      rules, name, events, times.median() / unit, ratio(times, base).median(), ran.bytes,
      ran.opening_seconds * 1e3);
}

void measure(Work& work, std::uint32_t rules, std::size_t events) {
  const std::uint32_t sections = std::max<std::uint32_t>(1, rules / kSectionRules);
  work.log = make_sections_log(events, static_cast<std::uint32_t>(work.customers.size()), sections);
  std::vector<wend::Source> files;
  for (std::string& text : sections_pack(sections))
    files.push_back({fmt::format("sections_{}.wend", files.size()), std::move(text)});
  const wend::CompileResult compiled = wend::compile(files);
  if (!compiled.pack) give_up(compiled.text);
  work.pack = compiled.pack;
  auto native = wend::compile_native_in_background(work.pack);
  if (auto problem = native.wait()) give_up(problem->what);

  const SectionsFired right = by_hand(work).fired;
  Times hand, interpreted, native_times;
  Ran of_hand, of_interpreter, of_native;
  for (int round = 0; round < kRounds; ++round) {
    const auto run = [&](Times& times, Ran& ran, const auto& shop) {
      ran = shop();
      times.rounds.push_back(ran.seconds);
      if (!(ran.fired == right)) give_up("the decisions differ");
    };
    run(hand, of_hand, [&] { return by_hand(work); });
    run(native_times, of_native, [&] { return by_wend(work, wend::Tier::Native); });
    run(interpreted, of_interpreter, [&] { return by_wend(work, wend::Tier::Interpreter); });
  }
  print("by hand", rules, hand, hand, events, of_hand);
  print("native", rules, native_times, hand, events, of_native);
  print("interpreter", rules, interpreted, hand, events, of_interpreter);
}

}  // namespace

int main(int arguments, char** argument) {
  const std::size_t events = arguments > 1 ? std::strtoull(argument[1], nullptr, 10) : 500'000;
  const std::uint64_t customers = arguments > 2 ? std::strtoull(argument[2], nullptr, 10) : 20'000;
  Work work;
  for (std::uint64_t i = 0; i < customers; ++i) work.customers.push_back(fmt::format("c{:07}", i));
  fmt::print("{} events, {} customers, ten rules for each section\n", events, customers);
  if (arguments > 3) {
    measure(work, static_cast<std::uint32_t>(std::strtoul(argument[3], nullptr, 10)), events);
    return 0;
  }
  for (const std::uint32_t rules : {10U, 100U, 1'000U, 10'000U}) measure(work, rules, events);
}
