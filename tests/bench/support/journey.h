// SPDX-License-Identifier: Apache-2.0
//
// The whole way of an event: a line of JSON in, its decisions out as lines of JSON. A thousand rules that ask what is known
// of the customer (twenty fields), six over behaviour, or both; through Wend's reader, session and format, and through what
// is written by hand for exactly these lines and rules. Both write the same bytes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "runtime/host/cloud_events.h"
#include "tests/bench/support/records.h"
#include "tests/bench/support/shop_lines.h"
#include "tests/bench/support/shop_log.h"
#include "wend/compiler.h"
#include "wend/decision_writer.h"

namespace wend::bench {

enum class JourneyRules : std::uint8_t { Shop, Records, Both };
constexpr const char* name_of(JourneyRules rules) {
  return rules == JourneyRules::Shop      ? "behaviour"
         : rules == JourneyRules::Records ? "profile"
                                          : "profile, behaviour";
}

struct Journey {
  JourneyRules of = JourneyRules::Both;
  std::vector<ShopEvent> log;
  Lines lines;
  std::vector<std::string> customers;
  std::vector<Record> records;  // of the profiles
  std::vector<Test> rules;
  std::vector<Source> sources;
  std::shared_ptr<Pack> pack;  // with machine code

  const Record& record_of(std::uint32_t customer) const {
    return records[customer % records.size()];
  }
};

constexpr std::size_t kJourneyRules = 1'000;
Journey make_journey(JourneyRules of, std::size_t events, std::uint32_t customers,
                     std::size_t rules = kJourneyRules);

// As `wend run` does it; decided at once, as a server that answers does.
class JourneyByWend {
 public:
  JourneyByWend(const Journey& journey, Tier tier);
  // The decisions of the line, and deadlines before it, behind each other.
  const std::string& take(std::string_view line);
  Session& session() { return session_; }

 private:
  Session session_;
  CloudEventReader reader_;
  DecisionWriter writer_;
  std::string out_;
};

// The profiles of all customers, before the first event.
void feed_profiles(const Journey& journey, Session& session);

class JourneyByHand {
 public:
  explicit JourneyByHand(const Journey& journey);
  ~JourneyByHand();
  const std::string& take(std::string_view line);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace wend::bench
