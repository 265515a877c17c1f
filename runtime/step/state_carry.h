// SPDX-License-Identifier: Apache-2.0
//
// What is known of a customer, from the bytes that one program kept of it to those of another: what both keep in the same
// way goes on, what the one before did not keep is a gap (gaps.h).
#pragma once

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "runtime/step/handover.h"
#include "runtime/step/session_inside.h"

namespace wend {

class StateCarry {
 public:
  // Into states of `now`.
  StateCarry(Session::Inside& now, std::shared_ptr<const Handover> handover);
  // Of which facts something may be unknown `now` says; and of which the program before did.
  void know_gaps(const runtime::OfFewFacts<std::int64_t>& before);
  // `now` has the queue of wakes and the number of open deadlines. Requires: Handover::keeps_deadlines.
  void leave_deadlines() { are_deadlines_left_ = true; }

  // The state of a customer, which has none in `now`, from what the program before kept of it; it wakes then.
  void take(std::uint32_t customer, runtime::Blob from);
  // A fact of the customer in hand, the moment's.
  void take_fact(std::uint32_t fact, const runtime::Blob& from);

 private:
  void take_all_but_few(runtime::Blob from);
  void take_each(const runtime::Blob& from);
  void take_profile(const runtime::Blob& from, runtime::Blob& to) const;
  void take_series(std::uint32_t fact, std::span<std::uint8_t> record);
  static bool stays(const Handover::Changed& one, const runtime::Blob& state);
  void take_few(runtime::Blob& blob);
  void change_gaps(std::span<std::uint8_t> gaps) const;
  void name_gaps(std::span<const std::uint8_t> before);
  const Plan& before() const { return handover_->from->plan(); }

  Session::Inside& now_;
  std::shared_ptr<const Handover> handover_;
  std::uint32_t gaps_record_;
  struct Unknown {
    std::uint32_t fact = 0;
    std::uint32_t known = 0;  // of whoever had a gap in this one before; kNone: of everybody
  };
  std::vector<Unknown> unknown_;
  // The same as what changes: facts that nobody knows any more, and those in which nobody has a gap any more. Whether that is
  // all that changes where some are named already.
  std::vector<std::uint32_t> of_all_, of_nobody_;
  bool is_changed_in_place_ = false;
  bool are_deadlines_left_ = false;
  std::vector<std::uint8_t> gaps_;  // of the customer in hand
};

}  // namespace wend
