// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/support/journey.h"

#include <fmt/format.h>

#include "runtime/abi/plan.h"
#include "tests/bench/support/measure.h"
#include "tests/bench/support/shop_pack.h"

namespace wend::bench {
namespace {

constexpr std::size_t kRecords = 10'000;
constexpr std::size_t kRulesPerFile = 500;

std::string touchpoints() {
  std::string text;
  for (std::size_t kind = 0; kind < kShopKinds; ++kind) {
    const bool has_product = static_cast<ShopKind>(kind) == ShopKind::ProductView ||
                             static_cast<ShopKind>(kind) == ShopKind::Purchase;
    const bool has_amount = static_cast<ShopKind>(kind) == ShopKind::Purchase;
    text += fmt::format(
        "  touchpoint {} on (web or ios or android or email)\n    product: Product{}\n"
        "    amount: money{}\n    country: text up to 2 characters\n    page: text up to 40 "
        "characters\n",
        kShopTypes[kind], has_product ? "" : " optional", has_amount ? "" : " optional");
  }
  return text;
}

std::string schema() {
  return "schema shop\n  zone \"UTC\"\n  grain 1 millisecond\n  currency EUR 2 digits\n"
         "  history begins 2020-01-01\n" +
         choice_declarations() +
         "  identifier Product up to 8 characters remembering 4000\n  customer\n" +
         field_declarations() +
         "  channel web live\n  channel ios live\n  channel android live\n  channel email\n" +
         touchpoints() + "  action act purpose service\n";
}

constexpr const char* kShopRulesText = R"(rule r1
  when     search
  if       count of search in 168 hours >= 3
  do       act()
  limit    none

rule r2
  when     add_to_cart
           then checkout_start within 30 minutes without remove_from_cart
  do       act()
  limit    none

rule r3
  when     checkout_start
           then no purchase within 30 minutes of each up to 64 open
  do       act()
  limit    none

rule r4
  when     purchase
  if       sum of purchase.amount in 720 hours of the newest 2000 > 200 EUR
  do       act()
  limit    none

rule r5
  when     touchpoint
  do       act()
  limit    once per customer

rule r6
  when     product_view
  if       count of product_view with the same product remembering 4000
             since last purchase with the same product is 3
  do       act()
  limit    none
)";

std::vector<Source> sources_of(const Journey& journey) {
  std::vector<Source> files = {{"schema.wend", schema()}};
  if (journey.of != JourneyRules::Records) files.push_back({"behaviour.wend", kShopRulesText});
  for (std::size_t i = 0; i < journey.rules.size(); ++i) {
    if (i % kRulesPerFile == 0)
      files.push_back({fmt::format("rules_{}.wend", i / kRulesPerFile), ""});
    files.back().text += rule_text(i, journey.rules[i], "touchpoint", "customer");
  }
  return files;
}

}  // namespace

Journey make_journey(JourneyRules of, std::size_t events, std::uint32_t customers,
                     std::size_t rules) {
  Journey journey;
  journey.of = of;
  journey.log = make_shop_log(events, customers);
  journey.lines = make_shop_lines(journey.log, MemberOrder::Declared, TimeDigits::Milliseconds);
  for (std::uint32_t i = 0; i < customers; ++i)
    journey.customers.push_back(fmt::format("c{:07}", i));
  journey.records = make_records(kRecords);
  if (of != JourneyRules::Shop) journey.rules = make_rules(rules, journey.records);
  journey.sources = sources_of(journey);
  journey.pack = compiled_pack(journey.sources);
  return journey;
}

void feed_profiles(const Journey& journey, Session& session) {
  Event event;
  event.source = "profiles";
  event.touchpoint = Event::kProfile;
  event.time_ns = (journey.log.front().time_ms - 1'000) * 1'000'000;
  event.fields.resize(kFields);
  for (std::uint32_t customer = 0; customer < journey.customers.size(); ++customer) {
    event.id = event.customer = journey.customers[customer];
    const auto numbers = numbers_of(journey.record_of(customer));
    for (std::size_t i = 0; i < kFields; ++i)
      event.fields[i] = {Event::State::Present, numbers[i], {}};
    if (auto refused = session.feed(event)) give_up(refused->reason);
  }
  session.flush();
}

JourneyByWend::JourneyByWend(const Journey& journey, Tier tier)
    : session_(journey.pack, tier), reader_(journey.pack->plan()), writer_(journey.pack->plan()) {
  session_.on_decision([this](const Decision& decision) {
    writer_.append(out_, decision);
    out_.push_back('\n');
  });
  feed_profiles(journey, session_);
}

const std::string& JourneyByWend::take(std::string_view line) {
  out_.clear();
  if (auto refused = reader_.read_padded(line)) give_up(refused->reason);
  if (auto refused = session_.feed(reader_.event())) give_up(refused->reason);
  session_.flush();
  return out_;
}

}  // namespace wend::bench
