// SPDX-License-Identifier: Apache-2.0
//
// Patterns and the expressions in them as normalised words.
#include "compiler/plan/meaning.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "compiler/base/match.h"
#include "compiler/plan/words.h"

namespace wend::plan {

using namespace program;

namespace {

const char* spelling_of(BinaryKind kind) {
  switch (kind) {
    case BinaryKind::Add:
    case BinaryKind::AddSpan: return "+";
    case BinaryKind::Subtract: return "-";
    case BinaryKind::Multiply: return "*";
    case BinaryKind::Divide: return "/";
    case BinaryKind::Equal: return "is";
    case BinaryKind::NotEqual: return "is not";
    case BinaryKind::Less: return "<";
    case BinaryKind::LessEqual: return "<=";
    case BinaryKind::And: return "and";
    case BinaryKind::Or: return "or";
    case BinaryKind::Default: return "default";
    case BinaryKind::Contains: return "contains";
    case BinaryKind::StartsWith: return "starts with";
    case BinaryKind::EndsWith: return "ends with";
    case BinaryKind::Includes: return "include";
  }
  return "?";
}

bool sides_may_change_places(BinaryKind kind) {
  switch (kind) {
    case BinaryKind::Add:
    case BinaryKind::Multiply:
    case BinaryKind::Equal:
    case BinaryKind::NotEqual:
    case BinaryKind::And:
    case BinaryKind::Or: return true;
    case BinaryKind::AddSpan:
    case BinaryKind::Subtract:
    case BinaryKind::Divide:
    case BinaryKind::Less:
    case BinaryKind::LessEqual:
    case BinaryKind::Default:
    case BinaryKind::Contains:
    case BinaryKind::StartsWith:
    case BinaryKind::EndsWith:
    case BinaryKind::Includes: return false;
  }
  return false;
}

const char* spelling_of(DatePart part) {
  switch (part) {
    case DatePart::Date: return "date";
    case DatePart::Time: return "time";
    case DatePart::Year: return "year";
    case DatePart::Month: return "month";
    case DatePart::Day: return "day";
    case DatePart::Weekday: return "weekday";
  }
  return "?";
}

class Writer {
 public:
  Writer(const Program& program, std::uint32_t touchpoint)
      : program_(program), touchpoint_(touchpoint) {}

  std::string write(ExprId id) const {
    const Expr& expr = program_[id];
    return match(
        expr.kind,
        [&](const Constant& c) { return words_of(program_.schema, expr.type, c.number); },
        [&](const TextConstant& c) { return quoted(c.text); },
        [&](const CustomerField& f) {
          return "customer." + program_.schema.customer[f.field].name;
        },
        [&](const OwnField& f) { return field_words(program_.schema, touchpoint_, f.field); },
        [&](const ItemField&) { return expr.text; }, [&](const StepField&) { return expr.text; },
        [&](const Now&) { return std::string("now"); },
        [&](const Named& n) { return program_.definitions[n.definition].name; },
        [&](const Binary& b) { return write(b); }, [&](const Unary& u) { return write(u); },
        [&](const OneOf& o) { return write(o); },
        [&](const Select& s) {
          return fmt::format("({} if {}, default {})", write(s.yes), write(s.test),
                             write(s.otherwise));
        },
        [&](const Part& p) { return write(p.operand) + "." + spelling_of(p.part); },
        [&](const History&) { return expr.text; }, [&](const StageValue&) { return expr.text; },
        [&](const Lookup&) { return expr.text; });
  }

 private:
  std::string write(const Binary& binary) const {
    std::string left = write(binary.left), right = write(binary.right);
    if (sides_may_change_places(binary.op) && right < left) std::swap(left, right);
    return fmt::format("({} {} {}{})", left, spelling_of(binary.op), right,
                       binary.ignoring_case ? " ignoring case" : "");
  }

  std::string write(const Unary& unary) const {
    const std::string operand = write(unary.operand);
    switch (unary.op) {
      case UnaryKind::Negate: return "-" + operand;
      case UnaryKind::Not: return fmt::format("(not {})", operand);
      case UnaryKind::IsKnown: return fmt::format("({} is known)", operand);
    }
    return "?";
  }

  std::string write(const OneOf& one_of) const {
    std::vector<std::string> options;
    for (const ExprId option : one_of.options) options.push_back(write(option));
    return fmt::format("({} is {}{})", write(one_of.value), alternatives(std::move(options)),
                       one_of.ignoring_case ? " ignoring case" : "");
  }

  const Program& program_;
  std::uint32_t touchpoint_;
};

std::string where_words(const Program& program, const PatternAlternative& alternative) {
  if (!alternative.where) return "";
  std::string words = expression_words(program, *alternative.where, alternative.touchpoint);
  if (words.size() > 2 && words.front() == '(' && words.back() == ')') {
    // The outermost parentheses say nothing if they belong together.
    int depth = 0;
    std::size_t closes = 0;
    for (std::size_t i = 0; i < words.size() && closes == 0; ++i) {
      depth += words[i] == '(' ? 1 : words[i] == ')' ? -1 : 0;
      if (depth == 0) closes = i;
    }
    const bool has_text = words.find('"') != std::string::npos;
    if (closes + 1 == words.size() && !has_text) words = words.substr(1, words.size() - 2);
  }
  return " where " + words;
}

std::string channel_words(const Schema& schema, const Pattern& pattern) {
  if (pattern.channels.empty()) return "";
  std::vector<std::string> names;
  for (const std::uint32_t channel : pattern.channels)
    names.push_back(schema.channels[channel].name);
  return " on " + alternatives(std::move(names));
}

// The author's word for them all is `touchpoint`, also where each is named.
std::string touchpoint_words(const Schema& schema, const Pattern& pattern) {
  std::set<std::uint32_t> named, all;
  for (const PatternAlternative& alternative : pattern.alternatives)
    named.insert(alternative.touchpoint);
  for (std::uint32_t t = 0; t < schema.touchpoints.size(); ++t) {
    if (schema.touchpoints[t].by_customer) all.insert(t);
  }
  if (named.size() > 1 && named == all) return "touchpoint";
  std::vector<std::string> names;
  for (const std::uint32_t touchpoint : named) names.push_back(schema.touchpoints[touchpoint].name);
  return alternatives(std::move(names));
}

}  // namespace

std::string alternatives(std::vector<std::string> words) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  if (words.size() == 1) return words.front();
  return fmt::format("({})", fmt::join(words, " or "));
}

std::string field_words(const Schema& schema, std::uint32_t touchpoint, std::uint32_t field) {
  if (field == kMetaTime) return "time";
  if (field == kMetaChannel) return "channel";
  return field_of(schema.touchpoints[touchpoint], field).name;
}

std::string expression_words(const Program& program, ExprId expression, std::uint32_t touchpoint) {
  return Writer(program, touchpoint).write(expression);
}

std::string pattern_words(const Program& program, PatternId id) {
  const Pattern& pattern = program[id];
  const std::string channels = channel_words(program.schema, pattern);
  std::vector<std::string> wheres, both;
  for (const PatternAlternative& alternative : pattern.alternatives) {
    wheres.push_back(where_words(program, alternative));
    both.push_back(program.schema.touchpoints[alternative.touchpoint].name + wheres.back());
  }
  const bool same_where = std::all_of(wheres.begin(), wheres.end(), [&](const std::string& where) {
    return where == wheres.front();
  });
  if (same_where && !wheres.empty())
    return touchpoint_words(program.schema, pattern) + channels + wheres.front();
  return alternatives(std::move(both)) + channels;
}

}  // namespace wend::plan
