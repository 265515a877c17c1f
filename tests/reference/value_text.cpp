// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/value_text.h"

#include <string>
#include <vector>

#include <fmt/format.h>

#include "tests/reference/number.h"

namespace wend::reference {
namespace {

// At least `least` digits after the point, more only where they are not 0.
std::string decimal_text(std::int64_t millionths, std::size_t least) {
  const Wide size = millionths < 0 ? -Wide{millionths} : Wide{millionths};
  std::string text = fmt::format("{}", static_cast<std::int64_t>(size / kMillionth));
  std::string places = fmt::format("{:06}", static_cast<std::int64_t>(size % kMillionth));
  while (places.size() > least && places.back() == '0') places.pop_back();
  if (!places.empty()) text += "." + places;
  return (millionths < 0 ? "-" : "") + text;
}

// `1 hour 30 minutes`
std::string duration_text(std::int64_t milliseconds) {
  if (milliseconds == 0) return "0 seconds";
  const Wide size = milliseconds < 0 ? -Wide{milliseconds} : Wide{milliseconds};
  std::vector<std::string> parts;
  const auto add = [&](Wide number, const char* unit) {
    if (number != 0)
      parts.push_back(
          fmt::format("{} {}{}", static_cast<std::int64_t>(number), unit, number == 1 ? "" : "s"));
  };
  add(size / 3'600'000, "hour");
  add(size / 60'000 % 60, "minute");
  add(size / 1000 % 60, "second");
  add(size % 1000, "millisecond");
  return fmt::format("{}{}", milliseconds < 0 ? "-" : "", fmt::join(parts, " "));
}

// `09:30`, seconds and milliseconds only where there are some.
std::string time_text(std::int64_t milliseconds) {
  std::string text =
      fmt::format("{:02}:{:02}", milliseconds / 3'600'000, milliseconds / 60'000 % 60);
  if (milliseconds % 60'000 != 0) text += fmt::format(":{:02}", milliseconds / 1000 % 60);
  if (milliseconds % 1000 != 0) text += fmt::format(".{:03}", milliseconds % 1000);
  return text;
}

std::string set_text(const Choice& choice, std::int64_t bits) {
  std::vector<std::string> names;
  for (std::size_t value = 0; value < choice.values.size(); ++value)
    if ((bits >> value & 1) == 1) names.push_back(choice.values[value]);
  return fmt::format("{}", fmt::join(names, "|"));
}

}  // namespace

std::string value_text(const Schema& schema, const Calendar& calendar, const ValueType& type,
                       const Answer& value) {
  switch (type.kind) {
    case ValueKind::Whole: return decimal_text(value.number, 0);
    case ValueKind::Decimal: return decimal_text(value.number, type.places);
    case ValueKind::Money: return decimal_text(value.number, schema.currency_digits);
    case ValueKind::Percent: {
      const Answer hundredfold = product_of(value.number, 100 * kMillionth);
      if (!hundredfold.is_known()) return decimal_text(value.number, 0) + "00%";
      return decimal_text(hundredfold.number, 0) + "%";
    }
    case ValueKind::Instant: return calendar.instant_text(value.number);
    case ValueKind::Date: return Calendar::date_text(value.number);
    case ValueKind::TimeOfDay: return time_text(value.number);
    case ValueKind::Duration: return duration_text(value.number);
    case ValueKind::Text:
    case ValueKind::Identifier: return value.text;
    case ValueKind::YesNo: return value.number == 1 ? "yes" : "no";
    case ValueKind::Choice:
      return schema.choices[type.declared].values[static_cast<std::size_t>(value.number)];
    case ValueKind::SetOf: return set_text(schema.choices[type.declared], value.number);
  }
  return "";
}

}  // namespace wend::reference
