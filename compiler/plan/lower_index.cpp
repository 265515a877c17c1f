// SPDX-License-Identifier: Apache-2.0
#include "compiler/plan/lower_index.h"

#include <algorithm>

#include "compiler/plan/index_counts.h"
#include "compiler/plan/index_rows.h"
#include "compiler/plan/index_values.h"

namespace wend::plan {

bool rules_out(const Disjunction& filter) {
  return !filter.conjunctions.empty() &&
         std::none_of(filter.conjunctions.begin(), filter.conjunctions.end(),
                      [](const Conjunction& conjunction) { return conjunction.terms.empty(); });
}

IndexLowering::IndexLowering(const Analysis& analysis, std::uint32_t touchpoint,
                             const std::vector<std::uint32_t>& rules, const Settings& settings,
                             TextTable& texts)
    : tests_(settings.simplify), expressions_(analysis, texts, tests_, touchpoint) {
  if (rules.size() < settings.index_from) return;
  for (const std::uint32_t rule : rules) read(analysis, analysis.rules[rule], rule);
  const auto values = values_worth_asking(tests_, candidates_, settings);
  for (IndexCandidate& candidate : candidates_) {
    keep_terms(candidate.filter, values);
    keep_terms(candidate.trigger, values);
    keep_terms(candidate.loose_trigger, values);
    if (!candidate.is_counted()) candidate.filter = candidate.loose_trigger;
  }
  drop_hopeless();
  if (candidates_.size() < settings.index_from) return;
  index_ = index_with_rows(tests_, candidates_, keys_);
  for (const IndexedBody& indexed : index_.bodies) held_.insert(indexed.rule);
}

void IndexLowering::read(const Analysis& analysis, const RuleFacts& rule, std::uint32_t number) {
  const TestId test = analysis.patterns.test_of(rule.rule->trigger.steps.back().pattern);
  const Register trigger = expressions_.matches(test);
  IndexCandidate candidate;
  candidate.rule = number;
  candidate.by_event_alone = !rule.sequence && !rule.repetition;
  candidate.trigger = allowing(tests_, trigger, Wanted::Yes);
  candidate.loose_trigger = allowing(tests_, trigger, Wanted::NotNo);
  candidate.filter = candidate.loose_trigger;
  if (candidate.is_counted()) {
    const Register condition = lower_condition(analysis, number, expressions_, tests_);
    candidate.filter =
        allowing(tests_, tests_.value(OpCode::And, {trigger, condition}), Wanted::NotNo);
  }
  for (Disjunction* const asked : {&candidate.trigger, &candidate.loose_trigger, &candidate.filter})
    ask_whole_counts(*asked, analysis, tests_);
  candidates_.push_back(std::move(candidate));
}

// What the event and the chosen values never rule out would be let through each time; what can never be has no
// need of an index.
void IndexLowering::drop_hopeless() {
  std::erase_if(candidates_,
                [](const IndexCandidate& candidate) { return !rules_out(candidate.filter); });
}

void IndexLowering::look(BodyBuilder& builder) {
  for (std::size_t key = 0; key < keys_.size(); ++key) {
    builder.effect(OpCode::Key, {copied(keys_[key], builder)}, static_cast<std::int64_t>(key));
  }
  builder.effect(OpCode::Look, {}, 0);
}

Register IndexLowering::copied(Register value, BodyBuilder& builder) {
  const auto known = copies_.find(value);
  if (known != copies_.end()) return known->second;
  const Op op = tests_.definition(value);
  const std::uint8_t inputs = row_of(op.code).inputs;
  Inputs copies;
  if (inputs > 0) copies.a = copied(op.a, builder);
  if (inputs > 1) copies.b = copied(op.b, builder);
  if (inputs > 2) copies.c = copied(op.c, builder);
  const Register copy = builder.value(op.code, copies, op.imm);
  copies_.emplace(value, copy);
  return copy;
}

}  // namespace wend::plan
