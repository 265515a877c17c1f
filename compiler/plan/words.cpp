// SPDX-License-Identifier: Apache-2.0
//
// Constants and stretches of time in the words of the language.
#include "compiler/plan/words.h"

#include <chrono>

#include <fmt/format.h>

#include "compiler/plan/analysis.h"

namespace wend::plan {

namespace {

std::string counted(std::uint64_t amount, const char* unit) {
  return fmt::format("{} {}{}", amount, unit, amount == 1 ? "" : "s");
}

std::uint64_t magnitude(std::int64_t number) {
  return number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
}

std::string duration_words(std::int64_t milliseconds) {
  const std::uint64_t amount = magnitude(milliseconds);
  const char* sign = milliseconds < 0 ? "-" : "";
  if (amount % 3'600'000 == 0) return sign + counted(amount / 3'600'000, "hour");
  if (amount % 60'000 == 0) return sign + counted(amount / 60'000, "minute");
  if (amount % 1000 == 0) return sign + counted(amount / 1000, "second");
  return sign + counted(amount, "millisecond");
}

std::string signed_count(std::int32_t amount, const char* unit) {
  return (amount < 0 ? "-" : "") + counted(magnitude(amount), unit);
}

std::string span_words(CalendarSpan span) {
  if (span.months == 0) return signed_count(span.days, "day");
  if (span.days == 0) return signed_count(span.months, "month");
  return signed_count(span.months, "month") + " " + signed_count(span.days, "day");
}

// Millionths as a number without trailing zeros.
std::string number_words(std::int64_t millionths) {
  const std::uint64_t amount = magnitude(millionths);
  const auto unit = static_cast<std::uint64_t>(kMillionth);
  std::string text = fmt::format("{}{}", millionths < 0 ? "-" : "", amount / unit);
  if (amount % unit == 0) return text;
  std::string digits = fmt::format("{:06}", amount % unit);
  digits.erase(digits.find_last_not_of('0') + 1);
  return text + "." + digits;
}

// 140% is 1,400,000: two digits fewer behind the point.
std::string percent_words(std::int64_t millionths) {
  const std::int64_t whole = millionths / 10'000, rest = millionths % 10'000;
  if (rest == 0) return fmt::format("{}%", whole);
  std::string digits = fmt::format("{:04}", magnitude(rest));
  digits.erase(digits.find_last_not_of('0') + 1);
  return fmt::format("{}{}.{}%", millionths < 0 ? "-" : "", magnitude(whole), digits);
}

std::string date_words(std::int64_t days) {
  constexpr std::int64_t kWithinReach = 10'000'000;
  if (days < -kWithinReach || days > kWithinReach) return fmt::format("day {}", days);
  const std::chrono::year_month_day date{
      std::chrono::sys_days{std::chrono::days{static_cast<int>(days)}}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string time_words(std::int64_t milliseconds) {
  const std::uint64_t amount = magnitude(milliseconds);
  std::string text = fmt::format("{:02}:{:02}", amount / 3'600'000, amount / 60'000 % 60);
  if (amount % 60'000 != 0) text += fmt::format(":{:02}", amount / 1000 % 60);
  if (amount % 1000 != 0) text += fmt::format(".{:03}", amount % 1000);
  return text;
}

std::string instant_words(std::int64_t milliseconds) {
  constexpr std::int64_t kDay = 86'400'000;
  std::int64_t day = milliseconds / kDay, rest = milliseconds % kDay;
  if (rest < 0) {
    rest += kDay;
    --day;
  }
  return fmt::format("{}T{}Z", date_words(day), time_words(rest));
}

const std::string* value_name(const Schema& schema, std::uint32_t choice, std::int64_t position) {
  if (choice >= schema.choices.size() || position < 0) return nullptr;
  const std::vector<std::string>& values = schema.choices[choice].values;
  const auto index = static_cast<std::size_t>(position);
  return index < values.size() ? &values[index] : nullptr;
}

std::string choice_words(const Schema& schema, std::uint32_t choice, std::int64_t position) {
  const std::string* name = value_name(schema, choice, position);
  return name ? *name : fmt::format("value {}", position);
}

std::string set_words(const Schema& schema, std::uint32_t choice, std::int64_t bits) {
  std::string text = "(";
  for (int position = 0; position < 63; ++position) {
    if ((bits >> position & 1) == 0) continue;
    text += (text.size() > 1 ? " and " : "") + choice_words(schema, choice, position);
  }
  return text + ")";
}

std::string value_words(const Schema& schema, const ValueType& type, std::int64_t number) {
  switch (type.kind) {
    case ValueKind::Whole:
    case ValueKind::Decimal: return number_words(number);
    case ValueKind::Money: return number_words(number) + " " + schema.currency;
    case ValueKind::Percent: return percent_words(number);
    case ValueKind::Instant: return instant_words(number);
    case ValueKind::Date: return date_words(number);
    case ValueKind::TimeOfDay: return time_words(number);
    case ValueKind::Duration: return duration_words(number);
    case ValueKind::YesNo: return number != 0 ? "yes" : "no";
    case ValueKind::Choice: return choice_words(schema, type.declared, number);
    case ValueKind::SetOf: return set_words(schema, type.declared, number);
    case ValueKind::Text:
    case ValueKind::Identifier: return fmt::format("text {}", number);
  }
  return "?";
}

}  // namespace

std::string words_of(const Stretch& stretch) {
  return stretch.calendar ? span_words(unpack(stretch.amount)) : duration_words(stretch.amount);
}

std::string words_of(const Schema& schema, const program::Type& type, std::int64_t number) {
  if (type.kind == program::Kind::Span) return span_words(unpack(number));
  return value_words(schema, type.value, number);
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      result += fmt::format("\\x{:02x}", byte);
    } else {
      result += c;
    }
  }
  return result + "\"";
}

std::string remembering_words(const Analysis& analysis, const Fact& fact) {
  if (fact.instances == Fact::kNoMentions) return fmt::format("remembering {}", fact.keys);
  const std::uint32_t kind = analysis.facts[fact.instances].value.declared;
  return fmt::format("each {} that is open", analysis.program.schema.identifiers[kind].name);
}

}  // namespace wend::plan
