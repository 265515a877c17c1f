// SPDX-License-Identifier: Apache-2.0
//
// The slots of a sequence: per step but the last the newest match so far, as (instant of its first step,
// instant of this step unless that is the first, captures). A view on bytes of a customer's state; a sequence with keys has one
// such run of bytes for each key.
#pragma once

#include <cstdint>

#include "runtime/step/bytes.h"
#include "runtime/step/moment.h"

namespace wend::runtime {

class Slots {
 public:
  // `marks` of the current event; null `bytes`: nothing is filled.
  Slots(Moment& moment, std::uint32_t fact, std::uint8_t* bytes, std::uint64_t marks)
      : moment_(moment),
        known_(moment.known_fact(fact)),
        fact_(*known_.alike->shape),
        layout_(known_.alike->layout),
        bytes_(bytes),
        marks_(marks) {}

  std::uint32_t steps() const { return static_cast<std::uint32_t>(fact_.steps.size()); }
  bool is_marked(std::uint32_t step) const { return (marks_ >> step & 1) != 0; }
  // Something forbidden before the next step occurred.
  bool is_killed(std::uint32_t slot) const;
  void clear(std::uint32_t slot) const;
  // Whether the match in the slot before `step` goes on to the current event.
  bool fits(std::uint32_t step) const;
  // The match before it goes on to this step. Requires: it fits, and there are bytes.
  void place(std::uint32_t step) const;

  // Whether the current event completes a match; its captures are then in hand.
  bool finish() const;
  // Fills the slot from the one below, or kills what it holds.
  void move(std::uint32_t slot) const;

  void use(std::uint8_t* bytes) { bytes_ = bytes; }

 private:
  std::uint8_t* at(std::uint32_t slot) const { return bytes_ + layout_.slots[slot]; }
  bool is_filled(std::uint32_t slot) const { return bytes_ != nullptr && *at(slot) != 0; }
  std::int64_t start_in(std::uint32_t slot) const { return load<std::int64_t>(at(slot) + 1); }
  std::int64_t last_in(std::uint32_t slot) const {
    return load<std::int64_t>(at(slot) + (slot == 0 ? 1 : 9));
  }
  bool in_time(std::int64_t from, const Stretch& stretch) const;
  std::uint8_t* capture_at(std::uint32_t slot, std::uint32_t capture) const;
  const Capture& capture(std::uint32_t i) const { return known_.alike->captures[i]; }
  std::uint32_t width_of(std::uint32_t i) const {
    return value_width_of(moment_.plan(), capture(i).type);
  }
  void complete() const;

  Moment& moment_;
  const KnownFact& known_;
  const FactShape& fact_;
  const FactLayout& layout_;
  std::uint8_t* bytes_;
  std::uint64_t marks_;
};

}  // namespace wend::runtime
