// SPDX-License-Identifier: Apache-2.0
//
// The six rules of shop_by_hand.h in the language, and the shop's events as a host has them in hand.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/support/shop_by_hand.h"
#include "tests/bench/support/shop_log.h"
#include "wend/compiler.h"
#include "wend/record.h"

namespace wend::bench {

// With a line more in the schema, and one at the end of each rule.
std::string shop_pack(const std::string& schema_line = "", const std::string& rule_line = "");

// With machine code, or the program ends.
std::shared_ptr<Pack> compiled_pack(const std::vector<Source>& sources);

// Neither side makes them while the clock runs.
struct ShopNames {
  std::vector<std::string> customers, products;
};
ShopNames make_shop_names(std::uint32_t customers);

// Gives the customers of a new session the numbers that they have in the log, as what is written by hand does.
void number_as_in_log(Session& session, const ShopNames& names);

// `number`: a session's number of the customer, in place of the name.
void fill(Event& event, const ShopEvent& of, const ShopNames& names,
          std::uint32_t number = Event::kByName);

// Events some at a time, as a host that has many feeds them.
class ShopRows {
 public:
  static constexpr std::size_t kRow = 256;
  ShopRows(const std::vector<ShopEvent>& log, const ShopNames& names);
  // By number: as number_as_in_log gave them.
  enum class By : std::uint8_t { Name, Number };
  void feed_all(Session& session, By by);

 private:
  const std::vector<ShopEvent>& log_;
  const ShopNames& names_;
  std::vector<Event> row_;
  std::vector<std::array<char, 24>> ids_;
};

// The log as structs of the host with numbers of their own, which are read where they stand.
struct ShopRecord {
  ShopEvent event;
  std::uint64_t number = 0;
};
RecordLayout shop_record_layout(const Plan& plan);

// What is asked of a decision.
struct MadeByRule {
  std::uint32_t rule = 0, customer = 0;
  std::int64_t time = 0;  // of the third rule: its start
};
MadeByRule made_of(const Decision& decision);

}  // namespace wend::bench
