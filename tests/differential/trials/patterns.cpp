// SPDX-License-Identifier: Apache-2.0
//
// Patterns and windows.
#include <algorithm>

#include <fmt/format.h>

#include "tests/differential/trials/author.h"

namespace wend::differential {
namespace {

bool has_field(const SchemaTouchpoint& touchpoint, const std::string& name) {
  return std::any_of(touchpoint.fields.begin(), touchpoint.fields.end(),
                     [&](const SchemaField& field) { return field.name == name; });
}

// Those on which each of the touchpoints may happen.
std::vector<std::uint32_t> shared_channels(const Schema& schema,
                                           const std::vector<std::uint32_t>& touchpoints) {
  std::vector<std::uint32_t> shared;
  for (std::uint32_t channel = 0; channel < schema.channels.size(); ++channel) {
    const bool everywhere =
        std::all_of(touchpoints.begin(), touchpoints.end(), [&](std::uint32_t one) {
          const auto& channels = schema.touchpoints[one].channels;
          return std::find(channels.begin(), channels.end(), channel) != channels.end();
        });
    if (everywhere) shared.push_back(channel);
  }
  return shared;
}

}  // namespace

std::string Author::names(const std::vector<std::uint32_t>& touchpoints) {
  if (touchpoints.size() == 1) return schema_.touchpoints[touchpoints[0]].name;
  std::string text = "(";
  for (const std::uint32_t touchpoint : touchpoints)
    text += (text.size() > 1 ? " or " : "") + schema_.touchpoints[touchpoint].name;
  return text + ")";
}

// A test on the pattern's own fields: one plain comparison, or anything in parentheses.
std::string Author::where(const std::vector<std::uint32_t>& touchpoints) {
  Scope scope;
  scope.in_where = true;
  scope.own = touchpoints;
  const std::string plain = random_.chance(35) ? plain_where(scope) : "";
  return " where " + (plain.empty() ? test(scope, 1) : plain);
}

// One comparison of a field with plain values; empty if no field can be compared so.
std::string Author::plain_where(const Scope& scope) {
  std::vector<Path> all = paths(scope, [](const ValueType&) { return true; });
  if (all.empty()) return "";
  const Path path = random_.pick(all);
  if (path.optional) return path.text + (random_.chance(50) ? " is known" : " is not known");
  const ValueType& type = path.type;
  const std::string is = random_.chance(30) ? "is not" : "is";
  const std::string ignoring = random_.chance(40) ? " ignoring case" : "";
  switch (type.kind) {
    case ValueKind::SetOf: return "";
    case ValueKind::Text:
      if (random_.chance(60))
        return fmt::format(
            "{} {} {}{}", path.text,
            random_.pick(std::vector<std::string>{"contains", "starts with", "ends with"}),
            plain(type), ignoring);
      return fmt::format("{} {} ({} or {}){}", path.text, is, plain(type), plain(type), ignoring);
    case ValueKind::YesNo:
    case ValueKind::Identifier: return fmt::format("{} {} {}", path.text, is, plain(type));
    case ValueKind::Choice:
      return fmt::format("{} {} ({} or {})", path.text, is, plain(type), plain(type));
    case ValueKind::Whole:
    case ValueKind::Decimal:
    case ValueKind::Money:
    case ValueKind::Percent:
    case ValueKind::Instant:
    case ValueKind::Date:
    case ValueKind::TimeOfDay:
    case ValueKind::Duration: break;
  }
  if (random_.chance(25)) return fmt::format("{} {} from {}", path.text, is, range(type));
  if (random_.chance(25))
    return fmt::format("{} {} ({} or {})", path.text, is, plain(type), plain(type));
  return fmt::format("{} {} {}", path.text, order(), plain(type));
}

// A constant without parentheses around it.
std::string Author::plain(const ValueType& type) {
  const std::string text = constant(type);
  return text.front() == '(' ? text.substr(1, text.size() - 2) : text;
}

PatternText Author::pattern_to_name() {
  const auto first = static_cast<std::uint32_t>(random_.below(schema_.touchpoints.size() - 1));
  const std::vector<std::uint32_t> touchpoints = {first, first + 1};
  const std::vector<std::uint32_t> allowed = shared_channels(schema_, touchpoints);
  std::string text = names(touchpoints);
  if (random_.chance(30) && !allowed.empty())
    text += " on " + schema_.channels[random_.pick(allowed)].name;
  return {text + (random_.chance(60) ? where(touchpoints) : ""), touchpoints};
}

PatternText Author::pattern(bool with_where) {
  std::vector<std::uint32_t> touchpoints = {
      static_cast<std::uint32_t>(random_.below(schema_.touchpoints.size()))};
  if (random_.chance(50)) touchpoints[0] = static_cast<std::uint32_t>(random_.below(2));
  if (random_.chance(20)) {
    const auto other = static_cast<std::uint32_t>(random_.below(schema_.touchpoints.size()));
    if (other != touchpoints[0]) touchpoints.push_back(other);
  }
  std::string text = names(touchpoints);
  if (!named.empty() && random_.chance(10)) {
    text = named[0].text;
    touchpoints = named[0].touchpoints;
  } else if (random_.chance(6)) {
    touchpoints.clear();
    for (std::uint32_t i = 0; i < schema_.touchpoints.size(); ++i)
      if (schema_.touchpoints[i].by_customer) touchpoints.push_back(i);
    text = "touchpoint";
  }
  const std::vector<std::uint32_t> allowed = shared_channels(schema_, touchpoints);
  if (random_.chance(20) && !allowed.empty()) {
    text += " on " + schema_.channels[random_.pick(allowed)].name;
  } else if (random_.chance(8) && allowed.size() > 1) {
    text += fmt::format(" on ({} or {})", schema_.channels[allowed[0]].name,
                        schema_.channels[allowed[1]].name);
  }
  if (with_where && random_.chance(30)) text += where(touchpoints);
  return {text, touchpoints};
}

PatternText Author::pattern_with(const std::string& field) {
  std::vector<std::uint32_t> having;
  for (std::uint32_t i = 0; i < schema_.touchpoints.size(); ++i)
    if (has_field(schema_.touchpoints[i], field)) having.push_back(i);
  if (having.empty()) return {};
  random_.shuffle(having);
  having.resize(having.size() > 1 && random_.chance(30) ? 2 : 1);
  return {names(having), having};
}

std::string Author::since_last() { return " since last " + pattern().text; }

// Whole panes.
std::string Author::pane_window() {
  const auto many = [&](std::int64_t most) { return random_.between(1, most); };
  switch (random_.below(4)) {
    case 0: return fmt::format(" in {} hours by hour", many(48));
    case 1: return fmt::format(" in {} days by day", many(30));
    case 2: return fmt::format(" in {} weeks by day", many(4));
    default: return fmt::format(" in {} months by month", many(12));
  }
}

// A window that any measure can be taken over.
std::string Author::bounded_window() {
  switch (random_.below(6)) {
    case 0:
    case 1: return pane_window();
    case 2:
    case 3: return fmt::format(" in {} of the newest {}", span().words, random_.between(1, 6));
    case 4: return since_last();
    default: return record();
  }
}

// For questions that need no bound.
std::string Author::free_window() {
  if (random_.chance(60)) return " in " + span().words;
  if (random_.chance(20)) return period();
  return random_.chance(60) ? since_last() : record();
}

// As a number. `newest` only where it is not compared with a constant, which would be bound enough.
std::string Author::count_text(bool newest) {
  std::string text = "count of " + pattern().text;
  if (newest && random_.chance(40))
    return fmt::format("{} in {} of the newest {}", text, span().words, random_.between(1, 6));
  if (random_.chance(15)) return text + past_window(false);
  return text + (random_.chance(50) ? pane_window() : random_.chance(50) ? since_last() : record());
}

}  // namespace wend::differential
