// SPDX-License-Identifier: Apache-2.0
//
// Many rules over one record: which of 10 to 10,000 stateless rules it concerns, by Wend's index and by an index
// written by hand for these records, in turns. Once more with everything: state, decisions with their reasons.
// Every answer is checked against plain evaluation of the rules.
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "runtime/abi/plan.h"
#include "tests/bench/support/bit_vectors.h"
#include "tests/bench/support/measure.h"
#include "tests/bench/support/records.h"
#include "wend/compiler.h"

namespace {

using namespace wend::bench;

constexpr std::size_t kRecords = 10'000;
constexpr int kRounds = 7;
constexpr std::size_t kRulesPerFile = 500;

// What a run found: how many matches, and a sum that depends on which.
struct Found {
  std::uint64_t matches = 0, check = 0;
  template <typename Numbers>
  void add(std::size_t record, const Numbers& rules) {
    std::uint64_t sum = 0;
    for (const std::uint32_t rule : rules) sum += rule + 1;
    matches += rules.size();
    check += sum * (record % 1000 + 1);
  }
  friend bool operator==(const Found&, const Found&) = default;
};

struct Workload {
  std::vector<Record> records;
  std::vector<std::array<std::int64_t, kFields>> numbers;
  std::vector<Test> rules;
  std::shared_ptr<wend::Pack> pack;
  Found right;
};

Workload make_workload(std::size_t rules, std::size_t passes) {
  Workload made;
  made.records = make_records(kRecords);
  for (const Record& record : made.records) made.numbers.push_back(numbers_of(record));
  made.rules = make_rules(rules, made.records);
  const wend::CompileResult compiled = wend::compile(pack_of(made.rules, kRulesPerFile));
  if (!compiled.pack) give_up(compiled.text);
  made.pack = compiled.pack;
  std::vector<std::uint32_t> numbers;
  for (std::size_t i = 0; i < made.records.size(); ++i) {
    numbers.clear();
    for (std::uint32_t rule = 0; rule < rules; ++rule) {
      if (holds(made.rules[rule], made.records[i])) numbers.push_back(rule);
    }
    for (std::size_t pass = 0; pass < passes; ++pass) made.right.add(i, numbers);
  }
  return made;
}

Found by_hand(const Workload& work, BitVectors& index, std::size_t passes) {
  Found found;
  std::vector<std::uint32_t> out(work.rules.size() + 64);
  for (std::size_t pass = 0; pass < passes; ++pass) {
    for (std::size_t i = 0; i < work.records.size(); ++i) {
      const std::size_t count = index.match(work.records[i], out.data());
      found.add(i, std::span<const std::uint32_t>(out.data(), count));
    }
  }
  return found;
}

wend::Event empty_event() {
  wend::Event event;
  event.source = "bench";
  event.customer = "c";
  event.fields.resize(kFields);
  for (wend::Event::Field& field : event.fields) field.state = wend::Event::State::Present;
  return event;
}

void fill(wend::Event& event, const std::array<std::int64_t, kFields>& numbers) {
  for (std::size_t i = 0; i < kFields; ++i) event.fields[i].number = numbers[i];
}

Found by_wend(const Workload& work, wend::Session& session, std::size_t passes) {
  Found found;
  wend::Event event = empty_event();
  for (std::size_t pass = 0; pass < passes; ++pass) {
    for (std::size_t i = 0; i < work.records.size(); ++i) {
      fill(event, work.numbers[i]);
      found.add(i, session.concerned(event));
    }
  }
  return found;
}

// Events fed and decisions received; rules are named in the order of their numbers, so a decision's rule is the
// rule's number.
Found by_session(const Workload& work, wend::Session& session, std::int64_t& clock) {
  Found found;
  std::vector<std::uint32_t> rules;
  std::size_t record = 0;
  session.on_decision([&](const wend::Decision& decision) { rules.push_back(decision.rule); });
  wend::Event event = empty_event();
  char id[24];
  for (std::size_t i = 0; i < work.records.size(); ++i) {
    fill(event, work.numbers[i]);
    event.id = {id, static_cast<std::size_t>(fmt::format_to(id, "{}", clock) - id)};
    event.time_ns = ++clock * 1'000'000;
    if (session.feed(event)) give_up("an event was refused");
    session.flush();
    found.add(record++, rules);
    rules.clear();
  }
  return found;
}

void check(const char* who, const Found& found, const Found& right) {
  if (found == right) return;
  give_up(fmt::format("{} found {} matches (check {}), right are {} ({})", who, found.matches,
                      found.check, right.matches, right.check));
}

void print(std::size_t rules, const char* what, const Times& hand, const Times& ours,
           double matches) {
  fmt::print("{:>6}  {:<28} {:>26} {:>26} {:>22}\n", rules, what, with_spread(hand, 1e-9, 0),
             with_spread(ours, 1e-9, 0), with_spread(ratio(ours, hand), 1, 2));
  fmt::print(
      "{{\"bench\":\"stateless\",\"rules\":{},\"what\":\"{}\",\"matches\":{:.2f},\"hand_ns\":{:.1f}"
      ","
      "\"wend_ns\":{:.1f},\"ratio\":{:.3f}}}\n",
      rules, what, matches, hand.median() * 1e9, ours.median() * 1e9, ratio(ours, hand).median());
}

void measure(std::size_t rules) {
  const std::size_t passes = rules >= 10'000 ? 2 : 5;
  const Workload work = make_workload(rules, passes);
  Found right_once = work.right;
  right_once.matches /= passes;
  right_once.check /= passes;
  auto native = wend::compile_native_in_background(work.pack);
  if (auto problem = native.wait()) fmt::print("{}\n", problem->what);
  BitVectors index(work.rules);
  wend::Session session(work.pack), interpreted(work.pack, wend::Tier::Interpreter);
  const auto records = static_cast<double>(work.records.size());
  Times hand, ours, whole, whole_interpreted;
  std::int64_t clock = 1'700'000'000'000, other_clock = clock;
  Found found;
  for (int round = 0; round < kRounds; ++round) {
    const auto one = [&](Times& times, std::size_t times_each, const auto& work_of) {
      times.rounds.push_back(timed([&] { found = work_of(); }) / records /
                             static_cast<double>(times_each));
    };
    one(hand, passes, [&] { return by_hand(work, index, passes); });
    check("the index by hand", found, work.right);
    one(ours, passes, [&] { return by_wend(work, session, passes); });
    check("Wend's index", found, work.right);
    one(whole, 1, [&] { return by_session(work, session, clock); });
    check("the session", found, right_once);
    one(whole_interpreted, 1, [&] { return by_session(work, interpreted, other_clock); });
    check("the interpreted session", found, right_once);
  }
  const double matches = static_cast<double>(right_once.matches) / records;
  print(rules, "which rules match", hand, ours, matches);
  print(rules, "events to decisions, native", hand, whole, matches);
  print(rules, "events to decisions, interp.", hand, whole_interpreted, matches);
}

}  // namespace

int main(int count, char** arguments) {
  fmt::print("by hand: bit vectors {}\n", BitVectors::has_wide_vectors()
                                              ? "with AVX-512"
                                              : "in words of 64 bits (no AVX-512 here)");
  fmt::print("{:>6}  {:<28} {:>26} {:>26} {:>22}   (ns a record, thread CPU time, median of {})\n",
             "rules", "", "by hand", "Wend", "ratio", kRounds);
  for (const std::size_t rules : {10, 100, 1'000, 10'000}) {
    if (count < 2 || std::strtoull(arguments[1], nullptr, 10) == rules) measure(rules);
  }
}
