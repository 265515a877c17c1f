// SPDX-License-Identifier: Apache-2.0
//
// Lines of CloudEvents to typed events: Wend's reader, as `wend run` uses it, beside a reader written by hand for exactly
// these lines (members in one order, each byte between them compared, no escapes, UTF-8 checked, times and numbers
// exact), and beside simdjson, which is asked for each member by name. Lines in the order that the schema declares,
// and lines with their members in any order. What was read is checked by a sum over all fields.
//
//   wend_bench_ingest [EVENTS]
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <simdjson.h>

#include "runtime/abi/plan.h"
#include "runtime/host/cloud_events.h"
#include "runtime/values/unicode.h"
#include "tests/bench/support/measure.h"
#include "tests/bench/support/shop_log.h"
#include "tests/bench/support/split_mix.h"
#include "wend/compiler.h"

namespace {

using namespace wend::bench;

constexpr int kRounds = 7;
constexpr std::size_t kPadding = wend::CloudEventReader::kPadding;

constexpr const char* kTypes[] = {"page_view",        "product_view",   "search",   "add_to_cart",
                                  "remove_from_cart", "checkout_start", "purchase", "email_open",
                                  "email_click",      "support_ticket", "app_open", "logout"};
constexpr const char* kChannels[] = {"web", "ios", "android", "email"};
constexpr const char* kCountries[] = {"DE", "FR", "IT", "ES", "AT"};

std::string schema_text() {
  std::string text =
      "schema shop\n  zone \"UTC\"\n  grain 1 millisecond\n  currency EUR 2 digits\n  history "
      "complete\n"
      "  identifier Product up to 8 characters\n  channel web live\n  channel ios live\n"
      "  channel android live\n  channel email\n";
  for (const char* type : kTypes)
    text += fmt::format(
        "  touchpoint {} on (web or ios or android or email)\n    product: Product optional\n"
        "    amount: money optional\n    country: text up to 2 characters\n    page: text up to 40 "
        "characters\n",
        type);
  return text + "  action act purpose service\nrule one\n  when logout\n  do act()\n  limit none\n";
}

[[noreturn]] void give_up(const std::string& words) {
  fmt::print("{}\n", words);
  std::exit(1);
}

// What a reader found, and its sum.
struct Read {
  std::string_view id, customer, product, country, page;
  std::int64_t time_ns = 0, amount = 0;  // millionths
  std::uint32_t type = 0, channel = 0;
};

struct Sum {
  std::uint64_t value = 0;
  void add(const Read& read) {
    value = value * 31 + static_cast<std::uint64_t>(read.time_ns) +
            static_cast<std::uint64_t>(read.amount) * 3 + read.type * 7 + read.channel * 11;
    for (const std::string_view text :
         {read.id, read.customer, read.product, read.country, read.page})
      value += text.size() + (text.empty() ? 0 : static_cast<unsigned char>(text.back()) * 131U);
  }
  friend bool operator==(const Sum&, const Sum&) = default;
};

struct Log {
  std::string bytes;
  std::vector<std::size_t> ends;  // of lines, without the line end
};

std::string time_text(std::int64_t ms) {
  const std::chrono::sys_time<std::chrono::milliseconds> instant{std::chrono::milliseconds(ms)};
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", std::chrono::floor<std::chrono::seconds>(instant));
}

Log make_lines(const std::vector<ShopEvent>& events, bool is_shuffled) {
  Log log;
  SplitMix random(7);
  for (std::size_t i = 0; i < events.size(); ++i) {
    const ShopEvent& event = events[i];
    std::vector<std::string> data;
    if (event.product != 0) data.push_back(fmt::format(R"("product":"p{:05}")", event.product));
    if (event.cents != 0)
      data.push_back(fmt::format(R"("amount":{}.{:02})", event.cents / 100, event.cents % 100));
    data.push_back(fmt::format(R"("country":"{}")", kCountries[i % 5]));
    data.push_back(fmt::format(R"("page":"/shop/section-{}/item-{}")", i % 17, i % 923));
    std::vector<std::string> members = {
        R"("specversion":"1.0")",
        fmt::format(R"("id":"{:016x}")", i * 0x9E3779B97F4A7C15ULL),
        R"("source":"shop")",
        fmt::format(R"("type":"{}")", kTypes[static_cast<std::size_t>(event.kind)]),
        fmt::format(R"("subject":"c{:07}")", event.customer),
        fmt::format(R"("time":"{}")", time_text(event.time_ms)),
        fmt::format(R"("channel":"{}")", kChannels[i % 4])};
    if (is_shuffled) {
      for (std::size_t k = members.size(); k > 1; --k)
        std::swap(members[k - 1], members[random.next() % k]);
      for (std::size_t k = data.size(); k > 1; --k) std::swap(data[k - 1], data[random.next() % k]);
    }
    members.push_back(fmt::format("\"data\":{{{}}}", fmt::join(data, ",")));
    log.bytes += fmt::format("{{{}}}", fmt::join(members, ","));
    log.ends.push_back(log.bytes.size());
    log.bytes += '\n';
  }
  log.bytes.append(kPadding, ' ');
  return log;
}

template <typename Each>
void for_each_line(const Log& log, Each each) {
  std::size_t begin = 0;
  for (const std::size_t end : log.ends) {
    each(std::string_view(log.bytes).substr(begin, end - begin));
    begin = end + 1;
  }
}

// ------------------------------------------------------------------------------------------ Wend

template <wend::CloudEventReader::Ways ways>
Sum by_wend(const Log& log, const wend::Plan& plan) {
  wend::CloudEventReader reader(plan, ways);
  Sum sum;
  for_each_line(log, [&](std::string_view line) {
    if (const auto refused = reader.read_padded(line)) give_up(refused->reason);
    const wend::Event& event = reader.event();
    sum.add({event.id, event.customer, event.fields[0].text, event.fields[2].text,
             event.fields[3].text, event.time_ns, event.fields[1].number, event.touchpoint,
             event.channel});
  });
  return sum;
}

// -------------------------------------------------------------------------------------- simdjson

std::uint32_t place_of(std::string_view name, const char* const* all, std::size_t count) {
  for (std::uint32_t i = 0; i < count; ++i)
    if (name == all[i]) return i;
  give_up("an unknown name");
}

std::int64_t digits(std::string_view text) {
  std::int64_t number = 0;
  for (const char letter : text) {
    if (letter < '0' || letter > '9') give_up("no digits");
    number = number * 10 + (letter - '0');
  }
  return number;
}

// Of a fixed form; days by counting from 2020, which suffices here.
std::int64_t time_of(std::string_view text) {
  static std::string last;
  static std::int64_t day_ns = 0;
  if (text.size() != 20 || text[10] != 'T' || text[19] != 'Z') give_up("another form of time");
  if (text.substr(0, 10) != last) {
    last = text.substr(0, 10);
    day_ns = *wend::read_rfc3339(last + "T00:00:00Z");
  }
  const std::int64_t seconds = digits(text.substr(11, 2)) * 3600 + digits(text.substr(14, 2)) * 60 +
                               digits(text.substr(17, 2));
  return day_ns + seconds * 1'000'000'000;
}

std::int64_t amount_of(std::string_view token) {
  const std::size_t point = token.find('.');
  return digits(token.substr(0, point)) * 1'000'000 +
         (point == std::string_view::npos ? 0 : digits(token.substr(point + 1, 2)) * 10'000);
}

Sum by_simdjson(const Log& log, const wend::Plan&) {
  simdjson::ondemand::parser parser;
  Sum sum;
  for_each_line(log, [&](std::string_view line) {
    simdjson::ondemand::document document =
        parser.iterate(line.data(), line.size(), line.size() + kPadding);
    simdjson::ondemand::object object = document.get_object();
    Read read;
    const auto text = [](auto&& value) { return std::string_view(value); };
    read.id = text(object["id"]);
    if (text(object["source"]).empty()) give_up("no source");
    read.type = place_of(text(object["type"]), kTypes, 12);
    read.customer = text(object["subject"]);
    read.time_ns = time_of(text(object["time"]));
    read.channel = place_of(text(object["channel"]), kChannels, 4);
    simdjson::ondemand::object data = object["data"];
    std::string_view found;
    if (data["product"].get(found) == simdjson::SUCCESS) read.product = found;
    simdjson::ondemand::value amount;
    if (data["amount"].get(amount) == simdjson::SUCCESS) {
      std::string_view token = amount.raw_json_token();
      while (token.back() == ' ') token.remove_suffix(1);
      read.amount = amount_of(token);
    }
    read.country = text(data["country"]);
    read.page = text(data["page"]);
    sum.add(read);
  });
  return sum;
}

// --------------------------------------------------------------------------------------- by hand

// Types by length and three letters: no two of them meet.
std::uint32_t hand_type(std::string_view name) {
  static const std::vector<std::uint32_t> table = [] {
    std::vector<std::uint32_t> made(256, 0xFFFFFFFF);
    for (std::uint32_t i = 0; i < 12; ++i) {
      const std::string_view type = kTypes[i];
      const std::size_t place =
          (type.size() * 31 + static_cast<std::size_t>(type[0]) * 7 +
           static_cast<std::size_t>(type[1]) * 3 + static_cast<std::size_t>(type.back())) &
          255;
      if (made[place] != 0xFFFFFFFF) give_up("two types meet");
      made[place] = i;
    }
    return made;
  }();
  const std::uint32_t found =
      table[(name.size() * 31 + static_cast<std::size_t>(name[0]) * 7 +
             static_cast<std::size_t>(name[1]) * 3 + static_cast<std::size_t>(name.back())) &
            255];
  if (found == 0xFFFFFFFF || name != kTypes[found]) give_up("an unknown type");
  return found;
}

class HandReader {
 public:
  explicit HandReader(std::string_view line) : at_(line.data()) {}
  template <std::size_t size>
  void expect(const char (&words)[size]) {
    if (std::memcmp(at_, words, size - 1) != 0) give_up("not what was expected");
    at_ += size - 1;
  }
  template <std::size_t size>
  bool skip(const char (&words)[size]) {
    if (std::memcmp(at_, words, size - 1) != 0) return false;
    at_ += size - 1;
    return true;
  }
  std::string_view text() {  // up to the quote, which is passed
    const char* const begin = at_;
    for (;;) {
      std::uint64_t bytes;
      std::memcpy(&bytes, at_, 8);
      constexpr std::uint64_t kOnes = 0x0101010101010101, kHighs = kOnes * 0x80;
      const auto zeros = [](std::uint64_t b) { return (b - kOnes) & ~b & kHighs; };
      const std::uint64_t special = zeros(bytes ^ (kOnes * '"')) | zeros(bytes ^ (kOnes * '\\')) |
                                    ((bytes - kOnes * 32) & ~bytes & kHighs);
      if (special != 0) {
        at_ += __builtin_ctzll(special) / 8;
        break;
      }
      at_ += 8;
    }
    if (*at_ != '"') give_up("an escape");
    return {begin, static_cast<std::size_t>(at_++ - begin)};
  }
  std::int64_t amount() {
    const char* const begin = at_;
    while ((*at_ >= '0' && *at_ <= '9') || *at_ == '.') ++at_;
    return amount_of({begin, static_cast<std::size_t>(at_ - begin)});
  }

 private:
  const char* at_;
};

Sum by_hand(const Log& log, const wend::Plan&) {
  Sum sum;
  for_each_line(log, [&](std::string_view line) {
    if (!wend::runtime::is_ascii(line)) give_up("not ASCII");
    HandReader at(line);
    Read read;
    at.expect(R"({"specversion":"1.0","id":")");
    read.id = at.text();
    at.expect(R"(,"source":")");
    if (at.text().empty()) give_up("no source");
    at.expect(R"(,"type":")");
    read.type = hand_type(at.text());
    at.expect(R"(,"subject":")");
    read.customer = at.text();
    at.expect(R"(,"time":")");
    read.time_ns = time_of(at.text());
    at.expect(R"(,"channel":")");
    read.channel = place_of(at.text(), kChannels, 4);
    at.expect(R"(,"data":{)");
    if (at.skip(R"("product":")")) {
      read.product = at.text();
      at.expect(",");
    }
    if (at.skip(R"("amount":)")) {
      read.amount = at.amount();
      at.expect(",");
    }
    at.expect(R"("country":")");
    read.country = at.text();
    at.expect(R"(,"page":")");
    read.page = at.text();
    at.expect("}}");
    sum.add(read);
  });
  return sum;
}

// ---------------------------------------------------------------------------------------- figures

void print(const char* lines, const char* engine, const Times& times, const Times& base,
           const Log& log) {
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

using Reader = Sum (*)(const Log&, const wend::Plan&);

void measure(const char* lines, const Log& log, const wend::Plan& plan,
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
  const Log declared = make_lines(shop, false), any = make_lines(shop, true);
  fmt::print("{} lines of {} bytes on average\n", events, declared.bytes.size() / events);
  using Ways = wend::CloudEventReader::Ways;
  measure("declared order", declared, plan,
          {{"by hand", by_hand},
           {"Wend", by_wend<Ways::Both>},
           {"simdjson", by_simdjson},
           {"Wend, no quick way", by_wend<Ways::General>}});
  measure("any order", any, plan, {{"simdjson", by_simdjson}, {"Wend", by_wend<Ways::Both>}});
}
