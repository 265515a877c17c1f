// SPDX-License-Identifier: Apache-2.0
#include "runtime/abi/fact_layout.h"

#include <algorithm>
#include <limits>

namespace wend {
namespace {

std::uint32_t key_width_of(const Plan& plan, const ValueType& type) {
  if (!is_bytes(type.kind)) return kLeastKey;
  return std::clamp(length_of(plan, type) + 1, kLeastKey, kMostKey);
}

void lay_series(FactLayout& layout, std::uint32_t entry, std::uint32_t capacity) {
  layout.entry = entry;
  layout.most_entries = std::max<std::uint32_t>(capacity, 1);
  layout.least = series_bytes(1, entry, layout.most_entries);
  layout.most = series_bytes(layout.most_entries, entry, layout.most_entries);
}

// Of a table: its keys, and what is kept per key.
void lay_table(FactLayout& layout, std::uint32_t key_width, std::uint64_t kept,
               std::uint32_t keys) {
  layout.key_width = key_width;
  const std::uint64_t entry = layout.key_width + kept;
  layout.entry = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(entry, std::numeric_limits<std::uint32_t>::max()));
  layout.most_entries = std::max<std::uint32_t>(keys, 1);
  layout.least = table_bytes(1, layout.entry);
  layout.most = table_bytes(layout.most_entries, layout.entry);
}

// Per key: count, head, times.
std::uint64_t times_width(const FactShape& fact) {
  const std::uint32_t most = std::max<std::uint32_t>(fact.capacity, 1);
  return series_bytes(most, 8, most);
}

std::uint32_t capture_width(const Plan& plan, const Capture& capture) {
  return 1 + value_width_of(plan, capture.type);
}

void lay_sequence(FactLayout& layout, const Plan& plan, const Fact& fact) {
  const auto steps = static_cast<std::uint32_t>(fact.steps.size());
  std::uint64_t at = 0;  // a place is narrowed, but a fact that large is refused
  for (std::uint32_t step = 0; step + 1 < steps; ++step) {
    layout.slots.push_back(static_cast<std::uint32_t>(at));
    at += step == 0 ? kFirstSlotHead : kSlotHead;
    for (std::uint32_t i = 0; i < fact.capture_count; ++i) {
      const Capture& capture = plan.captures[fact.capture_begin + i];
      const bool kept = capture.step <= step;
      layout.captures.push_back(kept ? static_cast<std::uint32_t>(at) : FactLayout::kNowhere);
      if (kept) at += capture_width(plan, capture);
    }
  }
  layout.slots.push_back(static_cast<std::uint32_t>(at));
  layout.least = layout.most = at;
  if (fact.keys != 0) lay_table(layout, key_width_of(plan, fact.value), at, fact.keys);
}

void lay_absence(FactLayout& layout, const Plan& plan, const Fact& fact) {
  if (fact.keys != 0) layout.key_width = key_width_of(plan, fact.value);
  std::uint64_t at = kArmedHead + layout.key_width;
  for (std::uint32_t i = 0; i < fact.capture_count; ++i) {
    layout.captures.push_back(static_cast<std::uint32_t>(at));
    at += capture_width(plan, plan.captures[fact.capture_begin + i]);
  }
  layout.entry = static_cast<std::uint32_t>(at);
  const std::uint32_t open =
      fact.anchor == AbsenceAnchor::Each ? std::max<std::uint32_t>(fact.capacity, 1) : 1;
  const std::uint64_t entries = std::uint64_t{open} * std::max<std::uint32_t>(fact.keys, 1);
  layout.most_entries = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(entries, std::numeric_limits<std::uint32_t>::max()));
  layout.least = kAbsenceHead + at;
  layout.most = kAbsenceHead + at * layout.most_entries;
}

void lay_value(FactLayout& layout, std::uint32_t bytes) {
  layout.entry = bytes;
  layout.most_entries = 1;
  layout.least = layout.most = bytes;
}

void lay_ledger(FactLayout& layout, const Plan& plan, const Fact& fact) {
  if (fact.keys == 0) {
    lay_series(layout, 8, fact.capacity);
  } else {
    lay_table(layout, key_width_of(plan, fact.value), times_width(fact), fact.keys);
  }
}

}  // namespace

std::uint32_t length_of(const Plan& plan, const ValueType& type) {
  if (type.length != 0) return type.length;
  if (type.kind == ValueKind::Identifier && type.declared < plan.identifiers.size() &&
      plan.identifiers[type.declared].length != 0) {
    return plan.identifiers[type.declared].length;
  }
  return kUnstatedLength;
}

std::uint32_t value_width_of(const Plan& plan, const ValueType& type) {
  return is_bytes(type.kind) ? 2 + length_of(plan, type) : 8;
}

std::uint64_t table_bytes(std::uint32_t entries, std::uint32_t entry) {
  const TableShape shape = table_shape(entries);
  return shape.entries + (std::uint64_t{entry} + 2 * shape.width) * entries;
}

bool is_told_by_entries(const FactShape& fact, FactPart part) {
  if (part == FactPart::Exists || part == FactPart::Count)
    return fact.kind == FactKind::Times || fact.kind == FactKind::Items;
  const bool is_of_numbers = part == FactPart::Sum || part == FactPart::Average ||
                             part == FactPart::Largest || part == FactPart::Smallest;
  return is_of_numbers && fact.kind == FactKind::Items && fact.has_value &&
         !is_bytes(fact.value.kind);
}

bool has_history_per_key(const FactShape& fact) {
  switch (fact.kind) {
    case FactKind::Times:
    case FactKind::First:
    case FactKind::Last:
    case FactKind::Totals:
    case FactKind::Panes:
    case FactKind::Items: return fact.keys > 0;
    case FactKind::Distinct:
    case FactKind::Sequence:
    case FactKind::Absence:
    case FactKind::Keyed:
    case FactKind::Cycle:
    case FactKind::Level:
    case FactKind::Ledger:
    case FactKind::Mentions:
    case FactKind::Visit:
    case FactKind::Journey: return false;
  }
  return false;
}

FactLayout layout_of(const Plan& plan, const Fact& fact) {
  FactLayout layout = layout_of_each(plan, fact);
  if (!has_history_per_key(fact)) return layout;
  FactLayout table;
  lay_table(table, key_width_of(plan, fact.key), layout.most, fact.keys);
  return table;
}

FactLayout layout_of_each(const Plan& plan, const Fact& fact) {
  FactLayout layout;
  layout.value_width = fact.has_value ? value_width_of(plan, fact.value) : 0;
  const std::uint32_t totals = fact.has_value ? kTotalsWidth : kCountWidth;
  const std::uint32_t key = key_width_of(plan, fact.value);
  switch (fact.kind) {
    case FactKind::Times: lay_series(layout, 8, fact.capacity); break;
    case FactKind::First:
    case FactKind::Last: lay_value(layout, 8 + layout.value_width); break;
    case FactKind::Totals: lay_value(layout, totals); break;
    case FactKind::Panes: lay_series(layout, 8 + totals, fact.capacity); break;
    case FactKind::Items: lay_series(layout, 8 + layout.value_width, fact.capacity); break;
    case FactKind::Distinct: lay_table(layout, key, 8, fact.capacity); break;
    case FactKind::Sequence: lay_sequence(layout, plan, fact); break;
    case FactKind::Absence: lay_absence(layout, plan, fact); break;
    case FactKind::Keyed: lay_table(layout, key, times_width(fact), fact.keys); break;
    case FactKind::Level: lay_value(layout, 1); break;
    case FactKind::Cycle:
    case FactKind::Ledger: lay_ledger(layout, plan, fact); break;
    case FactKind::Visit: lay_value(layout, 8); break;
    case FactKind::Mentions: lay_table(layout, key, 8, fact.capacity); break;
    case FactKind::Journey: lay_value(layout, 10); break;
  }
  return layout;
}

DirectoryLayout directory_layout(const Plan& plan) {
  constexpr std::size_t kOfBitmap = 64, kOfNarrowNumbers = 65'535;
  const std::size_t records = plan.facts.size() + 2;
  if (records <= kOfBitmap) return {12, 2, 4};
  return {4, records <= kOfNarrowNumbers ? 4U : 8U, 8};
}

void size_facts(Plan& plan) {
  const DirectoryLayout place = directory_layout(plan);
  constexpr std::uint64_t kGreatest = std::numeric_limits<std::uint32_t>::max();
  for (Fact& fact : plan.facts) {
    const FactLayout layout = layout_of(plan, fact);
    fact.bytes_least = static_cast<std::uint32_t>(std::min(layout.least + place.least, kGreatest));
    fact.bytes_most = static_cast<std::uint32_t>(std::min(layout.most + place.most, kGreatest));
  }
}

}  // namespace wend
