// SPDX-License-Identifier: Apache-2.0
//
// Constants of every type. They come from small stocks, so that the values of events meet them.
#include <fmt/format.h>

#include "tests/differential/trials/author.h"

namespace wend::differential {

const std::vector<std::string>& hard_texts() {
  static const std::vector<std::string> all = {
      "",
      "vip",
      "VIP one",
      "spring sale",
      "say \"hi\"",
      "back\\slash",
      "line\nbreak\ttab",
      "stra\xC3\x9F"
      "e",
      "STRASSE",
      "\xC4\xB0stanbul",
      "i\xCC\x87stanbul",
      "caf\xC3\xA9",
      "cafe\xCC\x81",
      "\xEF\xAC\x81sh",
      "\xCF\x83\xCF\x82",
      "\xF0\x9F\x98\x80 smile",
      "\xE2\x80\xAEover",
      "a",
      "ab",
      "vip-7",
      "\xC7\x85",
  };
  return all;
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char sign : text) {
    if (sign == '"' || sign == '\\') result += '\\';
    if (sign == '\n') {
      result += "\\n";
    } else if (sign == '\t') {
      result += "\\t";
    } else {
      result += sign;
    }
  }
  return result + "\"";
}

std::string Author::constant(const ValueType& type) {
  using Words = std::vector<std::string>;
  switch (type.kind) {
    case ValueKind::Whole: return random_.pick(Words{"0", "1", "2", "3", "5", "10", "100", "(-1)"});
    case ValueKind::Decimal:
      return random_.pick(Words{"0.5", "1.25", "2.75", "3.14", "0.01", "(-2.5)", "10"});
    case ValueKind::Money:
      return random_.pick(
          Words{"0 EUR", "1 EUR", "5 EUR", "10 EUR", "25 EUR", "100 EUR", "(-3 EUR)"});
    case ValueKind::Percent:
      return random_.pick(Words{"0%", "10%", "25%", "40%", "100%", "150%", "12.5%"});
    case ValueKind::Instant:
      return random_.pick(
          Words{"2024-03-31T01:00:00Z", "2025-01-01T00:00:00+01:00", "2026-11-01T01:30:00-04:00"});
    case ValueKind::Date:
      return random_.pick(Words{"2024-02-29", "2025-01-01", "2026-10-25", "2023-12-31"});
    case ValueKind::TimeOfDay:
      return random_.pick(Words{"00:00", "02:30", "09:00", "12:15:30", "23:59:59"});
    case ValueKind::Duration:
      return random_.pick(
          Words{"1 second", "90 seconds", "10 minutes", "2 hours", "36 hours", "1000 hours"});
    case ValueKind::Text: return quoted(random_.pick(hard_texts()));
    case ValueKind::YesNo: return random_.chance(50) ? "yes" : "no";
    case ValueKind::Choice: return random_.pick(schema_.choices[type.declared].values);
    case ValueKind::SetOf: return random_.pick(schema_.choices[type.declared].values);
    case ValueKind::Identifier:
      return quoted(fmt::format("{}{}", "POV"[type.declared], 1 + random_.below(5)));
  }
  return "0";
}

}  // namespace wend::differential
