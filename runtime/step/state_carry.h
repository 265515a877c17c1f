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
  StateCarry(Session::Inside& now, std::shared_ptr<const Handover> handover)
      : now_(now), handover_(std::move(handover)) {}
  // Facts that customers may have gaps in.
  void know_gaps(std::vector<std::uint32_t> unknown) { unknown_ = std::move(unknown); }

  // The state of a customer, which has none in `now`, from what the program before kept of it; it wakes then.
  void take(std::uint32_t customer, runtime::Blob from);
  // A fact of the customer in hand, the moment's.
  void take_fact(std::uint32_t fact, const runtime::Blob& from);

 private:
  void take_all_but_few(runtime::Blob from);
  void take_each(const runtime::Blob& from);
  void take_profile(const runtime::Blob& from, runtime::Blob& to) const;
  void take_series(std::uint32_t fact, std::span<std::uint8_t> record);
  void note_gaps(const runtime::Blob& from);
  const Plan& before() const { return handover_->from->plan(); }

  Session::Inside& now_;
  std::shared_ptr<const Handover> handover_;
  std::vector<std::uint32_t> unknown_;
};

}  // namespace wend
