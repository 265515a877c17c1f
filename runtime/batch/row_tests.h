// SPDX-License-Identifier: Apache-2.0
//
// Tests that are no comparisons of single values with constants, asked row by row: the operations that they need, in the
// order of the plan, run by the interpreter.
#pragma once

#include <optional>
#include <vector>

#include "runtime/batch/conditions.h"
#include "runtime/decision/decision_buffer.h"
#include "runtime/step/moment.h"

namespace wend::runtime {

class RowTests {
 public:
  RowTests(const Plan& plan, std::uint32_t touchpoint, const Conditions& conditions);

  // The number of a test that is yes where all of `parts` are a known yes.
  std::uint32_t add(const std::vector<NodeId>& parts);
  // No test is added from then on.
  void finish();
  bool asks_field(std::uint32_t field) const;
  bool asks_profile(std::uint32_t field) const;

  // Takes a row in hand.
  void take(const Batch::Block& block, std::size_t row);
  bool holds(std::uint32_t test);

 private:
  const Conditions& conditions_;
  const std::vector<FieldInfo>& fields_;
  const std::vector<FieldInfo>& profile_fields_;
  Prepared prepared_;
  Counts counts_;
  DecisionBuffer decisions_;
  Moment moment_;
  std::vector<Op> ops_;
  std::vector<Body> tests_;  // each leaves its answer in register 0
  std::vector<std::uint32_t> asked_, asked_profile_;
  std::vector<Cell> registers_;
};

}  // namespace wend::runtime
