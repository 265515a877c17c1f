// SPDX-License-Identifier: Apache-2.0
//
// What one program hands over to another, as far as their plans say it: worked out once, and before any customer waits for
// it.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "runtime/abi/fact_carry.h"
#include "wend/runtime.h"

namespace wend {

struct Handover {
  Handover(std::shared_ptr<const Pack> before, const Plan& now);

  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  std::shared_ptr<const Pack> from;
  FactCarry carry;
  std::vector<Carried> facts;                        // by fact now
  std::vector<std::uint32_t> known;                  // by fact now: that before, or kNone
  std::vector<std::vector<std::uint32_t>> taken_by;  // by fact before: those now
  std::vector<std::optional<std::uint32_t>> fields;  // by customer field now: that before
  std::vector<std::uint32_t> rules;                  // by rule now: that before, or kNone
  bool has_same_rules = true;                        // by name, at the same places
  // Both keep the same of a customer at the same places: states go on untouched.
  bool is_all = false;
  // Facts now of which something may be unknown since the program before kept less of them.
  std::vector<std::uint32_t> gaps;
  // Whether rules ask of it what happened, and it does not begin anew: else there is nothing to know.
  bool may_have_gaps(std::uint32_t fact) const { return may_have_gaps_[fact]; }
  // A fact that is not kept as it was.
  struct Changed {
    std::uint32_t fact = 0;
    bool is_taken = false;  // from another of the few, or itself
    bool is_given = false;  // what was there of it before: to another of the few, or itself
    // From itself alone, which is a series of at most so many entries now, of so many bytes, behind a head as
    // before. Else 0.
    std::uint32_t most_entries = 0, entry = 0;
  };
  // Both keep the same but for these few facts, at the same places: what is there of them before gives way, and comes from one
  // of them. Nothing: more than that differs.
  std::optional<std::vector<Changed>> few;
  // Those are there, and none of them has deadlines: a state has the same ones and wakes when it did.
  bool keeps_deadlines = false;
  // All that is kept of a customer stands in its own state, and nothing is open: each may be taken by itself.
  bool is_by_customer = false;

 private:
  std::optional<std::vector<Changed>> few_that_change(const Plan& now) const;
  Changed change_of(std::uint32_t fact, const Plan& now) const;

  std::vector<bool> may_have_gaps_;  // by fact now
};

}  // namespace wend
