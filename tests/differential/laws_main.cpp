// SPDX-License-Identifier: Apache-2.0
//
// The long run of the laws:
//   wend_laws [--pairs N] [--seed S] [--tier interpreter|native|both] [--law NAME|all] [--threads N]
//             [--failures N] [--case SEED:STREAM] [--show]
// Exit code 0: the laws hold; 1: a law is broken (the shrunk case is printed); 2: usage.
#include <chrono>
#include <cstdlib>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "tests/differential/trials/trial.h"

namespace wend::differential {
namespace {

struct Options {
  Wanted wanted;
  unsigned threads = 2;
  std::string shown_case;
  bool show = false;
};

bool read_option(const std::string& name, const std::string& value, Options& options) {
  if (name == "--pairs")
    options.wanted.pairs = std::strtoull(value.c_str(), nullptr, 10);
  else if (name == "--seed")
    options.wanted.seed = std::strtoull(value.c_str(), nullptr, 10);
  else if (name == "--streams")
    options.wanted.streams = std::strtoull(value.c_str(), nullptr, 10);
  else if (name == "--failures")
    options.wanted.failures = std::strtoull(value.c_str(), nullptr, 10);
  else if (name == "--threads")
    options.threads = static_cast<unsigned>(std::strtoul(value.c_str(), nullptr, 10));
  else if (name == "--law")
    options.wanted.law = value;
  else if (name == "--case")
    options.shown_case = value;
  else if (name == "--tier" && value == "interpreter")
    options.wanted.tiers = Tiers::Interpreter;
  else if (name == "--tier" && value == "native")
    options.wanted.tiers = Tiers::Native;
  else if (name == "--tier" && value == "both")
    options.wanted.tiers = Tiers::Both;
  else
    return false;
  return true;
}

// One case again: what it is and what is wrong with it.
int replayed(const Options& options) {
  const std::size_t colon = options.shown_case.find(':');
  const std::uint64_t seed = std::strtoull(options.shown_case.c_str(), nullptr, 10);
  const std::uint64_t stream =
      colon == std::string::npos
          ? 0
          : std::strtoull(options.shown_case.c_str() + colon + 1, nullptr, 10);
  const Case one = case_of(seed, stream);
  for (const Law& law : laws()) {
    if (options.wanted.law != law.name) continue;
    const Complaint complaint = [&](const Case& tried) {
      return law.complaint(tried, seed, options.wanted.tiers);
    };
    const bool holds = complaint(one).empty();
    fmt::print("{}", report(holds || options.show ? one : shrunk(one, complaint), complaint));
    return holds ? 0 : 1;
  }
  return 2;
}

// The pairs are shared among threads, each with seeds of its own.
Result run_law(Options options) {
  std::vector<Result> results(options.threads);
  std::vector<std::thread> threads;
  const std::uint64_t all = options.wanted.pairs;
  for (unsigned i = 0; i < options.threads; ++i) {
    threads.emplace_back([&, i] {
      Wanted wanted = options.wanted;
      wanted.pairs = all / options.threads + (i < all % options.threads ? 1 : 0);
      wanted.seed = seed_of(options.wanted.seed, 1000 + i);
      results[i] = tried(wanted);
    });
  }
  for (std::thread& thread : threads) thread.join();
  Result sum;
  for (Result& one : results) {
    sum.pairs += one.pairs;
    sum.deciding += one.deciding;
    sum.decisions += one.decisions;
    sum.unchecked += one.unchecked;
    sum.dropped_rules += one.dropped_rules;
    sum.coverage.add(one.coverage);
    sum.failures += one.failures;
    sum.refusals += one.refusals;
  }
  return sum;
}

void print(const Options& options, const Result& result, double seconds) {
  if (options.show) fmt::print("{}", result.refusals);
  if (options.wanted.law == "judge")
    fmt::print("{}", result.coverage.table(options.wanted.pairs / 200));
  fmt::print("{}", result.failures);
  fmt::print(
      "law {}, seed {}: {} pairs, {} of them decide something, {} decisions, {} packs ({} rules) "
      "not accepted by the "
      "checker, {:.1f} s: {}\n",
      options.wanted.law, options.wanted.seed, result.pairs, result.deciding, result.decisions,
      result.unchecked, result.dropped_rules, seconds,
      result.failures.empty() ? "holds" : "BROKEN");
}

int run(Options options) {
  if (!options.shown_case.empty()) return replayed(options);
  const bool all = options.wanted.law == "all";
  bool holds = true;
  bool known = false;
  for (const Law& law : laws()) {
    if (!all && options.wanted.law != law.name) continue;
    known = true;
    Options one = options;
    one.wanted.law = law.name;
    const auto start = std::chrono::steady_clock::now();
    const Result result = run_law(one);
    print(one, result,
          std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    holds = holds && result.failures.empty();
  }
  return !known ? 2 : holds ? 0 : 1;
}

}  // namespace
}  // namespace wend::differential

int main(int count, char** words) {
  wend::differential::Options options;
  for (int i = 1; i < count; ++i) {
    const std::string name = words[i];
    if (name == "--show") {
      options.show = true;
    } else if (i + 1 >= count || !wend::differential::read_option(name, words[++i], options)) {
      fmt::print(stderr,
                 "usage: wend_laws [--pairs N] [--seed S] [--streams N] [--tier "
                 "interpreter|native|both] [--law NAME|all]\n"
                 "                 [--threads N] [--failures N] [--case SEED:STREAM] [--show]\n");
      return 2;
    }
  }
  return wend::differential::run(options);
}
