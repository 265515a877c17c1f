// SPDX-License-Identifier: Apache-2.0
//
// Absence: deadlines that are armed. Each entry: its deadline, the event that armed it, the match it
// belongs to. An entry fires once, at its deadline, unless what it waited for came before. A record
// stays when its last entry goes: who armed once mostly arms again, and then no byte has to move.
#include <algorithm>
#include <bit>
#include <cstring>

#include "runtime/step/bytes.h"
#include "runtime/step/facts.h"
#include "runtime/step/stored_value.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

std::uint32_t count_in(std::span<const std::uint8_t> record) {
  return record.empty() ? 0 : load<std::uint32_t>(record.data());
}

std::uint32_t allocated_in(std::span<const std::uint8_t> record, const FactLayout& layout) {
  if (record.empty()) return 0;
  if (record.size() == layout.most) return layout.most_entries;  // mostly: nothing to divide
  return static_cast<std::uint32_t>(record.size() - kAbsenceHead) / layout.entry;
}

std::uint8_t* entry_at(std::span<std::uint8_t> record, const FactLayout& layout,
                       std::uint32_t index) {
  return record.data() + kAbsenceHead + std::size_t{index} * layout.entry;
}

std::int64_t deadline_of(const std::uint8_t* entry) { return load<std::int64_t>(entry); }

void sooner(Moment& moment, std::int64_t deadline) {
  if (deadline < moment.blob->next_wake()) moment.blob->set_next_wake(deadline);
}

void dropped(Moment& moment, std::int64_t deadline) {
  --moment.open_deadlines;
  if (deadline <= moment.blob->next_wake()) moment.wake_is_stale = true;
}

// The match in hand: of the sequence that starts the absence, else of the current event.
Cell match_cell(const Moment& moment, const Fact& absence, std::uint32_t i) {
  const Capture& capture = moment.plan().captures[absence.capture_begin + i];
  if (absence.sequence == Fact::kNoFact) return captured_now(moment, capture);
  return moment.captures[moment.fact(absence.sequence).capture_begin + i];
}

void write_entry(Moment& moment, std::uint32_t fact, std::uint8_t* entry, std::int64_t deadline) {
  const Fact& absence = moment.fact(fact);
  store(entry, deadline);
  std::memcpy(entry + 8, moment.cause.data(), moment.cause.size());
  for (std::uint32_t i = 0; i < absence.capture_count; ++i) {
    const ValueType& type = moment.plan().captures[absence.capture_begin + i].type;
    put_cell(entry + moment.layout(fact).captures[i], type, value_width_of(moment.plan(), type),
             match_cell(moment, absence, i), moment.texts);
  }
}

std::span<std::uint8_t> with_room(Moment& moment, std::uint32_t fact,
                                  std::span<std::uint8_t> record, std::uint32_t most) {
  const FactLayout& layout = moment.layout(fact);
  const std::uint32_t allocated = allocated_in(record, layout);
  if (count_in(record) < allocated) return record;
  const std::size_t entries =
      std::min<std::size_t>(std::max<std::size_t>(1, std::size_t{allocated} * 2), most);
  return moment.blob->resize(record_of_fact(fact),
                             static_cast<std::uint32_t>(kAbsenceHead + entries * layout.entry));
}

void append(Moment& moment, std::uint32_t fact, std::span<std::uint8_t> before,
            std::int64_t deadline) {
  const std::uint32_t most =
      moment.layout(fact).most_entries + (planted(Fault::AbsenceOneMoreOpen) ? 1 : 0);
  const std::uint32_t count = count_in(before);
  if (count >= most) {
    ++moment.counts.not_armed;
    return;
  }
  const std::span<std::uint8_t> record = with_room(moment, fact, before, most);
  write_entry(moment, fact, entry_at(record, moment.layout(fact), count), deadline);
  store(record.data(), count + 1);
  ++moment.open_deadlines;
  sooner(moment, deadline);
}

void move_to(Moment& moment, std::uint32_t fact, std::span<std::uint8_t> record,
             std::int64_t deadline) {
  std::uint8_t* entry = entry_at(record, moment.layout(fact), 0);
  if (deadline_of(entry) <= moment.blob->next_wake()) moment.wake_is_stale = true;
  write_entry(moment, fact, entry, deadline);
  sooner(moment, deadline);
}

void remove_entry(Moment& moment, std::uint32_t fact, std::span<std::uint8_t> record,
                  std::uint32_t index) {
  const FactLayout& layout = moment.layout(fact);
  const std::uint32_t count = count_in(record);
  std::uint8_t* entry = entry_at(record, layout, index);
  dropped(moment, deadline_of(entry));
  std::memmove(entry, entry + layout.entry, std::size_t{layout.entry} * (count - index - 1));
  std::memset(entry_at(record, layout, count - 1), 0, layout.entry);
  store(record.data(), count - 1);
}

bool is_anchor_busy(AbsenceAnchor anchor, std::uint32_t open) {
  if (open == 0) return false;
  if (anchor == AbsenceAnchor::First) return !planted(Fault::AbsenceMovesFirst);
  return anchor == AbsenceAnchor::Last && planted(Fault::AbsenceKeepsFirstForLast);
}

}  // namespace

void arm(Moment& moment, std::uint32_t fact) {
  const Fact& absence = moment.fact(fact);
  const std::span<std::uint8_t> record = moment.record(fact);
  const std::uint32_t open = count_in(record);
  if (is_anchor_busy(absence.anchor, open)) return;
  const std::int64_t deadline = end_of(moment, moment.now(), absence.span);
  if (absence.anchor != AbsenceAnchor::Each && open > 0) {
    move_to(moment, fact, record, deadline);
  } else {
    append(moment, fact, record, deadline);
  }
}

void disarm(Moment& moment, std::uint32_t fact) {
  const std::span<std::uint8_t> record = moment.record(fact);
  for (std::uint32_t open = count_in(record); open > 0; --open) {
    remove_entry(moment, fact, record, open - 1);
    if (planted(Fault::DisarmOnlyOne)) return;
  }
}

std::uint32_t open_in(const Moment& moment, std::uint32_t fact) {
  return count_in(moment.record(fact));
}

std::int64_t least_deadline(const Moment& moment) {
  std::int64_t least = kNever;
  for (std::uint32_t i = 0; i < moment.prepared.absences.size(); ++i) {
    std::uint64_t open = moment.prepared.absences[i] & moment.blob->word(i);
    for (; open != 0; open &= open - 1) {
      const std::uint32_t fact = i * 64 + static_cast<std::uint32_t>(std::countr_zero(open)) - 1;
      const std::span<std::uint8_t> record = moment.record(fact);
      for (std::uint32_t k = 0; k < count_in(record); ++k) {
        least = std::min(least, deadline_of(entry_at(record, moment.layout(fact), k)));
      }
    }
  }
  return least;
}

bool take_due(Moment& moment, std::uint32_t fact, std::int64_t instant) {
  const FactLayout& layout = moment.layout(fact);
  const std::span<std::uint8_t> record = moment.record(fact);
  std::uint32_t due = 0xFFFFFFFF;
  for (std::uint32_t i = 0; i < count_in(record); ++i) {
    const std::uint8_t* entry = entry_at(record, layout, i);
    if (deadline_of(entry) != instant) continue;
    const bool is_less =
        due == 0xFFFFFFFF ||
        std::memcmp(entry + 8, entry_at(record, layout, due) + 8, sizeof(Cause)) < 0;
    if (is_less) due = i;
  }
  if (due == 0xFFFFFFFF) return false;
  const Fact& absence = moment.fact(fact);
  const std::uint8_t* entry = entry_at(record, layout, due);
  std::memcpy(moment.cause.data(), entry + 8, sizeof(Cause));
  for (std::uint32_t i = 0; i < absence.capture_count; ++i) {
    const std::uint32_t capture = absence.capture_begin + i;
    moment.captures[capture] =
        take_cell(entry + layout.captures[i], moment.plan().captures[capture].type, moment.texts);
  }
  remove_entry(moment, fact, record, due);
  return true;
}

}  // namespace wend::runtime
