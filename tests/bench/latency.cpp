// SPDX-License-Identifier: Apache-2.0
//
// The way of an event in one process: a line of JSON in, its decisions out as lines of JSON, by the reader, the session
// and the format that `wend run` uses, beside the same by hand. How long each event takes by the clock on the wall: of
// each round (neighbours on the machine show in the last permilles), and of the least of all rounds for each event, which
// they touch less. Then the CPU time of an event beside the sum of what its parts take alone. Every byte that comes out is
// compared.
//
//   wend_bench_latency [EVENTS CUSTOMERS [RULES]]
#include <array>
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "tests/bench/support/journey.h"
#include "tests/bench/support/measure.h"

namespace {

using namespace wend::bench;

constexpr int kRounds = 5;
constexpr std::size_t kWarm = 5;  // one of so many events, the first ones, is not in the figures
constexpr std::array<double, 3> kQuantiles = {0.5, 0.99, 0.999};
constexpr std::array<const char*, 3> kNames = {"p50", "p99", "p99.9"};

// What came out: how much, and a sum that depends on each byte.
struct Out {
  std::uint64_t decisions = 0, bytes = 0, check = 0;
  void add(std::string_view lines) {
    bytes += lines.size();
    decisions += static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n'));
    check = check * 31 + std::hash<std::string_view>{}(lines);
  }
  friend bool operator==(const Out&, const Out&) = default;
};

// Nanoseconds of each event, from the line to the bytes.
template <typename Way>
Out latencies(const Journey& journey, Way& way, std::vector<double>& each) {
  Out out;
  each.clear();
  for (std::size_t i = 0; i < journey.lines.size(); ++i) {
    const double begin = wall_seconds();
    const std::string& decisions = way.take(journey.lines[i]);
    const double end = wall_seconds();
    if (i >= journey.lines.size() / kWarm) each.push_back((end - begin) * 1e9);
    out.add(decisions);
  }
  return out;
}

double quantile(std::vector<double> each, double q) {
  const auto at = static_cast<std::ptrdiff_t>(static_cast<double>(each.size() - 1) * q);
  std::nth_element(each.begin(), each.begin() + at, each.end());
  return each[static_cast<std::size_t>(at)];
}

struct Latency {
  std::array<Times, kQuantiles.size()> of_rounds;
  std::vector<double> least;  // of each event

  void add(const std::vector<double>& each) {
    for (std::size_t q = 0; q < kQuantiles.size(); ++q)
      of_rounds[q].rounds.push_back(quantile(each, kQuantiles[q]));
    if (least.empty()) least = each;
    for (std::size_t i = 0; i < each.size(); ++i) least[i] = std::min(least[i], each[i]);
  }
};

void check(const char* who, const Out& out, const Out& right) {
  if (out == right) return;
  give_up(fmt::format(
      "{} decides otherwise: {} decisions of {} bytes ({:x}), right are {} of {} ({:x})", who,
      out.decisions, out.bytes, out.check, right.decisions, right.bytes, right.check));
}

void print(const Journey& journey, const char* engine, const Latency& times, const Latency& base) {
  for (std::size_t q = 0; q < kQuantiles.size(); ++q) {
    const Times ratios = ratio(times.of_rounds[q], base.of_rounds[q]);
    const double least = quantile(times.least, kQuantiles[q]);
    const double of_base = least / quantile(base.least, kQuantiles[q]);
    fmt::print("{:<20} {:<12} {:<6} {:>32} ns {:>22} x {:>14.0f} ns {:>6.2f} x\n",
               name_of(journey.of), engine, kNames[q], with_spread(times.of_rounds[q], 1, 0),
               with_spread(ratios, 1, 2), least, of_base);
    fmt::print(
        "{{\"workload\":\"latency\",\"rules\":\"{}\",\"engine\":\"{}\",\"events\":{},\"quantile\":"
        "\"{}\","
        "\"ns\":{:.0f},\"ratio\":{:.3f},\"least_ns\":{:.0f},\"least_ratio\":{:.3f}}}\n",
        name_of(journey.of), engine, journey.lines.size(), kNames[q], times.of_rounds[q].median(),
        ratios.median(), least, of_base);
  }
}

void measure_latency(const Journey& journey) {
  Latency hand, native, interpreted;
  Out right;
  std::vector<double> each;
  for (int round = 0; round < kRounds; ++round) {
    JourneyByHand by_hand(journey);
    right = latencies(journey, by_hand, each);
    hand.add(each);
    const auto by_wend = [&](wend::Tier tier, Latency& times) {
      JourneyByWend way(journey, tier);
      check("Wend", latencies(journey, way, each), right);
      times.add(each);
    };
    by_wend(wend::Tier::Native, native);
    by_wend(wend::Tier::Interpreter, interpreted);
  }
  fmt::print("{}: {:.2f} decisions an event, {:.0f} bytes each, the same from all\n",
             name_of(journey.of),
             static_cast<double>(right.decisions) / static_cast<double>(journey.lines.size()),
             static_cast<double>(right.bytes) / static_cast<double>(right.decisions));
  fmt::print("{:<20} {:<12} {:<6} {:>35} {:>24} {:>17}\n", "", "", "", "of a round",
             "beside by hand", "of the least");
  print(journey, "by hand", hand, hand);
  print(journey, "native", native, hand);
  print(journey, "interpreter", interpreted, hand);
}

// ---------------------------------------------------------------- joined

// Lines as typed events; their texts are those of the lines.
std::vector<wend::Event> events_of(const Journey& journey) {
  wend::CloudEventReader reader(journey.pack->plan());
  std::vector<wend::Event> events;
  for (std::size_t i = 0; i < journey.lines.size(); ++i) {
    const std::string_view line = journey.lines[i];
    if (auto refused = reader.read_padded(line)) give_up(refused->reason);
    events.push_back(reader.event());
    const char* const id = events.back().id.data();
    if (id < line.data() || id >= line.data() + line.size()) give_up("a text was copied");
  }
  return events;
}

struct Ran {
  std::uint64_t decisions = 0, bytes = 0;
  double seconds = 0;
};

// Decisions as bytes, from what `feed_all` feeds.
template <typename Feed>
Ran decide(const Journey& journey, const Feed& feed_all) {
  wend::Session session(journey.pack, wend::Tier::Native);
  feed_profiles(journey, session);
  Ran ran;
  std::string line;
  const wend::DecisionWriter writer(journey.pack->plan());
  session.on_decision([&](const wend::Decision& decision) {
    line.clear();
    writer.append(line, decision);
    ++ran.decisions;
    ran.bytes += line.size() + 1;  // with the line end
  });
  ran.seconds = timed([&] {
    feed_all(session);
    session.flush();
  });
  return ran;
}

Ran from_events(const Journey& journey, const std::vector<wend::Event>& events) {
  return decide(journey, [&](wend::Session& session) {
    for (const wend::Event& event : events)
      if (auto refused = session.feed(event)) give_up(refused->reason);
  });
}

Ran from_lines(const Journey& journey) {
  return decide(journey, [&](wend::Session& session) {
    wend::CloudEventReader reader(journey.pack->plan());
    for (std::size_t i = 0; i < journey.lines.size(); ++i) {
      if (auto refused = reader.read_padded(journey.lines[i])) give_up(refused->reason);
      if (auto refused = session.feed(reader.event())) give_up(refused->reason);
    }
  });
}

// The reader alone.
double reading(const Journey& journey) {
  std::int64_t sum = 0;
  const double seconds = timed([&] {
    wend::CloudEventReader reader(journey.pack->plan());
    for (std::size_t i = 0; i < journey.lines.size(); ++i) {
      if (auto refused = reader.read_padded(journey.lines[i])) give_up(refused->reason);
      sum += reader.event().time_ns / 1'000'000;
    }
  });
  for (const ShopEvent& event : journey.log) sum -= event.time_ms;
  if (sum != 0) give_up("the reader reads otherwise");
  return seconds;
}

Ran by_hand(const Journey& journey) {
  JourneyByHand way(journey);
  Ran ran;
  ran.seconds = timed([&] {
    for (std::size_t i = 0; i < journey.lines.size(); ++i)
      ran.bytes += way.take(journey.lines[i]).size();
  });
  return ran;
}

void print_part(const char* what, const Times& times, std::size_t events) {
  const double unit = 1e-9 * static_cast<double>(events);
  fmt::print("  {:<34} {:>24} ns an event\n", what, with_spread(times, unit, 0));
  fmt::print("{{\"workload\":\"joined\",\"part\":\"{}\",\"events\":{},\"ns\":{:.1f}}}\n", what,
             events, times.median() / unit);
}

void measure_joined(const Journey& shop, const Journey& records, const Journey& both) {
  const std::vector<wend::Event> events = events_of(both);
  Times hand, ingest, behaviour, stateless, joined, sums;
  for (int round = 0; round < kRounds; ++round) {
    const Ran right = by_hand(both), one = from_events(shop, events),
              other = from_events(records, events), all = from_lines(both);
    // Each byte was compared above.
    if (all.bytes != right.bytes || one.decisions + other.decisions != all.decisions)
      give_up("the decisions differ");
    hand.rounds.push_back(right.seconds);
    ingest.rounds.push_back(reading(both));
    behaviour.rounds.push_back(one.seconds);
    stateless.rounds.push_back(other.seconds);
    joined.rounds.push_back(all.seconds);
    sums.rounds.push_back(ingest.rounds.back() + one.seconds + other.seconds);
  }
  fmt::print("joined: JSON to decisions, CPU time\n");
  const std::size_t count = events.size();
  print_part("all of it by hand", hand, count);
  print_part("the reader alone", ingest, count);
  print_part("those over the profile alone", stateless, count);
  print_part("six over behaviour alone", behaviour, count);
  print_part("the sum of these", sums, count);
  print_part("joined", joined, count);
  const Times of_sum = ratio(joined, sums), of_hand = ratio(joined, hand);
  fmt::print("  joined beside the sum of its parts {}, beside by hand {}\n",
             with_spread(of_sum, 1, 2), with_spread(of_hand, 1, 2));
  fmt::print("{{\"workload\":\"joined\",\"of_sum\":{:.3f},\"of_hand\":{:.3f}}}\n", of_sum.median(),
             of_hand.median());
}

}  // namespace

int main(int arguments, char** argument) {
  const std::size_t events = arguments > 1 ? std::strtoull(argument[1], nullptr, 10) : 200'000;
  const auto customers =
      static_cast<std::uint32_t>(arguments > 2 ? std::strtoul(argument[2], nullptr, 10) : 20'000);
  const std::size_t rules = arguments > 3 ? std::strtoull(argument[3], nullptr, 10) : kJourneyRules;
  const Journey shop = make_journey(JourneyRules::Shop, events, customers);
  const Journey records = make_journey(JourneyRules::Records, events, customers, rules);
  const Journey both = make_journey(JourneyRules::Both, events, customers, rules);
  fmt::print("{} lines of {} bytes, {} customers\n", events, shop.lines.bytes.size() / events,
             customers);
  measure_latency(shop);
  measure_latency(both);
  measure_joined(shop, records, both);
}
