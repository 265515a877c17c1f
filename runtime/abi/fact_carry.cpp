// SPDX-License-Identifier: Apache-2.0
#include "runtime/abi/fact_carry.h"

#include <algorithm>

#include "runtime/abi/fact_layout.h"

namespace wend {
namespace {

template <typename Named>
bool begins_with(const std::vector<Named>& now, const std::vector<Named>& before) {
  return before.size() <= now.size() &&
         std::equal(before.begin(), before.end(), now.begin(),
                    [](const Named& a, const Named& b) { return a.name == b.name; });
}

// A series of entries may become shorter, or longer, than it was.
bool is_series(const Fact& fact) {
  switch (fact.kind) {
    case FactKind::Times:
    case FactKind::Panes:
    case FactKind::Items: return !has_history_per_key(fact);
    case FactKind::Ledger: return fact.keys == 0;
    case FactKind::First:
    case FactKind::Last:
    case FactKind::Totals:
    case FactKind::Distinct:
    case FactKind::Sequence:
    case FactKind::Absence:
    case FactKind::Keyed:
    case FactKind::Cycle:
    case FactKind::Level:
    case FactKind::Mentions:
    case FactKind::Visit:
    case FactKind::Journey: return false;
  }
  return false;
}

bool is_same_shape(const Fact& before, const Fact& now) {
  return before.kind == now.kind && before.has_value == now.has_value && before.keys == now.keys &&
         before.pane == now.pane && before.span == now.span && before.forever == now.forever &&
         before.anchor == now.anchor && before.is_recurring == now.is_recurring &&
         before.period == now.period && before.day == now.day && before.clock == now.clock &&
         before.falls == now.falls && before.at_once == now.at_once && before.stage == now.stage;
}

}  // namespace

FactCarry::FactCarry(const Plan& before, const Plan& now)
    : before_(before),
      now_(now),
      has_same_time_(before.zone == now.zone && before.grain == now.grain &&
                     before.currency == now.currency &&
                     before.currency_digits == now.currency_digits),
      has_same_touchpoints_(begins_with(now.touchpoints, before.touchpoints) &&
                            begins_with(now.channels, before.channels)) {
  for (std::uint32_t fact = 0; fact < before.facts.size(); ++fact)
    facts_before_.emplace(before.facts[fact].meaning, fact);
}

std::optional<std::uint32_t> FactCarry::fact_before(std::uint32_t fact) const {
  const auto found = facts_before_.find(now_.facts[fact].meaning);
  if (found == facts_before_.end()) return std::nullopt;
  return found->second;
}

Carried FactCarry::carried(std::uint32_t fact) const {
  const std::optional<std::uint32_t> known = fact_before(fact);
  if (!known || !has_same_time_) return Carried::Nothing;
  const Fact& before = before_.facts[*known];
  const Fact& now = now_.facts[fact];
  const bool is_same = is_same_shape(before, now) && has_same_values(before.value, now.value) &&
                       has_same_values(before.key, now.key) && has_same_steps(before, now) &&
                       has_same_captures(before, now) && has_same_instances(before, now);
  if (!is_same || !has_same_layout(before, now)) return Carried::Nothing;
  // A stay waits in the stage of a journey that is known.
  if (now.journey != Fact::kNoFact && carried(now.journey) != Carried::Whole)
    return Carried::Nothing;
  if (before.capacity == now.capacity) return Carried::Whole;
  if (!is_series(now)) return Carried::Nothing;
  return before.capacity > now.capacity ? Carried::Whole : Carried::Newest;
}

std::optional<std::uint32_t> FactCarry::field_before(std::uint32_t field) const {
  const FieldInfo& now = now_.customer_fields[field];
  for (std::uint32_t i = 0; i < before_.customer_fields.size(); ++i) {
    const FieldInfo& before = before_.customer_fields[i];
    if (before.name != now.name) continue;
    const bool is_money = now.type.kind == ValueKind::Money;
    const bool fits = has_same_values(before.type, now.type) && (!is_money || has_same_time_);
    return fits ? std::optional(i) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> FactCarry::link_before(std::uint32_t link) const {
  for (std::uint32_t i = 0; has_same_time_ && i < before_.links.size(); ++i) {
    if (before_.links[i].meaning == now_.links[link].meaning) return i;
  }
  return std::nullopt;
}

// Names and types of the columns are part of its meaning.
std::optional<std::uint32_t> FactCarry::table_before(std::uint32_t table) const {
  for (std::uint32_t i = 0; has_same_time_ && i < before_.tables.size(); ++i) {
    if (before_.tables[i].meaning == now_.tables[table].meaning) return i;
  }
  return std::nullopt;
}

// An identifier that may be longer than before is kept in more bytes.
bool FactCarry::has_same_layout(const Fact& before, const Fact& now) const {
  const auto is_same = [](const FactLayout& a, const FactLayout& b) {
    return a.value_width == b.value_width && a.key_width == b.key_width && a.entry == b.entry &&
           a.slots == b.slots && a.captures == b.captures;
  };
  return is_same(layout_of(before_, before), layout_of(now_, now)) &&
         is_same(layout_of_each(before_, before), layout_of_each(now_, now));
}

// A choice is kept by the place of its value.
bool FactCarry::has_same_values(const ValueType& before, const ValueType& now) const {
  if (before.kind != now.kind || before.length != now.length || before.places != now.places)
    return false;
  if (now.kind == ValueKind::Identifier)
    return before_.identifiers[before.declared].name == now_.identifiers[now.declared].name;
  if (now.kind != ValueKind::Choice && now.kind != ValueKind::SetOf) return true;
  const std::vector<std::string>& values = before_.choices[before.declared].values;
  const std::vector<std::string>& more = now_.choices[now.declared].values;
  return values.size() <= more.size() && std::equal(values.begin(), values.end(), more.begin());
}

bool FactCarry::has_same_steps(const Fact& before, const Fact& now) const {
  const auto is_same = [](const SequenceStep& a, const SequenceStep& b) {
    return a.same == b.same && a.has_limit == b.has_limit && a.within == b.within;
  };
  return before.has_all_within == now.has_all_within && before.all_within == now.all_within &&
         std::equal(before.steps.begin(), before.steps.end(), now.steps.begin(), now.steps.end(),
                    is_same);
}

bool FactCarry::has_same_captures(const Fact& before, const Fact& now) const {
  if (before.capture_count != now.capture_count) return false;
  for (std::uint32_t i = 0; i < now.capture_count; ++i) {
    const Capture& a = before_.captures[before.capture_begin + i];
    const Capture& b = now_.captures[now.capture_begin + i];
    if (a.step != b.step || !has_same_values(a.type, b.type) || !has_same_places(a, b))
      return false;
  }
  return true;
}

// What is known of instances goes on with those that are followed.
bool FactCarry::has_same_instances(const Fact& before, const Fact& now) const {
  const bool had = before.instances != Fact::kNoMentions;
  if (now.instances == Fact::kNoMentions) return !had;
  return had && carried(now.instances) == Carried::Whole;
}

// Of each touchpoint the same field by name. What was read before the event has no name to compare.
bool FactCarry::has_same_places(const Capture& before, const Capture& now) const {
  if (!has_same_touchpoints_) return false;
  if (before.field_of_touchpoint.empty() != now.field_of_touchpoint.empty()) return false;
  for (std::size_t i = 0; i < before.field_of_touchpoint.size(); ++i) {
    const std::uint32_t a = before.field_of_touchpoint[i];
    const std::uint32_t b = now.field_of_touchpoint[i];
    const bool is_field =
        a < field_count(before_.touchpoints[i]) && b < field_count(now_.touchpoints[i]);
    if (is_field ? field_of(before_.touchpoints[i], a).name != field_of(now_.touchpoints[i], b).name
                 : a != b)
      return false;
    if (a >= Capture::kKept && a < Capture::kNone) return false;
  }
  return true;
}

}  // namespace wend
