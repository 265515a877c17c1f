// SPDX-License-Identifier: Apache-2.0
#include "compiler/plan/lower_index.h"

#include <algorithm>

#include "compiler/plan/index_counts.h"
#include "compiler/plan/index_rows.h"
#include "compiler/plan/index_values.h"
#include "runtime/abi/fact_layout.h"

namespace wend::plan {
namespace {

// Of fewer questions each is asked as soon as all of them.
std::size_t least_at_once(const Settings& settings) {
  constexpr std::size_t kFew = 4;
  return std::clamp<std::size_t>(settings.index_from, 1, kFew);
}

}  // namespace

bool rules_out(const Disjunction& filter) {
  return !filter.conjunctions.empty() &&
         std::none_of(filter.conjunctions.begin(), filter.conjunctions.end(),
                      [](const Conjunction& conjunction) { return conjunction.terms.empty(); });
}

IndexLowering::IndexLowering(const Analysis& analysis, std::uint32_t touchpoint,
                             const std::vector<std::uint32_t>& rules, const Settings& settings,
                             TextTable& texts)
    : facts_(analysis.facts),
      least_at_once_(least_at_once(settings)),
      tests_(settings.simplify),
      expressions_(analysis, texts, tests_, touchpoint) {
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
  std::vector<std::size_t> over_windows;
  for (std::size_t key = 0; key < keys_.size(); ++key) {
    is_over_window(keys_[key]) ? over_windows.push_back(key) : give(key, builder);
  }
  const auto give_those = [&] {
    for (const std::size_t key : over_windows) give(key, builder);
  };
  if (over_windows.size() < least_at_once_)
    give_those();
  else
    builder.when(builder.change(OpCode::AnswerKeys, {}, 0), give_those);
  builder.effect(OpCode::Look, {}, 0);
}

void IndexLowering::give(std::size_t key, BodyBuilder& builder) {
  builder.effect(OpCode::Key, {copied(keys_[key], builder)}, static_cast<std::int64_t>(key));
}

// What entries tell about a window that ends now.
bool IndexLowering::is_over_window(Register value) const {
  const Op& read = tests_.definition(value);
  if (read.code != OpCode::Read) return false;
  const auto bits = static_cast<std::uint64_t>(read.imm);
  const Fact& fact = facts_[static_cast<std::size_t>(bits & 0xFFFFFF)];
  if (!is_told_by_entries(fact, static_cast<FactPart>(bits >> 24 & 0xFF))) return false;
  const Op& start = tests_.definition(read.a);
  return start.code == OpCode::WindowStart ||
         (start.code == OpCode::Subtract && tests_.definition(start.a).code == OpCode::Now &&
          tests_.definition(start.b).code == OpCode::Constant);
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
