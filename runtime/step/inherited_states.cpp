// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/inherited_states.h"

#include <utility>

#include "runtime/values/faults.h"

namespace wend {

using runtime::Blob;

InheritedStates::InheritedStates(Session::Inside& now, StateCarry carry)
    : now_(now), carry_(std::move(carry)), count_(now.customers.size()), is_taken_(count_) {}

bool InheritedStates::take(std::uint32_t customer) {
  if (customer >= count_ || is_taken_[customer]) return false;
  is_taken_[customer] = true;
  Blob from = std::move(now_.customers[customer].blob);
  if (!from.empty()) carry_.take(customer, std::move(from));
  return true;
}

void InheritedStates::take_next() {
  if (runtime::planted(runtime::Fault::InheritedStateIsLost) && !is_taken_[next_])
    now_.customers[next_].blob = Blob();
  take(next_++);
}

void InheritedStates::go_on() {
  if (resting_ > 0) {
    --resting_;
    return;
  }
  constexpr std::uint32_t kMostPassed = 64;
  for (std::uint32_t i = 0; i < kMostPassed && !is_done(); ++i) {
    const bool was_taken = is_taken_[next_];
    take_next();
    if (!was_taken) return expect_next();
  }
}

// Events later it is there.
void InheritedStates::expect_next() const {
  if (!is_done()) now_.customers[next_].blob.prefetch();
}

void InheritedStates::take_all() {
  while (!is_done()) take_next();
}

}  // namespace wend
