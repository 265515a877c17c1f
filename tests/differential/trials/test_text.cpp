// SPDX-License-Identifier: Apache-2.0
#include "tests/differential/trials/test_text.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "compiler/program/constants.h"
#include "compiler/program/value_words.h"
#include "tests/differential/trials/world.h"

namespace wend::differential {
namespace {

using reference::Decision;
using reference::Event;
using reference::EventField;

constexpr std::int64_t kLargest = 1'000'000'000'000;  // of a number: twelve digits before the point
constexpr std::int64_t kDay = 86'400'000;
constexpr std::int64_t kFirstDay = -98'000, kLastDay = 84'000;  // about the years 1700 to 2199

bool is_plain(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; });
}

class Text {
 public:
  explicit Text(const program::Program& program) : schema_(program.schema) {}

  std::optional<std::string> of(const std::vector<Event>& history,
                                const std::vector<Decision>& decisions) {
    std::string made = "test \"as judged\"\n";
    for (const Event& event : history) made += line(event);
    std::map<std::string, int> expected;
    for (const Decision& decision : decisions) ++expected[line(decision)];
    for (const auto& [text, times] : expected) {
      const std::size_t at = text.rfind(" at ");
      made += text.substr(0, at) + fmt::format(" {} times", times) + text.substr(at) + "\n";
    }
    made += fmt::format("  expect no other action from {} to {}\n", instant(history.front()),
                        instant(history.back()));
    return has_literals_ ? std::optional(made) : std::nullopt;
  }

 private:
  std::string instant(const Event& event) const {
    return program::instant_words(reference::instant_of(event, schema_.grain_ms));
  }

  std::string line(const Event& event) {
    const std::string head = "  at " + instant(event) + " ";
    if (event.table)
      return head + (event.row_ends ? "no " : "") + schema_.tables[*event.table].name +
             values(schema_.tables[*event.table].fields, event.fields) + "\n";
    if (event.profile) return head + "customer" + values(schema_.customer, event.fields) + "\n";
    const SchemaTouchpoint& touchpoint = schema_.touchpoints[event.touchpoint];
    const std::string channel =
        touchpoint.channels.empty() ? "" : " on " + schema_.channels[event.channel].name;
    const std::string from = touchpoint.identity ? " from " + quoted(event.customer) : "";
    return head + touchpoint.name + values(touchpoint.fields, event.fields, lists(event)) +
           channel + from + "\n";
  }

  // `lines: (price: 3 EUR) and (price: 4 EUR)`
  std::string lists(const Event& event) {
    std::string made;
    for (std::size_t i = 0; i < event.lists.size(); ++i) {
      if (event.lists[i].is_absent) continue;
      const SchemaList& list = schema_.touchpoints[event.touchpoint].lists[i];
      std::string items;
      for (const auto& item : event.lists[i].items) {
        const std::string one = values(schema_.records[list.record].fields, item);
        items += (items.empty() ? "" : " and ") + (one.empty() ? "()" : one);
      }
      made += (made.empty() ? "" : ", ") + list.name + ": " + (items.empty() ? "empty" : items);
    }
    return made;
  }

  std::string values(const std::vector<SchemaField>& fields, const std::vector<EventField>& values,
                     const std::string& behind = "") {
    std::string made;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i].state == EventField::State::Absent) continue;
      made += (made.empty() ? "" : ", ") + fields[i].name + ": ";
      made += values[i].state == EventField::State::Cleared
                  ? "missing"
                  : literal(fields[i].type, values[i].number, values[i].text);
    }
    if (!behind.empty()) made += (made.empty() ? "" : ", ") + behind;
    return made.empty() ? "" : "(" + made + ")";
  }

  std::string line(const Decision& decision) {
    const SchemaAction& action = schema_.actions[decision.action];
    std::string arguments;
    for (std::size_t i = 0; i < decision.arguments.size(); ++i) {
      const reference::NamedValue& value = decision.arguments[i];
      arguments += (arguments.empty() ? "" : ", ") + action.arguments[i].name + ": ";
      arguments +=
          value.known ? literal(action.arguments[i].type, value.number, value.text) : "missing";
    }
    return fmt::format("  expect {}{} at {} by {}", action.name,
                       arguments.empty() ? "" : "(" + arguments + ")",
                       program::instant_words(decision.time_ms), decision.rule);
  }

  std::string literal(const ValueType& type, std::int64_t number, const std::string& text) {
    has_literals_ = has_literals_ && has_literal(type, number, text);
    return has_literals_ ? program::value_words(schema_, type, number, text) : "";
  }

  bool has_literal(const ValueType& type, std::int64_t number, const std::string& text) const {
    switch (type.kind) {
      case ValueKind::Whole:
        return number % kMillionth == 0 && std::abs(number / kMillionth) < kLargest;
      case ValueKind::Decimal:
      case ValueKind::Money: return std::abs(number / kMillionth) < kLargest;
      case ValueKind::Percent:
        return number % 100 == 0 && std::abs(number / kMillionth) < kLargest / 100;
      case ValueKind::Instant: return number / kDay > kFirstDay && number / kDay < kLastDay;
      case ValueKind::Date: return number > kFirstDay && number < kLastDay;
      case ValueKind::TimeOfDay: return number % 1000 == 0;
      case ValueKind::Duration:
        return number >= 0 && number % schema_.grain_ms == 0 && number / kDay < 36'525;
      case ValueKind::YesNo:
      case ValueKind::Choice:
      case ValueKind::SetOf: return true;
      case ValueKind::Text:
      case ValueKind::Identifier: return is_plain(text);
    }
    return false;
  }

  const Schema& schema_;
  bool has_literals_ = true;
};

}  // namespace

std::optional<std::string> test_text(const program::Program& program,
                                     const std::vector<Event>& history,
                                     const std::vector<Decision>& decisions) {
  return Text(program).of(history, decisions);
}

}  // namespace wend::differential
