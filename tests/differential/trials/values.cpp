// SPDX-License-Identifier: Apache-2.0
//
// Values of every type.
#include <algorithm>

#include <fmt/format.h>

#include "tests/differential/trials/author.h"

namespace wend::differential {
namespace {

const SchemaField* field_named(const SchemaTouchpoint& touchpoint, const std::string& name) {
  for (const SchemaField& field : touchpoint.fields)
    if (field.name == name) return &field;
  return nullptr;
}

bool same_kind(const ValueType& a, const ValueType& b) {
  return a.kind == b.kind && a.declared == b.declared;
}

}  // namespace

void Author::add_paths(std::vector<Path>& all, const std::string& prefix,
                       const std::vector<std::uint32_t>& touchpoints, bool personal,
                       const std::function<bool(const ValueType&)>& wanted) const {
  if (touchpoints.empty()) return;
  for (const SchemaField& field : schema_.touchpoints[touchpoints[0]].fields) {
    if (!wanted(field.type)) continue;
    bool everywhere = true, optional = false, allowed = true;
    for (const std::uint32_t touchpoint : touchpoints) {
      const SchemaField* here = field_named(schema_.touchpoints[touchpoint], field.name);
      everywhere = everywhere && here != nullptr;
      if (here == nullptr) continue;
      optional = optional || here->optional;
      allowed = allowed && (personal || !here->personal);
    }
    if (everywhere && allowed) all.push_back({prefix + field.name, optional, field.type});
  }
}

std::vector<Author::Path> Author::paths(const Scope& scope,
                                        const std::function<bool(const ValueType&)>& wanted) {
  std::vector<Path> all = own_paths(scope, wanted);
  if (!scope.in_where && !scope.in_item) add_cells(all, scope, wanted);
  return all;
}

std::vector<Author::Path> Author::own_paths(
    const Scope& scope, const std::function<bool(const ValueType&)>& wanted) const {
  std::vector<Path> all;
  if (scope.in_item) {
    for (const SchemaField& field : schema_.records[0].fields)
      if (wanted(field.type)) all.push_back({field.name, field.optional, field.type});
    return all;
  }
  if (scope.in_where) {
    add_paths(all, "", scope.own, true, wanted);
    return all;
  }
  // Text that states no length cannot be kept from an earlier event.
  const auto kept = [&](const ValueType& one) {
    return wanted(one) && !(one.kind == ValueKind::Text && one.length == 0);
  };
  for (std::size_t i = 0; i < scope.steps.size(); ++i) {
    const Referable& step = scope.steps[i];
    const bool current = scope.at_event && i + 1 == scope.steps.size();
    for (int twice = 0; twice < 2; ++twice)  // twice as often as the profile
      add_paths(all, step.name + ".", step.touchpoints, scope.personal, current ? wanted : kept);
    if (wanted({ValueKind::Instant, 0, 0, 0}))
      all.push_back({step.name + ".time", false, {ValueKind::Instant, 0, 0, 0}});
    if (wanted({ValueKind::Choice, 0, 0, 0}))
      all.push_back({step.name + ".channel", false, {ValueKind::Choice, 0, 0, 0}});
  }
  for (const SchemaField& field : schema_.customer)
    if (wanted(field.type) && (scope.personal || !field.personal))
      all.push_back({"customer." + field.name, field.optional, field.type});
  return all;
}

std::string Author::known(const Path& path) {
  if (!path.optional) return path.text;
  if (path.type.kind == ValueKind::SetOf) return path.text;
  return fmt::format("({} default {})", path.text, constant(path.type));
}

std::string Author::named_value(const ValueType& type) {
  std::vector<std::string> fitting;
  for (const NamedValue& one : definitions)
    if (one.kind == type.kind && one.declared == type.declared) fitting.push_back(one.name);
  return fitting.empty() ? "" : random_.pick(fitting);
}

std::string Author::leaf(const ValueType& type, const Scope& scope) {
  if (!scope.in_where && random_.chance(12)) {
    const std::string name = named_value(type);
    if (!name.empty()) return name;
  }
  if (random_.chance(12)) {
    const std::string of_list = list_value(type, scope);
    if (!of_list.empty()) return of_list;
  }
  const auto all = paths(scope, [&](const ValueType& one) { return same_kind(one, type); });
  if (all.empty() || (type.kind != ValueKind::SetOf && random_.chance(20))) return constant(type);
  return known(random_.pick(all));
}

// Sum, average, largest, smallest, first, last of a field of that type.
std::string Author::measured(const ValueType& type, const Scope& scope) {
  if (random_.chance(20)) {
    const std::string same = same_value(type, scope);
    if (!same.empty()) return same;
  }
  if (random_.chance(30)) {
    const std::string past = past_value(type, scope);
    if (!past.empty()) return past;
  }
  std::vector<std::pair<std::uint32_t, std::string>> fields;
  for (std::uint32_t i = 0; i < schema_.touchpoints.size(); ++i)
    for (const SchemaField& field : schema_.touchpoints[i].fields)
      if (same_kind(field.type, type) && !field.personal &&
          (field.type.kind != ValueKind::Text || field.type.length > 0))
        fields.emplace_back(i, field.name);
  const bool meta =
      type.kind == ValueKind::Instant || (type.kind == ValueKind::Choice && type.declared == 0);
  for (std::uint32_t i = 0; meta && i < schema_.touchpoints.size(); ++i)
    fields.emplace_back(i, type.kind == ValueKind::Instant ? "time" : "channel");
  if (fields.empty()) return leaf(type, scope);
  const auto [touchpoint, field] = random_.pick(fields);
  std::string what = field_of_several(touchpoint, field);
  if (what.empty()) {
    what = schema_.touchpoints[touchpoint].name + "." + field;
    if (random_.chance(15))
      what +=
          " on " + schema_.channels[random_.pick(schema_.touchpoints[touchpoint].channels)].name;
    if (random_.chance(15)) what += where({touchpoint});
  }
  const bool numeric = type.kind == ValueKind::Whole || type.kind == ValueKind::Decimal ||
                       type.kind == ValueKind::Money || type.kind == ValueKind::Percent ||
                       type.kind == ValueKind::Duration;
  const bool is_ordered =
      numeric || type.kind == ValueKind::Instant || type.kind == ValueKind::Date;
  const std::size_t measure = random_.below(numeric ? 6 : is_ordered ? 4 : 2);
  std::string text;
  if (measure == 0)
    text = fmt::format("first {}{}", what,
                       random_.chance(60) ? random_.chance(50) ? since_last() : record()
                                          : fmt::format(" in {} of the newest {}", span().words,
                                                        random_.between(1, 5)));
  if (measure == 1) text = fmt::format("last {}{}", what, free_window());
  if (measure == 2) text = fmt::format("largest of {}{}", what, bounded_window());
  if (measure == 3) text = fmt::format("smallest of {}{}", what, bounded_window());
  if (measure == 4 && type.kind != ValueKind::Whole)
    text = fmt::format("average of {}{}", what, bounded_window());
  if (text.empty()) return fmt::format("(sum of {}{})", what, bounded_window());
  return fmt::format("({} default {})", text, constant(type));
}

// Sometimes the field of that touchpoint or another that has it too; else empty.
std::string Author::field_of_several(std::uint32_t touchpoint, const std::string& field) {
  if (random_.chance(70)) return "";
  std::vector<std::uint32_t> others;
  for (std::uint32_t i = 0; i < schema_.touchpoints.size(); ++i) {
    if (i == touchpoint) continue;
    const SchemaField* same = field_named(schema_.touchpoints[i], field);
    if (field == "time" || field == "channel" || (same != nullptr && !same->personal))
      others.push_back(i);
  }
  if (others.empty()) return "";
  const bool every = (field == "time" || field == "channel") && random_.chance(40);
  if (every) return "touchpoint." + field;
  return names({touchpoint, random_.pick(others)}) + "." + field;
}

std::string Author::sure_set(const ValueType& type, const Scope& scope) {
  for (const Path& path : paths(scope, [&](const ValueType& one) { return same_kind(one, type); }))
    if (!path.optional) return path.text;
  return "";
}

std::string Author::selected(const ValueType& type, const Scope& scope, int depth) {
  return fmt::format("({} if {}, default {})", value(type, scope, depth - 1),
                     test(scope, depth - 1), value(type, scope, depth - 1));
}

std::string Author::whole(const Scope& scope, int depth) {
  const ValueType type{ValueKind::Whole, 0, 0, 0};
  switch (random_.below(scope.in_where ? 5 : 10)) {
    case 0: return fmt::format("({} + {})", whole(scope, depth - 1), whole(scope, depth - 1));
    case 1: return fmt::format("({} - {})", whole(scope, depth - 1), whole(scope, depth - 1));
    case 2: return fmt::format("(-{})", leaf(type, scope));
    case 3: return fmt::format("({} - {})", date_value(scope, 0), date_value(scope, 0));
    case 4: {
      const std::string part =
          random_.pick(std::vector<std::string>{".year", ".month", ".day", ".weekday"});
      const auto instants = paths(scope, [](const ValueType& one) {
        return one.kind == ValueKind::Instant || one.kind == ValueKind::Date;
      });
      for (const Path& path : instants)
        if (!path.optional && random_.chance(60)) return path.text + part;
      return scope.in_where ? leaf(type, scope) : "now" + part;
    }
    case 5:
    case 6: return "(" + count_text(false) + ")";
    case 7: return history_number();
    case 8: return measured(type, scope);
    default: return leaf(type, scope);
  }
}

std::string Author::different_text() {
  std::vector<std::string> fields;
  for (const SchemaTouchpoint& touchpoint : schema_.touchpoints) {
    for (const SchemaField& field : touchpoint.fields)
      if (field.type.kind != ValueKind::SetOf && !field.personal &&
          (field.type.kind != ValueKind::Text || field.type.length > 0))
        fields.push_back(touchpoint.name + "." + field.name);
    fields.push_back(touchpoint.name + ".channel");
  }
  return "count of different " + random_.pick(fields) + free_window();
}

std::string Author::history_number() {
  return fmt::format("({} up to {})", different_text(), random_.between(1, 5));
}

// Of which something leaves at an instant of its own.
std::string Author::level_window() {
  switch (random_.below(6)) {
    case 0:
    case 1:
    case 2: return pane_window();
    case 3:
    case 4: return fmt::format(" in {} of the newest {}", span().words, random_.between(1, 6));
    default: return random_.chance(50) ? since_last() : record();
  }
}

std::string Author::level() {
  std::vector<std::string> fields;
  for (const SchemaTouchpoint& touchpoint : schema_.touchpoints)
    for (const SchemaField& field : touchpoint.fields)
      if (field.type.kind == ValueKind::Whole || field.type.kind == ValueKind::Decimal)
        fields.push_back(touchpoint.name + "." + field.name);
  std::vector<std::string> own;
  for (const SchemaField& field : schema_.customer)
    if (field.type.kind == ValueKind::Whole && !field.personal)
      own.push_back(fmt::format("(customer.{}{})", field.name, field.optional ? " default 0" : ""));
  std::string text = "count of " + pattern().text + level_window();
  if (!fields.empty() && random_.chance(50)) {
    const std::string word =
        random_.pick(std::vector<std::string>{"sum", "sum", "average", "largest", "smallest"});
    text = fmt::format("{} of {}{}", word, random_.pick(fields), level_window());
    if (word != "sum") text = fmt::format("({} default {})", text, random_.between(-1, 3));
  } else if (random_.chance(30)) {
    text = fmt::format("count of different {}.channel in {} up to {}",
                       random_.pick(schema_.touchpoints).name, span().words, random_.between(2, 4));
  }
  if (!own.empty() && random_.chance(25)) return fmt::format("({}) + {}", text, random_.pick(own));
  return text;
}

std::string Author::number(const Scope& scope, int depth) {
  const ValueType type{ValueKind::Decimal, 0, 0, 0};
  switch (random_.below(7)) {
    case 0: return fmt::format("({} * {})", number(scope, 0), number(scope, 0));
    case 1:
      return fmt::format("({} / {})", number(scope, 0),
                         random_.pick(std::vector<std::string>{"3", "7", "0.3", "(-2)"}));
    case 2: return fmt::format("(({} / {}) default 0)", number(scope, 0), number(scope, 0));
    case 3: return fmt::format("(({} / {}) default 1)", money(scope, 0), divisor(scope));
    case 4: return depth > 0 ? whole(scope, depth - 1) : leaf(type, scope);
    case 5: return scope.in_where ? leaf(type, scope) : measured(type, scope);
    default: return leaf(type, scope);
  }
}

std::string Author::money(const Scope& scope, int depth) {
  const ValueType type{ValueKind::Money, 0, 0, 0};
  if (depth <= 0) return leaf(type, scope);
  switch (random_.below(8)) {
    case 0: return fmt::format("({} + {})", money(scope, depth - 1), money(scope, depth - 1));
    case 1: return fmt::format("({} - {})", money(scope, depth - 1), money(scope, depth - 1));
    case 2: return fmt::format("({} * {})", money(scope, depth - 1), percent(scope, 0));
    case 3:
      return fmt::format("({} {} {})", percent(scope, 0), random_.chance(50) ? "above" : "below",
                         money(scope, depth - 1));
    case 4:
      return fmt::format("({} / {})", money(scope, depth - 1),
                         random_.pick(std::vector<std::string>{"3", "7", "0.3"}));
    case 5:
    case 6: return scope.in_where ? leaf(type, scope) : measured(type, scope);
    default: return leaf(type, scope);
  }
}

// Money that is no constant 0.
std::string Author::divisor(const Scope& scope) {
  const auto all = paths(scope, [](const ValueType& one) { return one.kind == ValueKind::Money; });
  return all.empty() ? "5 EUR" : known(random_.pick(all));
}

std::string Author::percent(const Scope& scope, int depth) {
  const ValueType type{ValueKind::Percent, 0, 0, 0};
  if (depth > 0 && random_.chance(25))
    return fmt::format("({} + {})", leaf(type, scope), leaf(type, scope));
  return !scope.in_where && depth > 0 && random_.chance(30) ? measured(type, scope)
                                                            : leaf(type, scope);
}

std::string Author::instant(const Scope& scope, int depth) {
  const ValueType type{ValueKind::Instant, 0, 0, 0};
  const std::string base = scope.in_where || random_.chance(50) ? leaf(type, scope) : "now";
  if (depth <= 0) return base;
  switch (random_.below(4)) {
    case 0: return fmt::format("({} + {})", base, span().words);
    case 1: return fmt::format("({} - {})", base, span().words);
    case 2: return scope.in_where ? base : measured(type, scope);
    default: return base;
  }
}

std::string Author::date_value(const Scope& scope, int depth) {
  const ValueType type{ValueKind::Date, 0, 0, 0};
  const std::string base = scope.in_where || random_.chance(60) ? leaf(type, scope) : "now.date";
  if (depth <= 0 || random_.chance(50)) return base;
  return fmt::format(
      "({} {} {})", base, random_.chance(50) ? "+" : "-",
      random_.pick(std::vector<std::string>{"1 day", "1 month", "2 weeks", "1 year", "30 days"}));
}

std::string Author::duration(const Scope& scope, int depth) {
  const ValueType type{ValueKind::Duration, 0, 0, 0};
  if (depth <= 0) return leaf(type, scope);
  if (!scope.in_where && !journeys.empty() && random_.chance(25)) return time_in_stage();
  switch (random_.below(7)) {
    case 0: return fmt::format("({} - {})", instant(scope, 0), instant(scope, 0));
    case 1: return fmt::format("({} + {})", duration(scope, 0), duration(scope, 0));
    case 2:
      return fmt::format("({} * {})", duration(scope, 0),
                         random_.pick(std::vector<std::string>{"2", "0.5", "1.5"}));
    case 3: return scope.in_where ? leaf(type, scope) : measured(type, scope);
    case 4:
    case 5:
      if (scope.in_where) return leaf(type, scope);
      return fmt::format("(time since {}{} default {})", random_.chance(35) ? "first " : "",
                         pattern().text, constant(type));
    default: return leaf(type, scope);
  }
}

std::string Author::value(const ValueType& type, const Scope& scope, int depth) {
  if (depth > 0 && type.kind != ValueKind::SetOf && random_.chance(8))
    return selected(type, scope, depth);
  const int inner = depth > 0 ? depth : 0;
  switch (type.kind) {
    case ValueKind::Whole: return inner > 0 ? whole(scope, inner) : leaf(type, scope);
    case ValueKind::Decimal: return inner > 0 ? number(scope, inner) : leaf(type, scope);
    case ValueKind::Money: return money(scope, inner);
    case ValueKind::Percent: return percent(scope, inner);
    case ValueKind::Instant: return instant(scope, inner);
    case ValueKind::Date: return date_value(scope, inner);
    case ValueKind::Duration: return duration(scope, inner);
    case ValueKind::TimeOfDay:
      return !scope.in_where && random_.chance(40) ? "now.time" : leaf(type, scope);
    case ValueKind::Text:
    case ValueKind::Choice:
    case ValueKind::Identifier:
    case ValueKind::SetOf:
      return inner > 0 && !scope.in_where && type.kind != ValueKind::SetOf && random_.chance(35)
                 ? measured(type, scope)
                 : leaf(type, scope);
    case ValueKind::YesNo: return leaf(type, scope);
  }
  return constant(type);
}

}  // namespace wend::differential
