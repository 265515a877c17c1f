// SPDX-License-Identifier: Apache-2.0
//
// Absence: deadlines that are armed. An entry fires once, at its deadline, unless what it waited for came
// before.
#include <algorithm>
#include <cstring>

#include "runtime/step/armed.h"
#include "runtime/step/stored_value.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

bool is_anchor_busy(AbsenceAnchor anchor, std::uint32_t open) {
  if (open == 0) return false;
  if (anchor == AbsenceAnchor::First) return !planted(Fault::AbsenceMovesFirst);
  return anchor == AbsenceAnchor::Last && planted(Fault::AbsenceKeepsFirstForLast);
}

// Of those that the customer's state holds.
template <class Visit>
void for_each_absence(const Prepared& prepared, const Blob& state, Visit visit) {
  const std::uint32_t skipped = planted(Fault::ListLosesFirst) && !state.is_small() ? 1 : 0;
  state.for_each_from(prepared.first_absence + skipped, [&](std::uint32_t record) {
    if (prepared.is_absence[record] != 0) visit(record - record_of_fact(0));
  });
}

}  // namespace

void arm(Moment& moment, std::uint32_t fact) {
  const FactShape& absence = moment.fact(fact);
  const std::span<std::uint8_t> record = moment.record(fact);
  const std::uint32_t open = armed_count(record);
  if (is_anchor_busy(absence.anchor, open)) return;
  const std::int64_t deadline = end_of(moment, moment.now(), absence.span);
  if (absence.anchor != AbsenceAnchor::Each && open > 0) {
    move_armed(moment, fact, record, deadline);
  } else {
    append_armed(moment, fact, record, deadline, nullptr);
  }
}

void disarm(Moment& moment, std::uint32_t fact) {
  const std::span<std::uint8_t> record = moment.record(fact);
  for (std::uint32_t open = armed_count(record); open > 0; --open) {
    remove_armed(moment, fact, record, open - 1);
    if (planted(Fault::DisarmOnlyOne)) return;
  }
}

void postpone(Moment& moment, std::uint32_t fact) {
  const std::span<std::uint8_t> record = moment.record(fact);
  if (armed_count(record) == 0 || planted(Fault::StayIsNotPostponed)) return;
  move_armed(moment, fact, record, end_of(moment, moment.now(), moment.fact(fact).span));
}

std::uint32_t open_deadlines_of(const Moment& moment) {
  std::uint32_t open = 0;
  for_each_absence(moment.prepared, *moment.blob,
                   [&](std::uint32_t fact) { open += armed_count(moment.record(fact)); });
  return open;
}

std::int64_t least_deadline(const Prepared& prepared, const Blob& state) {
  std::int64_t least = kNever;
  for_each_absence(prepared, state, [&](std::uint32_t fact) {
    const std::span<std::uint8_t> record = state.find(record_of_fact(fact));
    for (std::uint32_t k = 0; k < armed_count(record); ++k)
      least = std::min(least, deadline_of(armed_at(record, prepared.facts[fact].alike->layout, k)));
  });
  return least;
}

void find_waiting(const Moment& moment, std::vector<std::uint32_t>& rules) {
  rules.clear();
  for_each_absence(moment.prepared, *moment.blob,
                   [&](std::uint32_t fact) { rules.push_back(moment.known_fact(fact).rule); });
  std::sort(rules.begin(), rules.end());
}

bool take_due(Moment& moment, std::uint32_t fact, std::int64_t instant) {
  const FactLayout& layout = moment.layout(fact);
  const std::span<std::uint8_t> record = moment.record(fact);
  std::uint32_t due = 0xFFFFFFFF;
  for (std::uint32_t i = 0; i < armed_count(record); ++i) {
    const std::uint8_t* entry = armed_at(record, layout, i);
    if (deadline_of(entry) != instant) continue;
    const bool is_less =
        due == 0xFFFFFFFF ||
        std::memcmp(entry + 8, armed_at(record, layout, due) + 8, sizeof(Cause)) < 0;
    if (is_less) due = i;
  }
  if (due == 0xFFFFFFFF) return false;
  const KnownFact& absence = moment.known_fact(fact);
  const FactShape& shape = *absence.alike->shape;
  const std::uint8_t* entry = armed_at(record, layout, due);
  Cause cause;
  std::memcpy(cause.data(), entry + 8, sizeof(Cause));
  moment.set_cause(cause);
  for (std::uint32_t i = 0; i < shape.capture_count; ++i) {
    moment.captures[absence.capture_begin + i] =
        take_cell(entry + layout.captures[i], absence.alike->captures[i].type, moment.texts);
  }
  remove_armed(moment, fact, record, due);
  if (shape.is_recurring) arm_from(moment, fact, instant + 1);
  return true;
}

}  // namespace wend::runtime
