// SPDX-License-Identifier: Apache-2.0
//
// Mapping files and the events they make, over a small plan made by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/door/input.h"
#include "runtime/abi/plan.h"
#include "tests/support/process.h"

namespace wend::door {
namespace {

using testing::HasSubstr;

FieldInfo field(std::string name, ValueKind kind, bool optional = false, bool personal = false) {
  FieldInfo info;
  info.name = std::move(name);
  info.type.kind = kind;
  info.optional = optional;
  info.personal = personal;
  return info;
}

Plan shop() {
  Plan plan;
  plan.schema = "shop";
  plan.zone = "UTC";
  plan.currency = "EUR";
  plan.channels = {{"web"}, {"store"}};
  plan.customer_fields = {field("country", ValueKind::Text, true),
                          field("name", ValueKind::Text, true, true)};
  TouchpointInfo placed;
  placed.name = "placed";
  placed.channels = {0};
  placed.fields = {field("amount", ValueKind::Money), field("pieces", ValueKind::Whole, true)};
  TouchpointInfo cancelled = placed;
  cancelled.name = "cancelled";
  cancelled.channels = {0, 1};
  cancelled.fields = {field("amount", ValueKind::Money)};
  plan.touchpoints = {placed, cancelled};
  return plan;
}

class Heard : public Verdicts {
 public:
  void refuse(const Reject& reject) override {
    refused.push_back(std::to_string(reject.line) + ": " + std::string(reject.reason) + " | " +
                      std::string(reject.text));
  }
  std::uint64_t& skipped(const std::string& name) override { return skips[name]; }
  std::vector<std::string> refused;
  std::map<std::string, std::uint64_t> skips;
};

struct Read {
  std::vector<std::string> events;
  Heard heard;
  std::string failure;
};

std::string shown(const Plan& plan, const Event& event) {
  const bool is_profile = event.touchpoint == Event::kProfile;
  std::string text = is_profile ? "profile"
                                : plan.touchpoints[event.touchpoint].name + "@" +
                                      plan.channels[event.channel].name;
  text += " " + std::string(event.id) + " " + std::string(event.customer) + " " +
          std::to_string(event.time_ns / 1'000'000'000);
  for (const Event::Field& one : event.fields) {
    text += one.state == Event::State::Present
                ? " " + (one.text.empty() ? std::to_string(one.number) : std::string(one.text))
            : one.state == Event::State::Cleared ? " cleared"
                                                 : " -";
  }
  return text;
}

Read read(const std::string& mapping, const std::string& csv, const InputPosition* from = nullptr,
          std::vector<InputPosition>* positions = nullptr) {
  Read result;
  const Plan plan = shop();
  const support::TemporaryFolder folder;
  folder.write("log.csv", csv);
  folder.write("tiers.csv", "id,tier\n7,gold\n");
  const auto mappings = mappings_from_json(mapping, (folder.path() / "map.json").string());
  if (!mappings) {
    result.failure = mappings.failure().what;
    return result;
  }
  InputSettings settings;
  settings.mappings = &mappings.value();
  auto input = file_input((folder.path() / "log.csv").string(), plan, settings, result.heard, from);
  if (!input) {
    result.failure = input.failure().what;
    return result;
  }
  if (positions != nullptr) positions->push_back(input.value()->position());
  while (input.value()->next()) {
    if (positions != nullptr) positions->push_back(input.value()->position());
    const Event& event = input.value()->event();
    result.events.push_back(shown(plan, event));
    if (event.touchpoint == Event::kProfile) input.value()->profile_was_fed(true);
  }
  return result;
}

constexpr const char* kMapping = R"({
  "touchpoint": {"when": [{"column": "no", "starts_with": "C", "then": "cancelled"}], "otherwise": "placed"},
  "customer": {"column": "who", "strip_suffix": ".0"},
  "time": {"column": "at", "format": "%Y-%m-%d %H:%M"},
  "channel": {"constant": "web"},
  "skip": [{"name": "nobody", "column": "who", "is_empty": true}],
  "profile": {"country": "land", "name": "called"},
  "fields": {"amount": {"product": ["count", "price"], "absolute": true}, "pieces": "count"}
})";
constexpr const char* kHeader = "no,who,at,land,called,count,price\n";

TEST(CsvEvents, RowsBecomeTouchpointsAndProfileChanges) {
  const Read result = read(kMapping, std::string(kHeader) +
                                         "1,7.0,1970-01-01 00:01,UK,Ann,3,0.10\n"
                                         "C1,7.0,1970-01-01 00:02,UK,Ann,-3,0.10\n"
                                         "2,,1970-01-01 00:02,UK,Ann,3,0.10\n"
                                         "3,7.0,1970-01-01 00:03,FR,Ann,,1\n");
  EXPECT_EQ(result.failure, "");
  EXPECT_THAT(result.events, testing::ElementsAre("profile !customer log.csv:1 7 60 UK Ann",
                                                  "placed@web log.csv:1 7 60 300000 3000000",
                                                  "cancelled@web log.csv:2 7 120 300000",
                                                  "profile !customer log.csv:4 7 180 FR Ann",
                                                  "placed@web log.csv:4 7 180 - -"));
  EXPECT_EQ(result.heard.skips.at("nobody"), 1u);
}

TEST(CsvEvents, BadRowsAreRefusedWithPersonalValuesMasked) {
  const Read result = read(kMapping, std::string(kHeader) +
                                         "1,7.0,yesterday,UK,Ann,3,0.10\n"
                                         "1,7.0,1970-01-01 00:01,UK,Ann,three,0.10\n"
                                         "1,7.0\n"
                                         "1,7.0,1970-01-01 00:01,UK,Ann,3,0.001\n");
  ASSERT_EQ(result.heard.refused.size(), 4u);
  EXPECT_THAT(result.heard.refused[0],
              HasSubstr("2: the time `yesterday` does not read like `2026-11-22 09:05` | "
                        "1,7.0,yesterday,UK,‹personal›,3,0.10"));
  EXPECT_THAT(result.heard.refused[1], HasSubstr("`three` is not a number"));
  EXPECT_THAT(result.heard.refused[2],
              HasSubstr("the row has 2 columns, the header 7 | ‹personal›"));
  EXPECT_THAT(result.heard.refused[3], HasSubstr("amount"));
  EXPECT_TRUE(result.events.empty());
}

TEST(CsvEvents, ARunGoesOnBeforeEachEventExactly) {
  const std::string csv = std::string(kHeader) +
                          "1,7.0,1970-01-01 00:01,UK,Ann,3,1\n"
                          "oops\n"
                          "2,8.0,1970-01-01 00:02,UK,Bo,3,1\n"
                          "3,7.0,1970-01-01 00:03,UK,Ann,3,1\n";
  std::vector<InputPosition> positions;
  const Read whole = read(kMapping, csv, nullptr, &positions);
  ASSERT_EQ(whole.events.size(), 5u);
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const std::size_t done = i == 0 ? 0 : i - 1;  // the first position is before any reading
    const Read rest = read(kMapping, csv, &positions[i]);
    EXPECT_EQ(rest.events,
              std::vector<std::string>(whole.events.begin() + static_cast<std::ptrdiff_t>(done),
                                       whole.events.end()));
  }
}

TEST(CsvEvents, ALookupJoinsColumns) {
  const Read result = read(R"({"touchpoint": "wend.customer", "customer": "who",
      "time": {"constant": "1970-01-01T00:00:00Z"}, "lookup": {"tier": {"file": "tiers.csv", "key": "id", "by": "who"}},
      "fields": {"country": {"column": "tier.tier", "empty": "cleared"}}})",
                           "who\n7\n8\n");
  EXPECT_EQ(result.failure, "");
  EXPECT_THAT(result.events, testing::ElementsAre("profile log.csv:1 7 0 gold -",
                                                  "profile log.csv:2 8 0 cleared -"));
}

TEST(CsvEvents, MistakesOfAMappingNameTheirKey) {
  const struct {
    const char* mapping;
    const char* complaint;
  } table[] = {
      {"{", "is not JSON"},
      {"{}", "`touchpoint` is missing"},
      {R"({"touchpoint": "placed", "customer": "who", "time": "at", "feilds": {}})",
       "`feilds` is not known here"},
      {R"({"touchpoint": "placed", "customer": "whom", "time": "at"})",
       "`customer` names the column `whom`"},
      {R"({"touchpoint": "plaecd", "customer": "who", "time": "at"})",
       "`touchpoint` names `plaecd`"},
      {R"({"touchpoint": "placed", "customer": "who", "time": "at"})",
       "`fields.amount` is missing"},
      {R"({"touchpoint": "placed", "customer": "who", "time": "at", "fields": {"amount": {"column": "price", "scale": 0.5}}})",
       "`fields.amount.scale` is a number with a point"},
      {R"({"touchpoint": "placed", "customer": "who", "time": "at", "fields": {"amount": "price", "colour": "no"}})",
       "`fields.colour` is a field of none"},
      {R"({"touchpoint": "placed", "customer": "who", "time": {"column": "at", "format": "%Q"}})",
       "`%Q` is not a part of a time"},
      {R"({"touchpoint": "placed", "customer": "who", "time": "at", "skip": [{"name": "x", "column": "no", "like": "y"}]})",
       "`skip[0].like` is not a test"},
      {R"({"touchpoint": "cancelled", "customer": "who", "time": "at", "fields": {"amount": "price"}})",
       "`channel` is missing"},
      {R"({"touchpoint": "placed", "customer": "who", "time": "at", "fields": {"amount": "price"}, "profile": {"age": "no"}})",
       "`profile.age` is no customer field"},
  };
  for (const auto& row : table) {
    EXPECT_THAT(read(row.mapping, std::string(kHeader)).failure, HasSubstr(row.complaint))
        << row.mapping;
  }
}

}  // namespace
}  // namespace wend::door
