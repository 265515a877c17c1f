// SPDX-License-Identifier: Apache-2.0
//
// What a step asks of a fact again and again. With thousands of rules most facts are alike but for whose they are: what
// they have in common is kept once, and stays in a near cache; the rest of each is half a line.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "runtime/abi/fact_layout.h"
#include "runtime/abi/plan.h"

namespace wend::runtime {

struct AlikeFacts {
  const FactShape* shape = nullptr;
  const Capture* captures = nullptr;  // those of one of them: what they say is the same
  FactLayout layout;
  FactLayout each;  // of what a history with keys keeps per key
};

struct KnownFact {
  const AlikeFacts* alike = nullptr;
  std::uint32_t capture_begin = 0;  // these five as in Fact
  std::uint32_t rule = 0;
  std::uint32_t sequence = Fact::kNoFact;
  std::uint32_t stage = 0;
  std::uint32_t awaited = Fact::kNoFact;
};

// By number; of a plan that outlives it.
class KnownFacts {
 public:
  explicit KnownFacts(const Plan& plan);
  const KnownFact& operator[](std::uint32_t fact) const { return facts_[fact]; }
  std::size_t different() const { return alike_.size(); }

 private:
  std::deque<AlikeFacts> alike_;  // which stay where they are
  std::vector<KnownFact> facts_;
};

}  // namespace wend::runtime
