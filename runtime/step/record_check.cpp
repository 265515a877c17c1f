// SPDX-License-Identifier: Apache-2.0
//
// Whether a fact's record that came from outside can be worked on: sizes, counts, lengths of texts. What
// it says is believed; that it stays within itself is checked.
#include <algorithm>

#include "runtime/step/bytes.h"
#include "runtime/step/facts.h"
#include "runtime/step/key_table.h"
#include "runtime/step/series.h"
#include "runtime/step/stored_value.h"

namespace wend::runtime {
namespace {

struct Looking {
  const Plan& plan;
  const Fact& fact;
  const FactLayout& layout;
  std::span<std::uint8_t> record;
};

bool is_ring(std::span<std::uint8_t> record, std::uint32_t entry, std::uint32_t most) {
  const std::size_t head = series_head(most);
  if (record.size() < head || (record.size() - head) % entry != 0) return false;
  const std::size_t allocated = (record.size() - head) / entry;
  return allocated > 0 && allocated <= most && Series::in(record, entry, most).is_sound();
}

bool is_sound_series(const Looking& at) {
  if (!is_ring(at.record, at.layout.entry, at.layout.most_entries)) return false;
  const Series series = Series::in(at.record, at.layout);
  // Only a ring that is full may begin elsewhere; panes also drop their oldest.
  const bool may_turn = at.fact.kind == FactKind::Panes || at.record.size() == at.layout.most;
  if (!may_turn && series.is_turned()) return false;
  for (std::uint32_t i = 0; i < series.count(); ++i) {
    if (i > 0 && series.time(i) < series.time(i - 1)) return false;
    const bool has_text = at.fact.kind == FactKind::Items && at.layout.value_width != 0;
    if (has_text && !is_sound_value(series.at(i) + 8, at.fact.value, at.layout.value_width))
      return false;
  }
  return true;
}

bool is_sound_single(const Looking& at) {
  if (at.record.size() != at.layout.entry) return false;
  return at.layout.value_width == 0 ||
         is_sound_value(at.record.data() + 8, at.fact.value, at.layout.value_width);
}

bool is_sound_table(const Looking& at, bool keeps_times) {
  if (at.record.size() < kTableHead) return false;
  const KeyTable table(at.record, at.layout);
  if (!table.is_sound()) return false;
  const std::uint32_t times = std::max<std::uint32_t>(at.fact.capacity, 1);
  for (std::uint32_t entry = table.newest(); keeps_times && entry != KeyTable::kNone;
       entry = table.older(entry)) {
    if (!is_ring({table.kept(entry), series_bytes(times, 8, times)}, 8, times)) return false;
  }
  return true;
}

bool are_sound_slots(const Looking& at, const std::uint8_t* slots) {
  for (std::size_t slot = 0; slot + 1 < at.layout.slots.size(); ++slot) {
    const std::uint8_t filled = slots[at.layout.slots[slot]];
    if (filled > 1) return false;
    for (std::uint32_t i = 0; i < at.fact.capture_count; ++i) {
      const std::uint32_t place = at.layout.captures[slot * at.fact.capture_count + i];
      if (place == FactLayout::kNowhere) continue;
      const ValueType& type = at.plan.captures[at.fact.capture_begin + i].type;
      if (!is_sound_cell(slots + place, type, value_width_of(at.plan, type))) return false;
    }
  }
  return true;
}

bool is_sound_sequence(const Looking& at) {
  if (at.fact.keys == 0)
    return at.record.size() == at.layout.slots.back() && are_sound_slots(at, at.record.data());
  if (!is_sound_table(at, false)) return false;
  const KeyTable table(at.record, at.layout);
  for (std::uint32_t entry = table.newest(); entry != KeyTable::kNone; entry = table.older(entry)) {
    if (!are_sound_slots(at, table.kept(entry))) return false;
  }
  return true;
}

bool is_sound_absence(const Looking& at) {
  if (at.record.empty()) return true;  // nothing is armed
  if (at.record.size() < kAbsenceHead || (at.record.size() - kAbsenceHead) % at.layout.entry != 0)
    return false;
  const std::size_t allocated = (at.record.size() - kAbsenceHead) / at.layout.entry;
  const auto count = load<std::uint32_t>(at.record.data());
  if (allocated == 0 || allocated > at.layout.most_entries || count > allocated) return false;
  for (std::uint32_t k = 0; k < count; ++k) {
    const std::uint8_t* entry = at.record.data() + kAbsenceHead + std::size_t{k} * at.layout.entry;
    if (load<std::int64_t>(entry) == kNever) return false;
    for (std::uint32_t i = 0; i < at.fact.capture_count; ++i) {
      const ValueType& type = at.plan.captures[at.fact.capture_begin + i].type;
      if (!is_sound_cell(entry + at.layout.captures[i], type, value_width_of(at.plan, type)))
        return false;
    }
  }
  return true;
}

// Of a history without keys, or of what one keeps for a key.
bool is_sound_history(const Looking& at) {
  switch (at.fact.kind) {
    case FactKind::Times:
    case FactKind::Panes:
    case FactKind::Items: return is_sound_series(at);
    case FactKind::First:
    case FactKind::Last: return is_sound_single(at);
    case FactKind::Totals: return at.record.size() == at.layout.entry;
    case FactKind::Distinct: return is_sound_table(at, false);
    case FactKind::Sequence:
    case FactKind::Absence:
    case FactKind::Keyed:
    case FactKind::Cycle:
    case FactKind::Level:
    case FactKind::Ledger:
    case FactKind::Mentions:
    case FactKind::Visit:
    case FactKind::Journey: break;
  }
  return false;
}

bool is_sound_history_per_key(const Looking& at, const FactLayout& each) {
  if (at.record.size() < kTableHead) return false;
  const KeyTable table(at.record, at.layout);
  if (!table.is_sound()) return false;
  for (std::uint32_t entry = table.newest(); entry != KeyTable::kNone; entry = table.older(entry)) {
    const std::span<std::uint8_t> kept(table.kept(entry), static_cast<std::size_t>(each.most));
    if (!is_sound_history({at.plan, at.fact, each, kept})) return false;
  }
  return true;
}

}  // namespace

bool is_sound_record(const Prepared& prepared, std::uint32_t fact, std::span<std::uint8_t> record) {
  const Looking at{prepared.plan, prepared.plan.facts[fact], prepared.facts[fact].alike->layout,
                   record};
  if (has_history_per_key(at.fact))
    return is_sound_history_per_key(at, prepared.facts[fact].alike->each);
  switch (at.fact.kind) {
    case FactKind::Keyed: return is_sound_table(at, true);
    case FactKind::Mentions: return is_sound_table(at, false);
    case FactKind::Visit: return record.size() == at.layout.entry;
    case FactKind::Journey: return is_sound_journey(prepared, fact, record);
    case FactKind::Sequence: return is_sound_sequence(at);
    case FactKind::Absence: return is_sound_absence(at);
    case FactKind::Level: return record.size() == 1 && record[0] >= 1 && record[0] <= 3;
    case FactKind::Cycle:
    case FactKind::Ledger:
      return at.fact.keys == 0 ? is_sound_series(at) : is_sound_table(at, true);
    case FactKind::Times:
    case FactKind::First:
    case FactKind::Last:
    case FactKind::Totals:
    case FactKind::Panes:
    case FactKind::Items:
    case FactKind::Distinct: return is_sound_history(at);
  }
  return false;
}

}  // namespace wend::runtime
