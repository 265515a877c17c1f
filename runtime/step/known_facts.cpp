// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/known_facts.h"

#include <algorithm>
#include <unordered_map>

namespace wend::runtime {
namespace {

std::size_t hash_of(const FactShape& shape) {
  std::size_t hash = static_cast<std::size_t>(shape.kind);
  const auto add = [&](std::size_t number) { hash = (hash ^ number) * 0x9E3779B97F4A7C15ULL; };
  add(shape.capacity);
  add(shape.keys);
  add(static_cast<std::size_t>(shape.span.amount));
  add(static_cast<std::size_t>(shape.all_within.amount));
  add(shape.capture_count);
  for (const SequenceStep& step : shape.steps) add(static_cast<std::size_t>(step.within.amount));
  return hash;
}

}  // namespace

// The layout of a fact follows from its shape and from what its captures are.
KnownFacts::KnownFacts(const Plan& plan) {
  std::unordered_multimap<std::size_t, const AlikeFacts*> by_hash;
  const auto alike_of = [&](const Fact& fact) -> const AlikeFacts* {
    const Capture* const captures = plan.captures.data() + fact.capture_begin;
    const std::size_t hash = hash_of(fact);
    const auto [begin, end] = by_hash.equal_range(hash);
    for (auto known = begin; known != end; ++known) {
      if (*known->second->shape == fact &&
          std::equal(captures, captures + fact.capture_count, known->second->captures))
        return known->second;
    }
    alike_.push_back({&fact, captures, layout_of(plan, fact), layout_of_each(plan, fact)});
    by_hash.emplace(hash, &alike_.back());
    return &alike_.back();
  };
  facts_.reserve(plan.facts.size());
  for (const Fact& fact : plan.facts) {
    facts_.push_back(
        {alike_of(fact), fact.capture_begin, fact.rule, fact.sequence, fact.stage, fact.awaited});
  }
}

}  // namespace wend::runtime
