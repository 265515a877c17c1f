// SPDX-License-Identifier: Apache-2.0
//
// Which updates of a touchpoint's facts stand behind an index of their own: sequences, histories and absences whose
// patterns ask the event for fixed values. What the event rules out is not looked at.
#pragma once

#include <unordered_set>
#include <vector>

#include "compiler/plan/from_program.h"
#include "compiler/plan/lower_index.h"

namespace wend::plan {

class UpdateLowering {
 public:
  UpdateLowering(const Analysis& analysis, std::uint32_t touchpoint, const Settings& settings,
                 TextTable& texts);

  bool empty() const { return updated_.empty(); }
  bool holds(std::uint32_t fact) const { return held_.count(fact) != 0; }
  // By position in the index, in the order in which they are updated.
  const std::vector<UpdatedFact>& updated() const { return updated_; }
  BodyIndex take() { return std::move(index_); }

 private:
  std::vector<TestId> tests_of_history(std::uint32_t fact) const;
  std::vector<TestId> tests_of_absence(const RuleFacts& rule) const;
  void add(std::uint32_t fact, const std::vector<TestId>& tests);
  static void narrow(IndexCandidate& candidate, UpdatedFact& updated);
  void make_index(const Settings& settings);

  const Analysis& analysis_;
  std::uint32_t touchpoint_;
  BodyBuilder tests_;
  ExpressionLowering expressions_;
  std::vector<IndexCandidate>
      candidates_;  // beside `updated_`; their trigger is where the one test is a known yes
  std::vector<UpdatedFact> updated_;
  std::unordered_set<std::uint32_t> held_;
  BodyIndex index_;
};

}  // namespace wend::plan
