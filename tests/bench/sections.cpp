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

// As many rules, and what was measured of them.
struct Measured {
  std::uint32_t rules = 0;
  Work work;
  SectionsFired right;
  Times hand, native, interpreted;
  Ran of_hand, of_native, of_interpreter;
};

Measured prepared(std::uint32_t rules, std::size_t events, std::uint64_t customers) {
  Measured made;
  made.rules = rules;
  for (std::uint64_t i = 0; i < customers; ++i)
    made.work.customers.push_back(fmt::format("c{:07}", i));
  const std::uint32_t sections = std::max<std::uint32_t>(1, rules / kSectionRules);
  made.work.log = make_sections_log(events, static_cast<std::uint32_t>(customers), sections);
  std::vector<wend::Source> files;
  for (std::string& text : sections_pack(sections))
    files.push_back({fmt::format("sections_{}.wend", files.size()), std::move(text)});
  const wend::CompileResult compiled = wend::compile(files);
  if (!compiled.pack) give_up(compiled.text);
  made.work.pack = compiled.pack;
  auto native = wend::compile_native_in_background(made.work.pack);
  if (auto problem = native.wait()) give_up(problem->what);
  made.right = by_hand(made.work).fired;
  return made;
}

void take_turns(Measured& measured) {
  const auto run = [&](Times& times, Ran& ran, const auto& shop) {
    ran = shop();
    times.rounds.push_back(ran.seconds);
    if (!(ran.fired == measured.right)) give_up("the decisions differ");
  };
  const Work& work = measured.work;
  run(measured.hand, measured.of_hand, [&] { return by_hand(work); });
  run(measured.native, measured.of_native, [&] { return by_wend(work, wend::Tier::Native); });
  run(measured.interpreted, measured.of_interpreter,
      [&] { return by_wend(work, wend::Tier::Interpreter); });
}

void print(const Measured& measured) {
  const std::uint32_t rules = measured.rules;
  const std::size_t events = measured.work.log.size();
  print("by hand", rules, measured.hand, measured.hand, events, measured.of_hand);
  print("native", rules, measured.native, measured.hand, events, measured.of_native);
  print("interpreter", rules, measured.interpreted, measured.hand, events, measured.of_interpreter);
}

}  // namespace

int main(int arguments, char** argument) {
  const std::size_t events = arguments > 1 ? std::strtoull(argument[1], nullptr, 10) : 500'000;
  const std::uint64_t customers = arguments > 2 ? std::strtoull(argument[2], nullptr, 10) : 20'000;
  std::vector<std::uint32_t> rules = {10, 100, 1'000, 10'000};
  if (arguments > 3) rules = {static_cast<std::uint32_t>(std::strtoul(argument[3], nullptr, 10))};
  fmt::print("{} events, {} customers, ten rules for each section\n", events, customers);
  std::vector<Measured> all;
  for (const std::uint32_t count : rules) all.push_back(prepared(count, events, customers));
  for (int round = 0; round < kRounds; ++round)
    for (Measured& measured : all) take_turns(measured);
  for (const Measured& measured : all) print(measured);
  if (all.size() == 1) return 0;
  print_growth("sections", "by hand", all.front().hand, all.back().hand, 2);
  print_growth("sections", "native", all.front().native, all.back().native, 2);
  print_growth("sections", "interpreter", all.front().interpreted, all.back().interpreted, 2);
}
