// SPDX-License-Identifier: Apache-2.0
//
// A pack of n generated rules, about six lines each, over six touchpoints: what a company's rule files
// look like to a compiler.
#pragma once

#include <cstdint>
#include <string>

#include <fmt/format.h>

namespace wend::bench {

inline std::string generated_schema() {
  return R"(schema many
  zone "Europe/Berlin"
  grain 1 second
  history begins 2020-01-01
  currency EUR 2 digits
  choice Kind = red or green or blue or grey
  identifier Product up to 12 characters remembering 50
  customer
    tier: Kind optional
    points: whole
  channel web live
  channel app live
  touchpoint touched_0 on (web or app) product: Product price: money kind: Kind
  touchpoint touched_1 on (web or app) product: Product price: money kind: Kind
  touchpoint touched_2 on (web or app) product: Product price: money kind: Kind
  touchpoint touched_3 on (web or app) product: Product price: money kind: Kind
  touchpoint touched_4 on (web or app) product: Product price: money kind: Kind
  touchpoint touched_5 on (web or app) product: Product price: money kind: Kind
  action act purpose service worth: money
)";
}

inline std::string generated_rule(std::uint32_t n) {
  const char* kinds[] = {"red", "green", "blue", "grey"};
  const std::uint32_t a = n % 6, b = (n / 6) % 6;
  switch (n % 4) {
    case 0:
      return fmt::format(
          "rule generated_{0}\n  \"Number {0}\"\n  when touched_{1} where price > {2} EUR\n"
          "  if count of touched_{3} in {4} days >= {5} and touched_{1}.kind is {6}\n"
          "  do act(worth: touched_{1}.price / 2)\n  limit once per customer in {4} days\n",
          n, a, n % 97, b, n % 30 + 1, n % 5 + 2, kinds[n % 3]);
    case 1:
      return fmt::format(
          "rule generated_{0}\n  \"Number {0}\"\n  when touched_{1} then touched_{2} within {3} "
          "hours\n"
          "  if sum of touched_{1}.price in {4} days by day > {5} EUR\n"
          "  do act(worth: {5} EUR)\n  limit {6} times per customer in 7 days\n",
          n, a, b, n % 48 + 1, n % 60 + 1, n % 211, n % 3 + 1);
    case 2:
      return fmt::format(
          "rule generated_{0}\n  \"Number {0}\"\n  when touched_{1} {2} times in {3} hours\n"
          "  if customer.points > {4} and no touched_{5} in {3} hours\n"
          "  do act(worth: 1 EUR)\n  limit once per customer in 1 day\n",
          n, a, n % 6 + 2, n % 100 + 1, n % 1000, b);
    default:
      return fmt::format(
          "rule generated_{0}\n  \"Number {0}\"\n  when touched_{1} on web then no touched_{2} "
          "within {3} hours of the last\n"
          "  if largest of touched_{1}.price on record default 0 EUR > {4} EUR\n"
          "  do act(worth: 2 EUR)\n  limit once per customer in 30 days\n",
          n, a, b, n % 48 + 1, n % 150);
  }
}

}  // namespace wend::bench
