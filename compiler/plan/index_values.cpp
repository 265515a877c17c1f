// SPDX-License-Identifier: Apache-2.0
#include "compiler/plan/index_values.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace wend::plan {

namespace {

// A rule that the event alone rules out most of the time seldom needs a value that is dear to compute: so many
// of them count as one that needs it always.
constexpr std::uint64_t kSeldom = 16;

template <class Visit>
void for_each_disjunction(const std::vector<IndexCandidate>& candidates, Visit visit) {
  for (const IndexCandidate& candidate : candidates) {
    visit(candidate.filter);
    visit(candidate.trigger);
  }
}

class Choice {
 public:
  Choice(const BodyBuilder& tests, const std::vector<IndexCandidate>& candidates,
         const Settings& settings)
      : tests_(tests), candidates_(candidates), settings_(settings) {}

  std::unordered_set<Register> made() {
    for (const IndexCandidate& candidate : candidates_) weigh(candidate);
    std::unordered_set<Register> values;
    for (const auto& [value, weight] : weights_) {
      const bool is_there = source_of(tests_, value).has_value();
      if (is_there || (can_move(value) && weight >= settings_.key_from * kSeldom))
        values.insert(value);
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

  using Starts = std::unordered_map<Register, std::vector<std::int64_t>>;  // ascending

  void drop_largest(std::unordered_set<Register>& values) const {
    Starts starts;
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
    std::uint64_t rows = 0;
    for (const Register value : values) {
      sizes.emplace_back(leave_different(starts[value]), value);
      rows += sizes.back().first;
    }
    const auto fits = [&] { return rows * (conjunctions / 8) <= settings_.most_bytes_of_rows; };
    if (fits()) return;
    const Register lead = lead_among(values, starts);
    std::sort(sizes.begin(), sizes.end());
    rows = 0;
    for (const auto& [size, value] : sizes) {
      if (value == lead) continue;
      rows += size;
      if (!fits()) values.erase(value);
    }
  }

  static std::size_t leave_different(std::vector<std::int64_t>& numbers) {
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return numbers.size();
  }

  // The value whose rows an index keeps as lists; kNoLead: none.
  static constexpr Register kNoLead = std::numeric_limits<Register>::max();
  Register lead_among(const std::unordered_set<Register>& values, const Starts& starts) const {
    std::pair<double, Register> least = {kMostInListedRow, kNoLead};
    for (const Register value : values)
      least = std::min(least, {mean_in_rows(value, starts.at(value)), value});
    return least.second;
  }

  // How many conjunctions a row of the value allows on average, of the filters or of the triggers that are counted,
  // whichever are more.
  double mean_in_rows(Register value, const std::vector<std::int64_t>& starts) const {
    std::uint64_t filters = 0, triggers = 0;
    for (const IndexCandidate& candidate : candidates_) {
      filters += rows_allowed(candidate.filter, value, starts);
      if (candidate.is_counted()) triggers += rows_allowed(candidate.trigger, value, starts);
    }
    return static_cast<double>(std::max(filters, triggers)) /
           static_cast<double>(starts.size() + 1);
  }

  static std::uint64_t rows_allowed(const Disjunction& disjunction, Register value,
                                    const std::vector<std::int64_t>& starts) {
    const auto row_of = [&](std::int64_t number) {
      return std::upper_bound(starts.begin(), starts.end(), number) - starts.begin();
    };
    std::uint64_t rows = 0;
    for (const Conjunction& conjunction : disjunction.conjunctions) {
      const auto term = std::find_if(conjunction.terms.begin(), conjunction.terms.end(),
                                     [&](const Term& one) { return one.value == value; });
      if (term == conjunction.terms.end()) {
        rows += starts.size() + 1;
        continue;
      }
      for (const Interval& interval : term->allowed.numbers)
        rows += static_cast<std::uint64_t>(row_of(interval.last) - row_of(interval.first)) + 1;
    }
    return rows;
  }

  const BodyBuilder& tests_;
  const std::vector<IndexCandidate>& candidates_;
  const Settings& settings_;
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
                                                 const Settings& settings) {
  return Choice(tests, candidates, settings).made();
}

void keep_terms(Disjunction& disjunction, const std::unordered_set<Register>& values) {
  for (Conjunction& conjunction : disjunction.conjunctions) {
    const std::size_t dropped = std::erase_if(
        conjunction.terms, [&](const Term& term) { return values.count(term.value) == 0; });
    if (dropped != 0) disjunction.exact = false;
  }
}

}  // namespace wend::plan
