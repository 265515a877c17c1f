// SPDX-License-Identifier: Apache-2.0
//
// Lines of CloudEvents to typed events: Wend's reader, as `wend run` uses it, beside a reader written by hand for exactly
// these lines (members in one order, each byte between them compared, no escapes, UTF-8 checked, times and numbers
// exact), and beside simdjson, which is asked for each member by name. Lines in the order that the schema declares,
// and lines with their members in any order. What was read is checked by a sum over all fields.
//
//   wend_bench_ingest [EVENTS]
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>

#include "runtime/abi/plan.h"
#include "runtime/host/cloud_events.h"
#include "tests/bench/support/hand_reader.h"
#include "tests/bench/support/measure.h"
#include "tests/bench/support/shop_lines.h"
#include "tests/bench/support/shop_log.h"
#include "wend/compiler.h"

namespace {

using namespace wend::bench;

constexpr int kRounds = 7;
static_assert(kLinePadding >= wend::CloudEventReader::kPadding);

std::string schema_text() {
  std::string text =
      "schema shop\n  zone \"UTC\"\n  grain 1 millisecond\n  currency EUR 2 digits\n  history "
      "complete\n"
      "  identifier Product up to 8 characters\n  channel web live\n  channel ios live\n"
      "  channel android live\n  channel email\n";
  for (const char* type : kShopTypes)
    text += fmt::format(
        "  touchpoint {} on (web or ios or android or email)\n    product: Product optional\n"
        "    amount: money optional\n    country: text up to 2 characters\n    page: text up to 40 "
        "characters\n",
        type);
  return text + "  action act purpose service\nrule one\n  when logout\n  do act()\n  limit none\n";
}

// Of what a reader found.
struct Sum {
  std::uint64_t value = 0;
  void add(const ShopLine& read) {
    value = value * 31 + static_cast<std::uint64_t>(read.time_ns) +
            static_cast<std::uint64_t>(read.amount) * 3 + read.type * 7 + read.channel * 11;
    for (const std::string_view text :
         {read.id, read.customer, read.product, read.country, read.page})
      value += text.size() + (text.empty() ? 0 : static_cast<unsigned char>(text.back()) * 131U);
  }
  friend bool operator==(const Sum&, const Sum&) = default;
};

template <typename Each>
void for_each_line(const Lines& log, Each each) {
  std::size_t begin = 0;
  for (const std::size_t end : log.ends) {
    each(std::string_view(log.bytes).substr(begin, end - begin));
    begin = end + 1;
  }
}

// ------------------------------------------------------------------------------------------ Wend

template <wend::CloudEventReader::Ways ways>
Sum by_wend(const Lines& log, const wend::Plan& plan) {
  wend::CloudEventReader reader(plan, ways);
  Sum sum;
  for_each_line(log, [&](std::string_view line) {
    if (const auto refused = reader.read_padded(line)) give_up(refused->reason);
    const wend::Event& event = reader.event();
    sum.add({event.id, event.source, event.customer, event.fields[0].text, event.fields[2].text,
             event.fields[3].text, event.time_ns, event.fields[1].number, event.touchpoint,
             event.channel});
  });
  return sum;
}

// -------------------------------------------------------------------------------------- simdjson

Sum by_simdjson(const Lines& log, const wend::Plan&) {
  simdjson::ondemand::parser parser;
  Sum sum;
  for_each_line(log, [&](std::string_view line) {
    simdjson::ondemand::document document =
        parser.iterate(line.data(), line.size(), line.size() + kLinePadding);
    simdjson::ondemand::object object = document.get_object();
    ShopLine read;
    const auto text = [](auto&& value) { return std::string_view(value); };
    read.id = text(object["id"]);
    if (text(object["source"]).empty()) give_up("no source");
    read.type = place_of(text(object["type"]), kShopTypes, 12);
    read.customer = text(object["subject"]);
    read.time_ns = time_by_hand(text(object["time"]));
    read.channel = place_of(text(object["channel"]), kShopChannels, 4);
    simdjson::ondemand::object data = object["data"];
    std::string_view found;
    if (data["product"].get(found) == simdjson::SUCCESS) read.product = found;
    simdjson::ondemand::value amount;
    if (data["amount"].get(amount) == simdjson::SUCCESS) {
      std::string_view token = amount.raw_json_token();
      while (token.back() == ' ') token.remove_suffix(1);
      read.amount = amount_by_hand(token);
    }
    read.country = text(data["country"]);
    read.page = text(data["page"]);
    sum.add(read);
  });
  return sum;
}

// --------------------------------------------------------------------------------------- by hand

Sum by_hand(const Lines& log, const wend::Plan&) {
  Sum sum;
  for_each_line(log, [&](std::string_view line) { sum.add(read_by_hand(line)); });
  return sum;
}

// ---------------------------------------------------------------------------------------- figures

void print(const char* lines, const char* engine, const Times& times, const Times& base,
           const Lines& log) {
  const auto count = static_cast<double>(log.ends.size());
  const double gigabytes = static_cast<double>(log.bytes.size()) * 1e-9;
  fmt::print("{:<16} {:<19} {:>22} ns a line {:>6.2f} GB/s {:>22} x\n", lines, engine,
             with_spread(times, 1e-9 * count, 0), gigabytes / times.median(),
             with_spread(ratio(times, base), 1, 2));
  fmt::print(
      "{{\"workload\":\"ingest\",\"lines\":\"{}\",\"engine\":\"{}\",\"ns\":{:.1f},\"gb_s\":{:.3f},"
      "\"ratio\":{:.3f}}}\n",
      lines, engine, times.median() / (1e-9 * count), gigabytes / times.median(),
      ratio(times, base).median());
}

using Reader = Sum (*)(const Lines&, const wend::Plan&);

void measure(const char* lines, const Lines& log, const wend::Plan& plan,
             const std::vector<std::pair<const char*, Reader>>& readers) {
  std::vector<Times> times(readers.size());
  const Sum right = readers.front().second(log, plan);
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = 0; i < readers.size(); ++i) {
      Sum sum;
      times[i].rounds.push_back(timed([&] { sum = readers[i].second(log, plan); }));
      if (!(sum == right)) give_up(fmt::format("{} reads otherwise", readers[i].first));
    }
  }
  for (std::size_t i = 0; i < readers.size(); ++i)
    print(lines, readers[i].first, times[i], times.front(), log);
}

}  // namespace

int main(int arguments, char** argument) {
  const std::size_t events = arguments > 1 ? std::strtoull(argument[1], nullptr, 10) : 500'000;
  const wend::CompileResult compiled = wend::compile({{"shop.wend", schema_text()}});
  if (!compiled.pack) give_up(compiled.text);
  const wend::Plan& plan = compiled.pack->plan();
  const std::vector<ShopEvent> shop = make_shop_log(events, 100'000);
  const Lines declared = make_shop_lines(shop, MemberOrder::Declared, TimeDigits::Seconds),
              any = make_shop_lines(shop, MemberOrder::Any, TimeDigits::Seconds);
  fmt::print("{} lines of {} bytes on average\n", events, declared.bytes.size() / events);
  using Ways = wend::CloudEventReader::Ways;
  measure("declared order", declared, plan,
          {{"by hand", by_hand},
           {"Wend", by_wend<Ways::Both>},
           {"simdjson", by_simdjson},
           {"Wend, no quick way", by_wend<Ways::General>}});
  measure("any order", any, plan, {{"simdjson", by_simdjson}, {"Wend", by_wend<Ways::Both>}});
}
