// SPDX-License-Identifier: Apache-2.0
//
// From rule text to decisions: how long 10, 100 and 1,000 generated rules take to check, to decide for the
// first time, and to become machine code in the background.
#include <chrono>
#include <cstdlib>

#include <fmt/format.h>

#include "generated_rules.h"
#include "runtime/abi/plan.h"
#include "wend/compiler.h"

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

void measure(std::uint32_t rules) {
  const auto start = Clock::now();
  const wend::CompileResult result =
      wend::compile({{"many.wend", wend::bench::generated_pack(rules)}});
  if (!result.pack) {
    fmt::print("{}\n", result.text);
    std::exit(1);
  }
  const double checked = milliseconds_since(start);
  auto native = wend::compile_native_in_background(result.pack);
  wend::Session session(result.pack);
  double first = 0;
  session.on_decision([&](const wend::Decision&) {
    if (first == 0) first = milliseconds_since(start);
  });
  for (int n = 0; n < 10'000 && first == 0; ++n) {
    const std::string line = fmt::format(
        R"({{"specversion":"1.0","id":"{0}","source":"bench","type":"touched_{1}","subject":"c","channel":"web",)"
        R"("time":"2024-03-01T{2:02}:{3:02}:00Z","data":{{"product":"p{4}","price":"{5}.00","kind":"red"}}}})",
        n, n % 6, n / 60 % 24, n % 60, n % 9, n % 200);
    if (auto refused = session.feed_json(line)) {
      fmt::print("refused: {}\n", refused->reason);
      std::exit(1);
    }
  }
  session.flush();
  const auto problem = native.wait();
  fmt::print("{:>6} {:>14.1f} {:>18.1f} {:>16.1f}{}\n", rules, checked, first,
             milliseconds_since(start), problem ? "  " + problem->what : "");
}

}  // namespace

int main() {
  fmt::print("{:>6} {:>14} {:>18} {:>16}   (ms since start, wall)\n", "rules", "checked",
             "first decision", "native");
  measure(10);  // carries the process's warm-up
  for (const std::uint32_t rules : {10U, 100U, 1000U}) measure(rules);
}
