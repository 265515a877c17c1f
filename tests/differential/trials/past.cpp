// SPDX-License-Identifier: Apache-2.0
//
// Questions about periods of the calendar, about stretches that are over, about the time before the event, and about
// what fades.
#include <algorithm>

#include <fmt/format.h>

#include "tests/differential/trials/author.h"

namespace wend::differential {
namespace {

using Words = std::vector<std::string>;

const SchemaField* field_named(const SchemaTouchpoint& touchpoint, const std::string& name) {
  for (const SchemaField& field : touchpoint.fields)
    if (field.name == name) return &field;
  return nullptr;
}

bool adds_up(ValueKind kind) {
  return kind == ValueKind::Money || kind == ValueKind::Duration || kind == ValueKind::Percent ||
         kind == ValueKind::Whole || kind == ValueKind::Decimal;
}

}  // namespace

std::string Author::period() {
  if (may_visit && random_.chance(40)) return " this visit";
  if (!journeys.empty() && random_.chance(40)) return this_stage();
  return random_.pick(Words{" today", " this week", " this month", " this year", " this day"});
}

std::string Author::this_stage() { return " this " + random_.pick(journeys).name + ".stage"; }

// A stretch that is over; `single`: of one event, which panes say nothing of.
std::string Author::past_window(bool single) {
  const std::int64_t many = random_.between(1, 6);
  if (single) {
    if (random_.chance(50))
      return fmt::format(" previous {} of the newest {}",
                         random_.pick(Words{"day", "week", "month", "year"}), many);
    return fmt::format(" in {} hours before {} hours ago of the newest {}", random_.between(1, 60),
                       random_.between(1, 60), many);
  }
  switch (random_.below(5)) {
    case 0: return " previous " + random_.pick(Words{"day", "week", "month", "year"});
    case 1:
      return fmt::format(" in {} days before {} days ago by day", random_.between(1, 20),
                         random_.between(1, 20));
    case 2:
      return fmt::format(" in {} months before {} months ago by month", random_.between(1, 4),
                         random_.between(1, 4));
    case 3:
      return fmt::format(" in {} days before {} months ago of the newest {}",
                         random_.between(1, 20), random_.between(1, 2), many);
    default:
      return fmt::format(" in {} minutes before {} minutes ago of the newest {}",
                         random_.between(1, 90), random_.between(1, 90), many);
  }
}

// A test of what was before the event that is decided on; empty where there is none.
std::string Author::before_test(const Scope& scope) {
  if (!scope.at_event || scope.steps.empty() || scope.in_where) return "";
  const SameText asked = random_.chance(30) ? same(scope) : SameText{};
  const PatternText what = asked.field.empty() ? pattern() : asked.pattern;
  const std::string text = what.text + asked.words;
  const std::string window = random_.chance(25) ? period() : free_window();
  switch (random_.below(5)) {
    case 0: return fmt::format("(any {}{} before this)", text, window);
    case 1: return fmt::format("(no {}{} before this)", text, window);
    case 2:
      return fmt::format("((time since {} before this default 1000 hours) {} 2 hours)", text,
                         order());
    default:
      return fmt::format("(count of {}{} before this {} {})", text, window, order(),
                         random_.between(1, 3));
  }
}

// A field of some touchpoint; empty if none has such a type.
std::string Author::field_of_type(const ValueType& type, std::uint32_t& touchpoint) {
  std::vector<std::pair<std::uint32_t, std::string>> fields;
  for (std::uint32_t i = 0; i < schema_.touchpoints.size(); ++i)
    for (const SchemaField& field : schema_.touchpoints[i].fields)
      if (field.type.kind == type.kind && field.type.declared == type.declared && !field.personal &&
          (field.type.kind != ValueKind::Text || field.type.length > 0))
        fields.emplace_back(i, field.name);
  if (fields.empty()) return "";
  const auto [which, name] = random_.pick(fields);
  touchpoint = which;
  return schema_.touchpoints[which].name + "." + name;
}

// ` with the same F` behind `previous X.field`: before an X of an earlier step, F of that step is meant.
std::string Author::previous_same(const Scope& scope, std::uint32_t touchpoint) {
  for (const char* field : {"product", "order", "colour"}) {
    if (field_named(schema_.touchpoints[touchpoint], field) == nullptr) continue;
    bool fits = true;
    bool bound = false;
    for (std::size_t step = scope.steps.size(); step-- > 0 && !bound;) {
      const auto& all = scope.steps[step].touchpoints;
      bound = std::find(all.begin(), all.end(), touchpoint) != all.end();
      if (!bound) continue;
      const bool current = scope.at_event && step + 1 == scope.steps.size();
      if (current) {
        fits = shares(scope, field);
        continue;
      }
      for (const std::uint32_t one : all) {
        const SchemaField* found = field_named(schema_.touchpoints[one], field);
        fits = fits && found != nullptr && !found->optional && (scope.personal || !found->personal);
      }
    }
    if (!bound) fits = shares(scope, field);
    if (fits) return std::string(" with the same ") + field;
  }
  return "";
}

std::string Author::fading(const ValueType& type) {
  const std::string half =
      random_.pick(Words{"8 seconds", "10 minutes", "2 hours", "36 hours", "400 hours"});
  std::uint32_t touchpoint = 0;
  const std::string field = field_of_type(type, touchpoint);
  if (type.kind == ValueKind::Decimal && (field.empty() || random_.chance(60)))
    return fmt::format("(count of {} with half life {})", pattern().text, half);
  if (field.empty() || !adds_up(type.kind) || type.kind == ValueKind::Whole) return "";
  return fmt::format("(sum of {} with half life {})", field, half);
}

std::string Author::past_value(const ValueType& type, const Scope& scope) {
  if (random_.chance(25)) {
    const std::string faded = fading(type);
    if (!faded.empty()) return faded;
  }
  std::uint32_t touchpoint = 0;
  std::string field = field_of_type(type, touchpoint);
  if (field.empty()) return "";
  // Mostly of what a step is about, so that `previous` is before a step, too.
  const auto is_of_step = [&] {
    return std::any_of(scope.steps.begin(), scope.steps.end(), [&](const auto& step) {
      return std::find(step.touchpoints.begin(), step.touchpoints.end(), touchpoint) !=
             step.touchpoints.end();
    });
  };
  for (int tries = 0; tries < 3 && !is_of_step(); ++tries) field = field_of_type(type, touchpoint);
  if (may_visit && random_.chance(15))
    return fmt::format("(first {} this visit default {})", field, constant(type));
  if (!journeys.empty() && random_.chance(15))
    return fmt::format("({} {}{} default {})", random_.chance(50) ? "first" : "last", field,
                       this_stage(), constant(type));
  switch (random_.below(adds_up(type.kind) ? 7 : 4)) {
    case 0:
    case 1:
      if (!scope.steps.empty())
        return fmt::format("(previous {}{} default {})", field,
                           random_.chance(40) ? previous_same(scope, touchpoint) : "",
                           constant(type));
      [[fallthrough]];
    case 2:
      return fmt::format("({} last {}{} default {})",
                         random_.pick(Words{"2nd", "3rd", "4th", "2nd"}), field,
                         random_.chance(30) ? period() : free_window(), constant(type));
    case 3:
      return fmt::format("({} {}{} default {})", random_.chance(50) ? "first" : "last", field,
                         past_window(true), constant(type));
    case 4:
      return fmt::format("(largest of {}{} default {})", field,
                         random_.chance(40) ? period() : past_window(false), constant(type));
    default:
      if (type.kind == ValueKind::Decimal)
        return fmt::format("(average of {}{} default {})", field,
                           random_.chance(40) ? period() : past_window(false), constant(type));
      return fmt::format("(sum of {}{})", field,
                         random_.chance(40) ? period() : past_window(false));
  }
}

}  // namespace wend::differential
