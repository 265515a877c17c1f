// SPDX-License-Identifier: Apache-2.0
#include "compiler/program/value_words.h"

#include "compiler/program/constants.h"
#include "compiler/program/units.h"
#include "compiler/syntax/text_literal.h"

namespace wend::program {
namespace {

std::string set_words(const Choice& choice, std::int64_t number) {
  std::string made;
  int count = 0;
  for (std::size_t i = 0; i < choice.values.size(); ++i) {
    if ((static_cast<std::uint64_t>(number) >> i & 1) == 0) continue;
    made += (made.empty() ? "" : " and ") + choice.values[i];
    ++count;
  }
  return count == 0 ? "empty" : count == 1 ? made : "(" + made + ")";
}

}  // namespace

std::string value_words(const Schema& schema, const ValueType& type, std::int64_t number,
                        const std::string& text) {
  switch (type.kind) {
    case ValueKind::Whole:
    case ValueKind::Decimal: return number_words(number);
    case ValueKind::Money: return number_words(number) + " " + schema.currency;
    case ValueKind::Percent: return number_words(number * 100) + "%";
    case ValueKind::Instant: return instant_words(number);
    case ValueKind::Date: return date_words(number);
    case ValueKind::TimeOfDay: return clock_words(number);
    case ValueKind::Duration: return stretch_words({false, number});
    case ValueKind::YesNo: return number != 0 ? "yes" : "no";
    case ValueKind::Choice:
      return schema.choices[type.declared].values[static_cast<std::size_t>(number)];
    case ValueKind::SetOf: return set_words(schema.choices[type.declared], number);
    case ValueKind::Text:
    case ValueKind::Identifier: return syntax::text_literal(text);
  }
  return "";
}

}  // namespace wend::program
