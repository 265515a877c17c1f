// SPDX-License-Identifier: Apache-2.0
//
// What all benchmarks share: thread CPU time, rounds in which the competitors take turns, medians with spread, and
// their printing as a table and as lines of JSON.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace wend::bench {

// Says why, and ends the program: a benchmark that decides otherwise has no figures.
[[noreturn]] inline void give_up(const std::string& words) {
  fmt::print("{}\n", words);
  std::exit(1);
}

inline double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// Of all threads, and of those that ended.
inline double process_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// The times of one competitor, a number per round.
struct Times {
  std::vector<double> rounds;

  double quantile(double q) const {
    std::vector<double> sorted = rounds;
    std::sort(sorted.begin(), sorted.end());
    return sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1) + 0.5)];
  }
  double median() const { return quantile(0.5); }
};

// `a` over `b`, round by round: both met the same neighbours on the machine.
inline Times ratio(const Times& a, const Times& b) {
  Times ratios;
  for (std::size_t i = 0; i < a.rounds.size(); ++i)
    ratios.rounds.push_back(a.rounds[i] / b.rounds[i]);
  return ratios;
}

inline double timed(const std::function<void()>& work) {
  const double start = cpu_seconds();
  work();
  return cpu_seconds() - start;
}

// By the clock on the wall.
inline double wall_seconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// The same for work on several threads.
inline double wall_timed(const std::function<void()>& work) {
  const double start = wall_seconds();
  work();
  return wall_seconds() - start;
}

// A figure with the least and the greatest of its rounds.
inline std::string with_spread(const Times& times, double unit, int digits) {
  return fmt::format("{:.{}f} ({:.{}f} to {:.{}f})", times.median() / unit, digits,
                     times.quantile(0) / unit, digits, times.quantile(1) / unit, digits);
}

// What the most of something take beside the fewest, round by round.
inline void print_growth(const char* workload, const char* engine, const Times& few,
                         const Times& many, int digits) {
  const Times growth = ratio(many, few);
  fmt::print("most rules beside fewest, {}: {} x\n", engine, with_spread(growth, 1, digits));
  fmt::print("{{\"workload\":\"{}\",\"engine\":\"{}\",\"growth\":{:.2f}}}\n", workload, engine,
             growth.median());
}

}  // namespace wend::bench
