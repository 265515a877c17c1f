// SPDX-License-Identifier: Apache-2.0
#include "compiler/syntax/words.h"

namespace wend::syntax {

std::string_view word_of(BinaryOp op) {
  switch (op) {
    case BinaryOp::Add: return "+";
    case BinaryOp::Subtract: return "-";
    case BinaryOp::Multiply: return "*";
    case BinaryOp::Divide: return "/";
    case BinaryOp::Above: return "above";
    case BinaryOp::Below: return "below";
    case BinaryOp::Default: return "default";
    case BinaryOp::And: return "and";
    case BinaryOp::Or: return "or";
    case BinaryOp::Less: return "<";
    case BinaryOp::LessEqual: return "<=";
    case BinaryOp::Greater: return ">";
    case BinaryOp::GreaterEqual: return ">=";
    case BinaryOp::Is: return "is";
    case BinaryOp::IsNot: return "is not";
    case BinaryOp::Contains: return "contains";
    case BinaryOp::StartsWith: return "starts with";
    case BinaryOp::EndsWith: return "ends with";
    case BinaryOp::Includes: return "includes";
  }
  return "";
}

std::string_view word_of(UnaryOp op) {
  switch (op) {
    case UnaryOp::Negate: return "-";
    case UnaryOp::Not: return "not";
    case UnaryOp::IsKnown: return "is known";
    case UnaryOp::IsNotKnown: return "is not known";
  }
  return "";
}

std::string_view word_of(AggregateKind kind) {
  switch (kind) {
    case AggregateKind::Sum: return "sum";
    case AggregateKind::Average: return "average";
    case AggregateKind::Largest: return "largest";
    case AggregateKind::Smallest: return "smallest";
  }
  return "";
}

std::string_view word_of(Quantifier quantifier) {
  switch (quantifier) {
    case Quantifier::Any: return "any";
    case Quantifier::No: return "no";
    case Quantifier::All: return "all";
  }
  return "";
}

std::string_view word_of(TypeWord word) {
  switch (word) {
    case TypeWord::Whole: return "whole";
    case TypeWord::Decimal: return "decimal";
    case TypeWord::Money: return "money";
    case TypeWord::Percent: return "percent";
    case TypeWord::Instant: return "instant";
    case TypeWord::Date: return "date";
    case TypeWord::Time: return "time";
    case TypeWord::Duration: return "duration";
    case TypeWord::Text: return "text";
    case TypeWord::YesNo: return "yes or no";
    case TypeWord::SetOf: return "set of";
    case TypeWord::ListOf: return "list of";
    case TypeWord::Named: return "named";
  }
  return "";
}

std::string_view word_of(LiteralKind kind) {
  switch (kind) {
    case LiteralKind::Number: return "number";
    case LiteralKind::Percent: return "percent";
    case LiteralKind::Quantity: return "quantity";
    case LiteralKind::Text: return "text";
    case LiteralKind::Date: return "date";
    case LiteralKind::Clock: return "clock";
    case LiteralKind::Instant: return "instant";
    case LiteralKind::Yes: return "yes";
    case LiteralKind::No: return "no";
  }
  return "";
}

std::string_view word_of(Anchor anchor) {
  switch (anchor) {
    case Anchor::Each: return "each";
    case Anchor::First: return "the first";
    case Anchor::Last: return "the last";
  }
  return "";
}

std::string text_of(const TestTime& time) {
  if (!time.instant.empty()) return time.instant;
  const std::string day = time.day.empty() ? time.date : time.day_word.text + " " + time.day;
  return day.empty() ? time.clock : day + " " + time.clock;
}

std::string text_behind(const Expecting& expecting) {
  std::string made = expecting.times.empty() ? "" : " " + expecting.times + " times";
  const std::vector<TestTime>& bounds = expecting.bounds;
  switch (expecting.reach) {
    case ExpectedReach::Whole: break;
    case ExpectedReach::At: made += " at " + text_of(bounds[0]); break;
    case ExpectedReach::Until: made += " until " + text_of(bounds[0]); break;
    case ExpectedReach::FromTo:
      made += " from " + text_of(bounds[0]) + " to " + text_of(bounds[1]);
      break;
    case ExpectedReach::FromUntil:
      made += " from " + text_of(bounds[0]) + " until " + text_of(bounds[1]);
      break;
  }
  return expecting.rule ? made + " by " + expecting.rule->text : made;
}

std::string occurring_words(Occurring occurring, const std::string& times) {
  switch (occurring) {
    case Occurring::Times: return times + " times";
    case Occurring::Every: return "every " + times + " times";
    case Occurring::FirstTime: return "for the first time";
  }
  return "";
}

}  // namespace wend::syntax
