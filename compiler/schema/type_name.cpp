// SPDX-License-Identifier: Apache-2.0
#include "compiler/schema/type_name.h"

namespace wend {
namespace {

std::string text_name(const ValueType& type) {
  if (type.length == 0) return "text";
  return "text up to " + std::to_string(type.length) + " characters";
}

}  // namespace

std::string type_name(const Schema& schema, const ValueType& type) {
  switch (type.kind) {
    case ValueKind::Whole: return "whole";
    case ValueKind::Decimal: return "decimal " + std::to_string(type.places) + " places";
    case ValueKind::Money: return "money";
    case ValueKind::Percent: return "percent";
    case ValueKind::Instant: return "instant";
    case ValueKind::Date: return "date";
    case ValueKind::TimeOfDay: return "time";
    case ValueKind::Duration: return "duration";
    case ValueKind::Text: return text_name(type);
    case ValueKind::YesNo: return "yes or no";
    case ValueKind::Choice: return schema.choices[type.declared].name;
    case ValueKind::SetOf: return "set of " + schema.choices[type.declared].name;
    case ValueKind::Identifier: return schema.identifiers[type.declared].name;
  }
  return "";
}

std::string said(const Schema& schema, const ValueType& type) {
  switch (type.kind) {
    case ValueKind::Whole: return "a whole number";
    case ValueKind::Decimal: return "a decimal number";
    case ValueKind::Money: return "money";
    case ValueKind::Percent: return "a percentage";
    case ValueKind::Instant: return "an instant";
    case ValueKind::Date: return "a date";
    case ValueKind::TimeOfDay: return "a time of day";
    case ValueKind::Duration: return "a duration";
    case ValueKind::Text: return "text";
    case ValueKind::YesNo: return "yes or no";
    case ValueKind::Choice:
    case ValueKind::Identifier: return "`" + type_name(schema, type) + "`";
    case ValueKind::SetOf: return "a `" + type_name(schema, type) + "`";
  }
  return "";
}

}  // namespace wend
