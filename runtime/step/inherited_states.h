// SPDX-License-Identifier: Apache-2.0
//
// States of customers that a session took over as another program kept them. Each becomes its own when it is asked for, and
// one of the others with each event whose customer's is its own already: after as many events as there are customers none is
// left, and no event waits for a walk over all of them. The first events find what they need in no cache, and wait for
// each other: with these none of the others becomes so.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/step/state_carry.h"

namespace wend {

class InheritedStates {
 public:
  // Of all customers that `now` has.
  InheritedStates(Session::Inside& now, StateCarry carry);

  bool take(std::uint32_t customer);  // false: it is taken already
  void go_on();                       // one of the others
  void take_all();
  bool is_done() const { return next_ == count_; }

 private:
  void take_next();
  void expect_next() const;

  Session::Inside& now_;
  StateCarry carry_;
  std::uint32_t
      count_;  // customers, by number; whoever came later has a state of the session's own
  std::uint32_t next_ = 0;  // all before it are taken
  std::vector<bool> is_taken_;
  std::uint32_t resting_ = 64;  // calls of go_on that do nothing, the first ones
};

}  // namespace wend
