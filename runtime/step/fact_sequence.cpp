// SPDX-License-Identifier: Apache-2.0
//
// Sequence: per step but the last the newest match so far, as (instant of its first step, instant of this
// step, captures). An event first advances what stood before it, highest step first; then what is
// forbidden kills what stood there; then what advanced takes its place. Nothing is used up.
#include <cstring>

#include "runtime/step/bytes.h"
#include "runtime/step/facts.h"
#include "runtime/step/stored_value.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

class Slots {
 public:
  Slots(Moment& moment, std::uint32_t number)
      : moment_(moment),
        fact_(moment.fact(number)),
        layout_(moment.layout(number)),
        number_(number) {
    record_ = moment.record(number).data();
  }

  std::uint32_t steps() const { return static_cast<std::uint32_t>(fact_.steps.size()); }
  bool is_marked(std::uint32_t step) const { return (moment_.context.marks >> step & 1) != 0; }
  bool is_killed(std::uint32_t slot) const { return slot + 1 < 32 && is_marked(32 + slot + 1); }
  bool is_filled(std::uint32_t slot) const { return record_ != nullptr && *at(slot) != 0; }
  void clear(std::uint32_t slot) const;

  // Whether the match in the slot before `step` goes on to the current event.
  bool fits(std::uint32_t step) const;
  void place(std::uint32_t step);
  void complete() const;

 private:
  std::uint8_t* at(std::uint32_t slot) const { return record_ + layout_.slots[slot]; }
  std::int64_t start(std::uint32_t slot) const { return load<std::int64_t>(at(slot) + 1); }
  std::int64_t last(std::uint32_t slot) const { return load<std::int64_t>(at(slot) + 9); }
  bool in_time(std::int64_t from, const Stretch& stretch) const;
  std::uint8_t* capture_at(std::uint32_t slot, std::uint32_t capture) const;
  const Capture& capture(std::uint32_t i) const {
    return moment_.plan().captures[fact_.capture_begin + i];
  }
  std::uint32_t width_of(std::uint32_t i) const {
    return value_width_of(moment_.plan(), capture(i).type);
  }

  Moment& moment_;
  const Fact& fact_;
  const FactLayout& layout_;
  std::uint32_t number_;
  std::uint8_t* record_;
};

void Slots::clear(std::uint32_t slot) const {
  if (record_ == nullptr) return;
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
  if (about.has_limit && !in_time(last(slot), about.within)) return false;
  if (!fact_.has_all_within || planted(Fault::AllWithinIgnored)) return true;
  return in_time(start(slot), fact_.all_within);
}

std::uint8_t* Slots::capture_at(std::uint32_t slot, std::uint32_t i) const {
  const std::uint32_t place = layout_.captures[slot * fact_.capture_count + i];
  return place == FactLayout::kNowhere ? nullptr : record_ + place;
}

void Slots::place(std::uint32_t step) {
  if (record_ == nullptr) {
    record_ = moment_.blob->resize(record_of_fact(number_), layout_.slots.back()).data();
  }
  if (planted(Fault::OldestSlotStays) && is_filled(step)) return;
  *at(step) = 1;
  store(at(step) + 1, step == 0 ? moment_.now() : start(step - 1));
  store(at(step) + 9, moment_.now());
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
    Cell& cell = moment_.captures[fact_.capture_begin + i];
    const bool is_current = capture(i).step >= last_step || planted(Fault::CaptureOfWrongStep);
    if (is_current || capture_at(last_step - 1, i) == nullptr) {
      cell = captured_now(moment_, capture(i));
    } else {
      cell = take_cell(capture_at(last_step - 1, i), capture(i).type, moment_.texts);
    }
  }
}

void move_slot(Slots& slots, std::uint32_t slot) {
  const bool killed = slots.is_killed(slot);
  if (slots.is_marked(slot) && slots.fits(slot)) {
    slots.place(slot);
    if (killed && planted(Fault::KillAfterPlace)) slots.clear(slot);
  } else if (killed) {
    slots.clear(slot);
  }
}

bool finish(Slots& slots) {
  const std::uint32_t last_step = slots.steps() - 1;
  if (!slots.is_marked(last_step)) return false;
  if (last_step > 0 && !slots.fits(last_step)) return false;
  slots.complete();
  return true;
}

void kill_first(Slots& slots) {
  for (std::uint32_t slot = 0; slot + 1 < slots.steps(); ++slot) {
    if (slots.is_killed(slot)) slots.clear(slot);
  }
}

}  // namespace

bool advance(Moment& moment, std::uint32_t fact) {
  if (moment.context.marks == 0) return false;
  Slots slots(moment, fact);
  if (planted(Fault::KillBeforeAdvance)) kill_first(slots);
  bool is_complete = false;
  if (planted(Fault::LowStepsFirst)) {
    for (std::uint32_t slot = 0; slot + 1 < slots.steps(); ++slot) move_slot(slots, slot);
    is_complete = finish(slots);
  } else {
    is_complete = finish(slots);
    for (std::uint32_t slot = slots.steps() - 1; slot > 0; --slot) move_slot(slots, slot - 1);
  }
  moment.context.marks = 0;
  return is_complete;
}

}  // namespace wend::runtime
