// SPDX-License-Identifier: Apache-2.0
//
// A session takes the place of one with another program: customers, profiles, the facts that both programs keep in
// the same way, open deadlines and limits among them. What the program before did not keep is a gap (gaps.h).
#pragma once

#include "runtime/step/handover.h"
#include "runtime/step/session_inside.h"
#include "runtime/step/state_carry.h"

namespace wend {

// Requires: `before` holds no event any more, and `now` is new.
class Succession {
 public:
  Succession(Session::Inside& before, Session::Inside& now);
  void take_over();
  // `now` knows all that was; only what was issued, and the counts, are those of `before`.
  void take_ledgers();

 private:
  void prepare_facts();
  void know_since(std::uint32_t fact);
  void take_counts();
  void take_ledgers_of(std::uint32_t customer);
  void end_lives_before(std::uint32_t customer);
  void take_identities();
  void take_customers();
  void take_table_of_customers();
  void take_customer(std::uint32_t customer);
  void take_links();
  void take_tables();
  void take_households();

  Session::Inside& before_;
  Session::Inside& now_;
  std::shared_ptr<const Handover> handover_;
  const FactCarry& carry_;
  const std::vector<Carried>& carried_;  // by fact
  StateCarry states_;
};

}  // namespace wend
