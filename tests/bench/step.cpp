// SPDX-License-Identifier: Apache-2.0
//
// Six behavioural rules over a generated shop log: interpreter and native code beside the same six rules
// written by hand in C++, in one run. Prints ratios; decisions are checked by count.
#include <ctime>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "runtime/abi/plan.h"
#include "wend/compiler.h"

namespace {

constexpr const char* kPack = R"(schema shop
  zone "UTC"
  grain 1 second
  history begins 2020-01-01
  identifier Product up to 8 characters remembering 50
  channel web live
  touchpoint search on web
  touchpoint product_view on web product: Product
  touchpoint add_to_cart on web
  touchpoint remove_from_cart on web
  touchpoint checkout_start on web
  touchpoint purchase on web cents: whole
  action act purpose service
rule r1 when search if count of search in 168 hours >= 3 do act() limit none
rule r2 when add_to_cart then checkout_start within 30 minutes without remove_from_cart do act() limit none
rule r3 when checkout_start then no purchase within 30 minutes of each up to 64 open do act() limit none
rule r4 when purchase if sum of purchase.cents in 720 hours of the newest 200 > 20000 do act() limit none
rule r5 when touchpoint do act() limit once per customer
rule r6 when product_view 3 times with the same product in 168 hours do act() limit none
)";
constexpr std::int64_t kStart = 1'700'000'000;

struct Line {
  std::int64_t second;
  std::uint32_t customer, kind, value;
};

std::vector<Line> generated_log(std::size_t events, std::uint32_t customers) {
  std::vector<Line> log;
  std::uint64_t seed = 42;
  const auto random = [&seed](std::uint32_t below) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::uint32_t>((seed >> 33) % below);
  };
  const std::uint32_t share[] = {0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 3, 4, 4, 5, 5};
  for (std::size_t n = 0; n < events; ++n) {
    log.push_back({kStart + static_cast<std::int64_t>(n / 2), random(customers), share[random(16)],
                   random(20'000)});
  }
  return log;
}

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct Result {
  double seconds = 0;
  std::uint64_t decisions = 0;
};

// ---------------------------------------------------------------- by hand
struct Customer {
  bool seen = false;
  std::int64_t searches[3] = {-1, -1, -1};
  std::int64_t added = -1;
  std::deque<std::int64_t> checkouts;
  std::deque<std::pair<std::int64_t, std::int64_t>> purchases;
  std::unordered_map<std::uint32_t, std::vector<std::int64_t>> views;
};

std::uint64_t fire(Customer& c, std::int64_t before) {
  std::uint64_t fired = 0;
  while (!c.checkouts.empty() && c.checkouts.front() + 1800 < before) {
    c.checkouts.pop_front();
    ++fired;
  }
  return fired;
}

std::uint64_t step_by_hand(Customer& c, const Line& e) {
  std::uint64_t n = fire(c, e.second);
  if (!c.seen) ++n, c.seen = true;
  switch (e.kind) {
    case 0:
      c.searches[0] = c.searches[1], c.searches[1] = c.searches[2], c.searches[2] = e.second;
      n += c.searches[0] > e.second - 604'800;
      break;
    case 1: {
      auto& times = c.views[e.value % 50];
      times.push_back(e.second);
      std::size_t in = 0;
      while (!times.empty() && times.front() <= e.second - 604'800) times.erase(times.begin());
      in = times.size();
      n += in == 3;
      break;
    }
    case 2: c.added = e.second; break;
    case 3: c.added = -1; break;
    case 4:
      n += c.added >= 0 && e.second - c.added <= 1800;
      c.checkouts.push_back(e.second);
      break;
    default: {
      c.checkouts.clear();
      c.purchases.emplace_back(e.second, e.value);
      std::int64_t sum = 0;
      while (c.purchases.front().first <= e.second - 2'592'000) c.purchases.pop_front();
      for (const auto& p : c.purchases) sum += p.second;
      n += sum > 20'000;
    }
  }
  return n;
}

Result by_hand(const std::vector<Line>& log, std::uint32_t customers) {
  std::vector<Customer> state(customers);
  Result result;
  const double start = cpu_seconds();
  for (const Line& e : log) result.decisions += step_by_hand(state[e.customer], e);
  for (Customer& c : state) result.decisions += fire(c, log.back().second);
  result.seconds = cpu_seconds() - start;
  return result;
}

// ---------------------------------------------------------------- Wend
Result by_wend(const std::shared_ptr<wend::Pack>& pack, wend::Tier tier,
               const std::vector<Line>& log) {
  wend::Session session(pack, tier);
  Result result;
  session.on_decision([&result](const wend::Decision&) { ++result.decisions; });
  std::vector<std::string> products;
  for (int n = 0; n < 50; ++n) products.push_back(fmt::format("p{}", n));
  wend::Event event;
  event.source = "bench";
  char id[24], customer[24];
  const double start = cpu_seconds();
  for (std::size_t n = 0; n < log.size(); ++n) {
    const Line& e = log[n];
    event.id = {id, static_cast<std::size_t>(fmt::format_to(id, "{}", n) - id)};
    event.customer = {
        customer, static_cast<std::size_t>(fmt::format_to(customer, "c{}", e.customer) - customer)};
    event.time_ns = e.second * 1'000'000'000;
    event.sequence = n;
    event.touchpoint = e.kind;
    event.fields.clear();
    if (e.kind == 1)
      event.fields.push_back({wend::Event::State::Present, 0, products[e.value % 50]});
    if (e.kind == 5)
      event.fields.push_back({wend::Event::State::Present, e.value * 1'000'000LL, {}});
    if (session.feed(event)) std::abort();
  }
  session.flush();
  result.seconds = cpu_seconds() - start;
  return result;
}

void print(const char* name, const Result& result, double base, std::size_t events) {
  fmt::print("{:<14} {:>8.0f} ns/event {:>8.2f} x   {} decisions\n", name,
             1e9 * result.seconds / static_cast<double>(events), result.seconds / base,
             result.decisions);
}

}  // namespace

int main() {
  constexpr std::size_t kEvents = 1'000'000;
  constexpr std::uint32_t kCustomers = 20'000;
  const std::vector<Line> log = generated_log(kEvents, kCustomers);
  const wend::CompileResult compiled = wend::compile({{"shop.wend", kPack}});
  if (!compiled.pack) {
    fmt::print("{}\n", compiled.text);
    return 1;
  }
  auto native = wend::compile_native_in_background(compiled.pack);
  if (auto problem = native.wait()) fmt::print("{}\n", problem->what);
  for (int round = 0; round < 3; ++round) {
    const Result hand = by_hand(log, kCustomers);
    print("by hand", hand, hand.seconds, kEvents);
    print("interpreter", by_wend(compiled.pack, wend::Tier::Interpreter, log), hand.seconds,
          kEvents);
    print("native", by_wend(compiled.pack, wend::Tier::Native, log), hand.seconds, kEvents);
  }
}
