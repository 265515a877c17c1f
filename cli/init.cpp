// SPDX-License-Identifier: Apache-2.0
//
// `wend init`: a small pack that checks and runs with its own events, to be changed at once.
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/rule_files.h"

namespace wend::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSchema =
    R"(# What can happen, on which channels, and what can be done about it.
# Engineers write this file; designers read it.

schema shop
  zone       "Europe/Berlin"
  grain      1 second
  history    begins 2026-01-01
  currency   EUR 2 digits

  choice     Tier = bronze < silver < gold
  identifier Product up to 12 characters remembering 50

  customer
    tier: Tier optional
    name: text up to 60 characters optional personal

  channel    web live
  channel    app live
  channel    mail deferred

  touchpoint product_viewed on (web or app)
    product: Product

  touchpoint cart_changed on (web or app)
    items: whole

  touchpoint order_placed on (web or app)
    total: money

  action     remind purpose service
    items: whole

  action     offer purpose marketing
    share: percent
)";

constexpr std::string_view kRules = R"(# Rules: one question about one customer at one instant each.

rule cart_left_behind
  "Two hours after the last change of a cart without an order: remind"
  when     cart_changed
           then no order_placed within 2 hours of the last
  do       remind(items: cart_changed.items)
  limit    once per customer in 1 day

rule thank_for_a_big_order
  "A big order: say thank you, and more so to gold customers"
  when     order_placed
  if       order_placed.total >= 100 EUR
  do       offer(share: (15% if customer.tier default bronze is gold, default 10%))
  limit    once per customer in 30 days
)";

constexpr std::string_view kTests =
    R"(# What the rules are for, and where they hold back: `wend test` plays these.

test "the reminder starts again with each change of the cart"
  at      10:00 cart_changed(items: 1)
  at      11:30 cart_changed(items: 2)
  expect  no remind until 13:30
  expect  remind(items: 2) at 13:30

test "whoever orders in time is not reminded"
  at      10:00 cart_changed(items: 1)
  at      11:00 order_placed(total: 20 EUR)
  expect  no remind

test "a big order of a gold customer"
  given   customer(tier: gold)
  at      10:00 order_placed(total: 99.99 EUR)
  at      day 2 10:00 order_placed(total: 100 EUR)
  at      day 3 10:00 order_placed(total: 100.01 EUR)
  expect  offer(share: 15%) at day 2 10:00
  expect  no other action
)";

constexpr std::string_view kEvents =
    R"({"specversion":"1.0","id":"1","source":"shop","type":"wend.customer","subject":"anna","time":"2026-03-02T09:00:00+01:00","data":{"tier":"gold","name":"Anna Holm"}}
{"specversion":"1.0","id":"2","source":"shop","type":"product_viewed","subject":"anna","time":"2026-03-02T09:10:00+01:00","channel":"web","data":{"product":"P-7"}}
{"specversion":"1.0","id":"3","source":"shop","type":"cart_changed","subject":"ben","time":"2026-03-02T09:12:00+01:00","channel":"app","data":{"items":1}}
{"specversion":"1.0","id":"4","source":"shop","type":"cart_changed","subject":"ben","time":"2026-03-02T09:20:00+01:00","channel":"app","data":{"items":2}}
{"specversion":"1.0","id":"5","source":"shop","type":"cart_changed","subject":"anna","time":"2026-03-02T09:30:00+01:00","channel":"web","data":{"items":3}}
{"specversion":"1.0","id":"6","source":"shop","type":"order_placed","subject":"anna","time":"2026-03-02T10:00:00+01:00","channel":"web","data":{"total":"149.90"}}
{"specversion":"1.0","id":"7","source":"shop","type":"product_viewed","subject":"ben","time":"2026-03-02T18:00:00+01:00","channel":"web","data":{"product":"P-9"}}
)";

Exit init(const std::string& folder) {
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_directory(folder, error)) {
    return cannot(
        fmt::format("`{}` is a file; name a folder that is empty or not there yet", folder));
  }
  if (fs::exists(folder, error) && !fs::is_empty(folder, error)) {
    return cannot(fmt::format(
        "`{}` is not empty, and nothing in it was touched: name another folder", folder));
  }
  fs::create_directories(folder, error);
  if (error) return cannot(fmt::format("cannot make the folder `{}`: {}", folder, error.message()));
  const std::pair<const char*, std::string_view> files[] = {{"schema.wend", kSchema},
                                                            {"rules.wend", kRules},
                                                            {"tests.wend", kTests},
                                                            {"events.jsonl", kEvents}};
  for (const auto& [name, text] : files) {
    if (auto failure = write_file((fs::path(folder) / name).string(), text))
      return cannot(failure->what);
  }
  print(
      fmt::format("Made `{0}` with schema.wend, rules.wend, tests.wend and events.jsonl. Next:\n"
                  "  wend check {0}\n"
                  "  wend test {0}\n"
                  "  wend run {0} --events {0}/events.jsonl --decisions -\n"
                  "Then change a rule in {0}/rules.wend and run it again.\n",
                  folder));
  return Exit::Clean;
}

}  // namespace

void add_init(Program& program) {
  auto folder = std::make_shared<std::string>();
  CLI::App* command = program.app.add_subcommand("init", "Make a small pack that checks and runs");
  command->add_option("folder", *folder, "A folder that is empty or not there yet")
      ->required()
      ->type_name("DIR");
  command->footer("Example:\n  wend init my-journeys");
  command->callback([&program, folder] { program.action = [folder] { return init(*folder); }; });
}

}  // namespace wend::cli
