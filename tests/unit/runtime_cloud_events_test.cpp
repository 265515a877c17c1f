// SPDX-License-Identifier: Apache-2.0
//
// CloudEvents in and out.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/host/cloud_events.h"
#include "runtime_plans.h"
#include "wend/decision_writer.h"

namespace wend::runtime_tests {
namespace {

using testing::HasSubstr;

class RuntimeCloudEvents : public testing::Test {
 protected:
  std::string refusal(std::string_view line) {
    const auto refused = reader.read(line);
    return refused ? refused->reason : "accepted";
  }
  Plan plan = ShopPlan().finished();
  CloudEventReader reader{plan};
};

TEST_F(RuntimeCloudEvents, FieldsInAnyOrderAndDataBeforeType) {
  for (
      const char* line :
      {R"({"specversion":"1.0","id":"e1","source":"shop","type":"cart","subject":"an\u006e","channel":"app","sequence":"7","time":"2026-01-01T10:00:00Z","data":{"product":"p1","amount":12.50,"other":[1,{"a":2}]}})",
       R"({"data":{"amount":"12.50","product":"p1"},"time":"2026-01-01T10:00:00Z","sequence":7,"channel":"app","subject":"an\u006e","type":"cart","source":"shop","id":"e1"})",
       R"({"data":{"amount":{"amount":"12.50","currency":"EUR"},"product":"p1"},"id":"e1","type":"cart","source":"shop","time":"2026-01-01T10:00:00Z","sequence":7,"channel":"app","subject":"ann"})"}) {
    ASSERT_EQ(refusal(line), "accepted") << line;
    const Event& event = reader.event();
    EXPECT_EQ(event.id, "e1");
    EXPECT_EQ(event.source, "shop");
    EXPECT_EQ(event.customer, "ann");
    EXPECT_EQ(event.sequence, 7U);
    EXPECT_EQ(event.touchpoint, ShopPlan::kCart);
    EXPECT_EQ(event.channel, 1U);
    EXPECT_EQ(event.fields[0].text, "p1");
    EXPECT_EQ(event.fields[1].number, 12'500'000);
  }
}

// A reader that has seen two lines of one order expects the next one to look like them.
TEST_F(RuntimeCloudEvents, LinesThatLookNearlyLikeTheLastAreReadAsTheyStand) {
  const std::string usual =
      R"({"specversion":"1.0","id":"1","source":"s","type":"cart","subject":"a","channel":"web","time":"2026-01-01T10:00:00Z","sequence":"7","data":{"product":"p1","amount":12.50}})";
  const auto instead = [&](std::string_view old, std::string_view part) {
    std::string changed = usual;
    return changed.replace(changed.find(old), old.size(), part);
  };
  const std::string lines[] = {
      usual,
      instead("12.50", "-12.5"),
      instead("12.50", R"("12.50")"),
      instead("12.50", "12.505"),
      instead("12.50", "12."),
      instead("12.50", "012.50"),
      instead("12.50", "1234567890123"),
      instead("12.50", "123456789012.99"),
      instead("12.50", "-"),
      instead("12.50", "null"),
      instead(R"(,"amount":12.50)", ""),
      instead(R"(,"amount":12.50)", ","),
      instead(R"("product":"p1",)", ""),
      instead(R"("product":"p1","amount":12.50)", ""),
      instead(R"("product":"p1","amount":12.50)", R"("amount":12.50,"product":"p1")"),
      instead("p1", "p\u0031"),
      instead("p1", "p\xC3\xA9"),
      instead("p1", "p\xFF"),
      instead("p1", "p1\x01"),
      instead(R"("7")", "7"),
      instead(R"("7")", R"("-0")"),
      instead(R"("7")", "7.0"),
      instead(R"("7")", R"("7)"),
      instead(R"("1.0")", R"("0.3")"),
      instead(R"("id":"1")", R"("id":"")"),
      instead("web", "wap"),
      instead("cart", "card"),
      instead("10:00:00Z", "10:00:00.25+01:00"),
      usual + " ",
      usual + "x",
      usual.substr(0, usual.size() - 1),
      usual.substr(0, usual.size() - 9),
  };
  CloudEventReader general{plan, CloudEventReader::Ways::General};
  const auto words = [](CloudEventReader& by, std::string_view line) {
    if (const auto refused = by.read(line)) return refused->reason;
    const Event& event = by.event();
    std::string all = fmt::format("{} {} {} {} {} {}", event.id, event.customer, event.time_ns,
                                  event.sequence, event.touchpoint, event.channel);
    for (const Event::Field& field : event.fields)
      all += fmt::format(" {} {} {}", static_cast<int>(field.state), field.number, field.text);
    return all;
  };
  for (const std::string& line : lines) {
    words(reader, usual);
    words(reader, usual);
    EXPECT_EQ(words(reader, line), words(general, line)) << line;
  }
}

TEST_F(RuntimeCloudEvents, IdentifiersGivenAsNumbersKeepTheirDigits) {
  ASSERT_EQ(
      refusal(
          R"({"id":"1","source":"s","type":"cart","subject":"a","channel":"web","time":"2026-01-01T10:00:00Z","data":{"product":123456789012345678901234567890}})"),
      "accepted");
  EXPECT_EQ(reader.event().fields[0].text, "123456789012345678901234567890");
  EXPECT_EQ(reader.event().fields[1].state, Event::State::Absent);
}

TEST_F(RuntimeCloudEvents, ProfileEventsSetAndClear) {
  ASSERT_EQ(
      refusal(
          R"({"id":"1","source":"s","type":"wend.customer","subject":"a","time":"2026-01-01T10:00:00Z","data":{"age":null,"name":"Ann"}})"),
      "accepted");
  EXPECT_EQ(reader.event().touchpoint, Event::kProfile);
  EXPECT_EQ(reader.event().fields[0].text, "Ann");
  EXPECT_EQ(reader.event().fields[1].state, Event::State::Cleared);
}

TEST_F(RuntimeCloudEvents, RefusalsNameWhatIsWrong) {
  const std::string line =
      R"({"id":"1","source":"s","type":"cart","subject":"a","channel":"web","time":"2026-01-01T10:00:00Z"})";
  const auto with = [&](std::string_view member) {
    return line.substr(0, line.size() - 1) + "," + std::string(member) + "}";
  };
  const auto instead = [&](std::string_view old, std::string_view member) {
    std::string changed = line;
    return changed.replace(changed.find(old), old.size(), member);
  };
  EXPECT_THAT(refusal(with(R"("data":{"amount":12.505})")), HasSubstr("`amount`"));
  EXPECT_THAT(refusal(with(R"("data":{"amount":true})")), HasSubstr("`amount`"));
  EXPECT_THAT(refusal(with(R"("data":{"amount":{"amount":"1","currency":"USD"}})")),
              HasSubstr("not in EUR"));
  EXPECT_THAT(refusal(with(R"("data":[])")), HasSubstr("`data`"));
  EXPECT_THAT(refusal(with(R"("sequence":1.5)")), HasSubstr("`sequence`"));
  EXPECT_THAT(refusal(instead(R"("cart")", R"("crat")")), HasSubstr("`crat`"));
  EXPECT_THAT(refusal(instead(R"("web")", R"("fax")")), HasSubstr("`fax`"));
  EXPECT_THAT(refusal(instead("2026-01-01T10:00:00Z", "yesterday")), HasSubstr("`time`"));
  EXPECT_THAT(refusal(instead(R"("a")", R"("")")), HasSubstr("no customer"));
  EXPECT_THAT(refusal(with(R"("id":"2")")), HasSubstr("`id` stands there twice"));
  EXPECT_THAT(refusal(with(R"("data":{},"data":{})")), HasSubstr("`data` stands there twice"));
  EXPECT_THAT(refusal(with(R"("data":{"amount":1,"amount":2})")),
              HasSubstr("`amount` stands there twice"));
  for (const char* token : {"12abc", "01", "1.", ".5", "-", "1e", "+1"})
    EXPECT_THAT(refusal(with(fmt::format(R"("data":{{"product":{}}})", token))), HasSubstr("JSON"));
  for (const char* broken : {"", "{", "[]", "null", "{} {}", "{\"id\":1}", "{\"data\":{\"a\":}}",
                             "\xFF", "{\"id\":\"\xFF\"}"}) {
    EXPECT_NE(refusal(broken), "accepted") << broken;
  }
}

TEST_F(RuntimeCloudEvents, RefusalsHaveTheKindOfTheirCause) {
  const auto kind = [&](std::string_view time, std::string_view amount) {
    const std::string line = fmt::format(
        R"({{"id":"1","source":"s","type":"cart","subject":"a","channel":"web","time":"{}","data":{{"amount":{}}}}})",
        time, amount);
    const auto refused = reader.read(line);
    return refused ? std::string(slug_of(refused->kind)) : "accepted";
  };
  EXPECT_EQ(kind("2026-01-01T10:00:00Z", "1"), "accepted");
  EXPECT_EQ(kind("yesterday", "1"), "bad-time");
  EXPECT_EQ(kind("9999-12-31T23:59:59Z", "1"), "time-out-of-range");
  EXPECT_EQ(kind("1600-01-01T00:00:00Z", "1"), "time-out-of-range");
  EXPECT_EQ(kind("2026-01-01T10:00:00Z", "1e400"), "value-out-of-range");
  EXPECT_EQ(kind("2026-01-01T10:00:00Z", "99999999999999"), "value-out-of-range");
  EXPECT_EQ(kind("2026-01-01T10:00:00Z", "\"much\""), "wrong-type");
}

TEST_F(RuntimeCloudEvents, PersonalValuesStayOutOfRefusals) {
  const std::string reason = refusal(
      R"({"id":"1","source":"s","type":"wend.customer","subject":"a","time":"2026-01-01T10:00:00Z","data":{"name":true}})");
  EXPECT_THAT(reason, HasSubstr("`name`"));
}

TEST_F(RuntimeCloudEvents, EveryPrefixAndEveryFlippedByteIsHandled) {
  const std::string line =
      R"({"data":{"amount":{"amount":"12.50","currency":"EUR"},"product":"p\u00e91"},"id":"e1","type":"cart","source":"shop","time":"2026-01-01T10:00:00Z","sequence":7,"channel":"app","subject":"ann"})";
  for (std::size_t i = 0; i < line.size(); ++i) {
    refusal(std::string_view(line).substr(0, i));
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = line;
      damaged[i] = static_cast<char>(damaged[i] ^ 1 << bit);
      refusal(damaged);
    }
  }
}

TEST_F(RuntimeCloudEvents, DecisionsAreWrittenWithTheirReasons) {
  plan.rules.resize(1);
  plan.rules[0].name = "left_behind";
  plan.rules[0].title = "Say \"hello\"";
  plan.rules[0].when_text = "cart";
  const ValueType money{ValueKind::Money, 0, 0, 0};
  const ValueType whole{ValueKind::Whole, 0, 0, 0};
  const ValueType text{ValueKind::Text, 0, 10, 0};
  std::vector<Decision::NamedValue> arguments(2);
  arguments[0] = {"amount", &money, true, false, false, 25'000'000, {}};
  arguments[1] = {"note", &text, true, false, false, 0, "tab\t\xC3\xA9\x01"};
  std::vector<Decision::NamedValue> values(3);
  values[0] = {"count of cart", &whole, true, false, true, 5 * kMillionth, {}};
  values[1] = {"customer.name", &text, true, true, false, 0, "Ann"};
  values[2] = {"cart.amount", &money, true, false, false, 1'500'000, {}};
  std::vector<Decision::Because> events(1);
  events[0] = {"cart on web", 1000, "shop", "e1"};
  Decision decision;
  decision.id = "00112233445566778899aabbccddeeff";
  decision.time_ms = instant("2026-01-01T10:00:00Z");
  decision.customer = "ann";
  decision.arguments = arguments;
  decision.events = events;
  decision.values = values;
  std::string out;
  append_cloud_event(out, plan, decision, {});
  std::string written;
  DecisionWriter(plan).append(written, decision);
  EXPECT_EQ(written, out);
  EXPECT_EQ(
      out,
      R"({"specversion":"1.0","id":"00112233445566778899aabbccddeeff","source":"wend","type":"wend.decision","subject":"ann",)"
      R"("time":"2026-01-01T10:00:00Z","data":{"rule":"left_behind","title":"Say \"hello\"","action":"remind","purpose":"service",)"
      R"("arguments":{"amount":{"amount":"25.00","currency":"EUR"},"note":"tab\té\u0001"},"because":{"when":"cart",)"
      R"("events":[{"step":"cart on web","time":"1970-01-01T00:00:01Z","source":"shop","id":"e1"}],)"
      R"("values":[{"what":"count of cart","is":"5 or more"},{"what":"customer.name","is":"‹personal›"},{"what":"cart.amount","is":"1.50 EUR"}]}}})");
}

}  // namespace
}  // namespace wend::runtime_tests
