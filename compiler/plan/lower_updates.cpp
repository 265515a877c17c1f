// SPDX-License-Identifier: Apache-2.0
#include "compiler/plan/lower_updates.h"

#include <limits>
#include <optional>
#include <set>

#include "compiler/base/check.h"
#include "compiler/plan/index_rows.h"
#include "compiler/plan/index_values.h"

namespace wend::plan {

// A sequence comes before the absence that it starts, a history before an absence of whose rule it may be a part.
// What a rule asks of the time before the event may speak of a step of its match: that sequence is advanced before.
UpdateLowering::UpdateLowering(const Analysis& analysis, std::uint32_t touchpoint,
                               const Settings& settings, TextTable& texts)
    : analysis_(analysis),
      touchpoint_(touchpoint),
      tests_(settings.simplify),
      expressions_(analysis, texts, tests_, touchpoint) {
  std::unordered_set<std::uint32_t> asked_early;
  for (const RuleFacts& rule : analysis.rules) {
    if (rule.sequence && !rule.before.empty()) asked_early.insert(*rule.sequence);
  }
  for (std::uint32_t fact = 0; fact < analysis.facts.size(); ++fact) {
    if (analysis.facts[fact].kind == FactKind::Sequence && !asked_early.contains(fact))
      add(fact, analysis.sources[fact].step_tests());
  }
  for (std::uint32_t fact = 0; fact < analysis.facts.size(); ++fact)
    add(fact, tests_of_history(fact));
  for (const RuleFacts& rule : analysis.rules) {
    if (rule.rule->trigger.absence && !rule.repetition) add(*rule.absence, tests_of_absence(rule));
  }
  make_index(settings);
}

// What a repetition counts gives its answer to the touchpoint's own body.
std::vector<TestId> UpdateLowering::tests_of_history(std::uint32_t fact) const {
  const FactSource& source = analysis_.sources[fact];
  const FactKind kind = analysis_.facts[fact].kind;
  if (!source.takes || kind == FactKind::Keyed || kind == FactKind::Cycle) return {};
  std::vector<TestId> tests = {*source.takes};
  if (source.reset) tests.push_back(*source.reset);
  return tests;
}

std::vector<TestId> UpdateLowering::tests_of_absence(const RuleFacts& rule) const {
  return {*analysis_.sources[*rule.absence].awaited,
          analysis_.patterns.test_of(rule.rule->trigger.steps.back().pattern)};
}

void UpdateLowering::add(std::uint32_t fact, const std::vector<TestId>& tests) {
  std::optional<Register> any;
  std::set<TestId> asked;
  for (const TestId test : tests) {
    if (!analysis_.patterns.can_match(test, touchpoint_)) continue;
    const Register matches = expressions_.matches(test);
    any = any ? tests_.value(OpCode::Or, {*any, matches}) : matches;
    asked.insert(test);
  }
  if (!any) return;
  IndexCandidate candidate;
  candidate.filter = allowing(tests_, *any, Wanted::NotNo);
  UpdatedFact updated{fact, std::nullopt};
  if (asked.size() == 1) {
    candidate.trigger = allowing(tests_, *any, Wanted::Yes);
    updated.known = *asked.begin();
  }
  candidates_.push_back(std::move(candidate));
  updated_.push_back(updated);
}

// Lets through what passes its only test, if the index can say that exactly: then the update need not ask it again.
void UpdateLowering::narrow(IndexCandidate& candidate, UpdatedFact& updated) {
  if (!updated.known) return;
  if (candidate.trigger.exact && rules_out(candidate.trigger))
    candidate.filter = std::move(candidate.trigger);
  else
    updated.known.reset();
}

void UpdateLowering::make_index(const Settings& settings) {
  Settings without_keys = settings;
  without_keys.key_from = std::numeric_limits<std::uint32_t>::max();
  const auto values = values_worth_asking(tests_, candidates_, without_keys);
  std::vector<IndexCandidate> candidates;
  std::vector<UpdatedFact> updated;
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    keep_terms(candidates_[i].filter, values);
    keep_terms(candidates_[i].trigger, values);
    narrow(candidates_[i], updated_[i]);
    if (!rules_out(candidates_[i].filter)) continue;
    candidates.push_back(std::move(candidates_[i]));
    updated.push_back(updated_[i]);
  }
  if (updated.size() < settings.index_from) updated.clear();
  updated_ = std::move(updated);
  if (updated_.empty()) return;
  std::vector<Register> keys;
  index_ = index_with_rows(tests_, candidates, keys);
  CHECK(keys.empty());
  for (const UpdatedFact& each : updated_) held_.insert(each.fact);
}

}  // namespace wend::plan
