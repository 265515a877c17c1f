// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/slots.h"

#include <cstring>

#include "runtime/step/bytes.h"
#include "runtime/step/facts.h"
#include "runtime/step/stored_value.h"
#include "runtime/values/faults.h"

namespace wend::runtime {

bool Slots::is_killed(std::uint32_t slot) const {
  const std::uint32_t next = slot + 1;
  const bool of_key = fact_.keys != 0 && is_marked(48 + next);
  return next < 32 && (is_marked(32 + next) || of_key);
}

void Slots::clear(std::uint32_t slot) const {
  if (bytes_ == nullptr) return;
  std::memset(at(slot), 0, layout_.slots[slot + 1] - layout_.slots[slot]);
}

bool Slots::in_time(std::int64_t from, const Stretch& stretch) const {
  const std::int64_t end = end_of(moment_, from, stretch);
  return planted(Fault::SequenceLimitOpen) ? moment_.now() < end : moment_.now() <= end;
}

bool Slots::fits(std::uint32_t step) const {
  if (step == 0) return true;
  const std::uint32_t slot = step - 1;
  if (!is_filled(slot)) return false;
  const SequenceStep& about = fact_.steps[step];
  if (about.has_limit && !in_time(last_in(slot), about.within)) return false;
  if (!fact_.has_all_within || planted(Fault::AllWithinIgnored)) return true;
  return in_time(start_in(slot), fact_.all_within);
}

std::uint8_t* Slots::capture_at(std::uint32_t slot, std::uint32_t i) const {
  const std::uint32_t place = layout_.captures[slot * fact_.capture_count + i];
  return place == FactLayout::kNowhere ? nullptr : bytes_ + place;
}

void Slots::place(std::uint32_t step) const {
  if (planted(Fault::OldestSlotStays) && is_filled(step)) return;
  *at(step) = 1;
  store(at(step) + 1, step == 0 ? moment_.now() : start_in(step - 1));
  if (step > 0) store(at(step) + 9, moment_.now());
  for (std::uint32_t i = 0; i < fact_.capture_count; ++i) {
    std::uint8_t* to = capture_at(step, i);
    if (to == nullptr) continue;
    if (capture(i).step == step) {
      put_cell(to, capture(i).type, width_of(i), captured_now(moment_, capture(i)), moment_.texts);
    } else {
      std::memcpy(to, capture_at(step - 1, i), 1 + width_of(i));
    }
  }
}

void Slots::complete() const {
  const std::uint32_t last_step = steps() - 1;
  for (std::uint32_t i = 0; i < fact_.capture_count; ++i) {
    Cell& cell = moment_.captures[known_.capture_begin + i];
    const bool is_current = capture(i).step >= last_step || planted(Fault::CaptureOfWrongStep);
    if (is_current || capture_at(last_step - 1, i) == nullptr) {
      cell = captured_now(moment_, capture(i));
    } else {
      cell = take_cell(capture_at(last_step - 1, i), capture(i).type, moment_.texts);
    }
  }
}

bool Slots::finish() const {
  const std::uint32_t last_step = steps() - 1;
  if (!is_marked(last_step) || !fits(last_step)) return false;
  complete();
  return true;
}

void Slots::move(std::uint32_t slot) const {
  const bool killed = is_killed(slot);
  if (is_marked(slot) && fits(slot)) {
    place(slot);
    if (killed && planted(Fault::KillAfterPlace)) clear(slot);
  } else if (killed) {
    clear(slot);
  }
}

}  // namespace wend::runtime
