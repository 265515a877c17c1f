// SPDX-License-Identifier: Apache-2.0
#include "compiler/plan/index_values.h"

#include <algorithm>
#include <unordered_map>

namespace wend::plan {

namespace {

// A rule that the event alone rules out most of the time seldom needs a value that is dear to compute: so many
// of them count as one that needs it always.
constexpr std::uint64_t kSeldom = 16;
// Rows of bits, in bytes: beyond it the value with the most rows is not asked.
constexpr std::uint64_t kMostBytes = std::uint64_t{64} << 20;

template <class Visit>
void for_each_disjunction(const std::vector<IndexCandidate>& candidates, Visit visit) {
  for (const IndexCandidate& candidate : candidates) {
    visit(candidate.filter);
    visit(candidate.trigger);
  }
}

class Choice {
 public:
  Choice(const BodyBuilder& tests, const std::vector<IndexCandidate>& candidates)
      : tests_(tests), candidates_(candidates) {}

  std::unordered_set<Register> made(std::uint32_t key_from) {
    for (const IndexCandidate& candidate : candidates_) weigh(candidate);
    std::unordered_set<Register> values;
    for (const auto& [value, weight] : weights_) {
      const bool is_there = source_of(tests_, value).has_value();
      if (is_there || (can_move(value) && weight >= key_from * kSeldom)) values.insert(value);
    }
    drop_largest(values);
    return values;
  }

 private:
  bool is_there(const Term& term) const { return source_of(tests_, term.value).has_value(); }

  void weigh(const IndexCandidate& candidate) {
    std::vector<Register> asked;
    bool is_seldom = true;
    for (const Conjunction& conjunction : candidate.filter.conjunctions) {
      is_seldom = is_seldom && std::any_of(conjunction.terms.begin(), conjunction.terms.end(),
                                           [&](const Term& term) { return is_there(term); });
      for (const Term& term : conjunction.terms) asked.push_back(term.value);
    }
    std::sort(asked.begin(), asked.end());
    asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
    for (const Register value : asked) weights_[value] += is_seldom && is_dear(value) ? 1 : kSeldom;
  }

  // Whether computing it calls the runtime.
  bool is_dear(Register value) {
    const auto [known, is_new] = dear_.try_emplace(value, false);
    if (is_new)
      known->second = holds_for_any(value, [](const Op& op) { return row_of(op.code).is_helper; });
    return known->second;
  }
  // Whether it is the same for every rule of the touchpoint.
  bool can_move(Register value) const {
    return !holds_for_any(value, [](const Op& op) { return op.code == OpCode::Captured; });
  }

  template <class Test>
  bool holds_for_any(Register value, Test test) const {
    std::vector<Register> open = {value};
    std::unordered_set<Register> seen = {value};
    while (!open.empty()) {
      const Op& op = tests_.definition(open.back());
      open.pop_back();
      if (test(op)) return true;
      const Register inputs[] = {op.a, op.b, op.c};
      for (std::uint8_t i = 0; i < row_of(op.code).inputs; ++i) {
        if (seen.insert(inputs[i]).second) open.push_back(inputs[i]);
      }
    }
    return false;
  }

  void drop_largest(std::unordered_set<Register>& values) const {
    std::unordered_map<Register, std::vector<std::int64_t>> starts;
    std::uint64_t conjunctions = 0;
    for_each_disjunction(candidates_, [&](const Disjunction& disjunction) {
      conjunctions += disjunction.conjunctions.size();
      for (const Conjunction& conjunction : disjunction.conjunctions) {
        for (const Term& term : conjunction.terms) {
          std::vector<std::int64_t>& own = starts[term.value];
          for (const Interval& interval : term.allowed.numbers)
            own.insert(own.end(), {interval.first, interval.last});
        }
      }
    });
    std::vector<std::pair<std::uint64_t, Register>> sizes;
    for (const Register value : values)
      sizes.emplace_back(count_of_different(starts[value]), value);
    std::sort(sizes.begin(), sizes.end());
    std::uint64_t rows = 0;
    for (const auto& [size, value] : sizes) {
      rows += size;
      if (rows * (conjunctions / 8) > kMostBytes) values.erase(value);
    }
  }

  static std::size_t count_of_different(std::vector<std::int64_t>& numbers) {
    std::sort(numbers.begin(), numbers.end());
    return static_cast<std::size_t>(std::unique(numbers.begin(), numbers.end()) - numbers.begin());
  }

  const BodyBuilder& tests_;
  const std::vector<IndexCandidate>& candidates_;
  std::unordered_map<Register, std::uint64_t> weights_;
  std::unordered_map<Register, bool> dear_;  // of those that were looked at
};

}  // namespace

std::optional<IndexSource> source_of(const BodyBuilder& tests, Register value) {
  switch (tests.definition(value).code) {
    case OpCode::Field: return IndexSource::Field;
    case OpCode::Profile: return IndexSource::Profile;
    case OpCode::Channel: return IndexSource::Channel;
    default: return std::nullopt;
  }
}

std::unordered_set<Register> values_worth_asking(const BodyBuilder& tests,
                                                 const std::vector<IndexCandidate>& candidates,
                                                 std::uint32_t key_from) {
  return Choice(tests, candidates).made(key_from);
}

void keep_terms(Disjunction& disjunction, const std::unordered_set<Register>& values) {
  for (Conjunction& conjunction : disjunction.conjunctions) {
    const std::size_t dropped = std::erase_if(
        conjunction.terms, [&](const Term& term) { return values.count(term.value) == 0; });
    if (dropped != 0) disjunction.exact = false;
  }
}

}  // namespace wend::plan
