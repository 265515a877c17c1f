// SPDX-License-Identifier: Apache-2.0
#include "compiler/plan/index_rows.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "compiler/plan/index_values.h"

namespace wend::plan {

namespace {

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

class Rows {
 public:
  Rows(const BodyBuilder& tests, const std::vector<IndexCandidate>& candidates,
       std::vector<Register>& keys)
      : tests_(tests), candidates_(candidates), keys_(keys) {}

  BodyIndex filled() {
    for (const IndexCandidate& candidate : candidates_) {
      note_starts(candidate.filter);
      if (candidate.is_counted()) note_starts(candidate.trigger);
    }
    add_inputs();
    for (const IndexCandidate& candidate : candidates_) add(candidate);
    put_together();
    return std::move(index_);
  }

 private:
  void note_starts(const Disjunction& disjunction) {
    for (const Conjunction& conjunction : disjunction.conjunctions) {
      for (const Term& term : conjunction.terms) {
        std::vector<std::int64_t>& starts = starts_[term.value];
        if (term.is_text) texts_.insert(term.value);
        std::int64_t ruled_out = 0;
        for (const Interval& interval : term.allowed.numbers) {
          if (interval.first != kLeast) starts.push_back(interval.first);
          if (interval.last != kMost) starts.push_back(interval.last + 1);
          ruled_out = 1;
        }
        weights_[term.value] += ruled_out == 0 ? 2 : weight_of(term.allowed);
      }
    }
  }

  // A single number rules out more than one side of a border.
  static std::int64_t weight_of(const Allowed& allowed) {
    const bool is_few =
        std::all_of(allowed.numbers.begin(), allowed.numbers.end(),
                    [](const Interval& interval) { return interval.first == interval.last; });
    return is_few ? 2 : 1;
  }

  void add_inputs() {
    std::vector<Register> values;
    for (auto& [value, starts] : starts_) {
      std::sort(starts.begin(), starts.end());
      starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
      values.push_back(value);
    }
    std::stable_sort(values.begin(), values.end(),
                     [&](Register a, Register b) { return weights_[a] > weights_[b]; });
    for (const Register value : values) {
      input_of_.emplace(value, static_cast<std::uint32_t>(index_.inputs.size()));
      index_.inputs.push_back(input(value));
    }
  }

  IndexInput input(Register value) {
    IndexInput made;
    if (const auto source = source_of(tests_, value)) {
      made.source = *source;
      made.number = *source == IndexSource::Channel
                        ? 0
                        : static_cast<std::uint32_t>(tests_.definition(value).imm);
    } else {
      made.source = IndexSource::Key;
      made.number = static_cast<std::uint32_t>(keys_.size());
      keys_.push_back(value);
    }
    made.is_text = texts_.contains(value);
    made.starts = starts_[value];
    return made;
  }

  void add(const IndexCandidate& candidate) {
    const auto place = static_cast<std::uint32_t>(index_.bodies.size());
    IndexedBody made;
    made.rule = candidate.rule;
    if (candidate.is_counted()) made.trigger = trigger(candidate.trigger.conjunctions.front());
    index_.bodies.push_back(made);
    for (const Conjunction& conjunction : candidate.filter.conjunctions)
      index_.conjunctions.push_back({place, ranges(conjunction)});
  }

  std::uint32_t trigger(const Conjunction& conjunction) {
    std::vector<IndexRange> asked = ranges(conjunction);
    std::vector<std::uint32_t> key;
    for (const IndexRange& range : asked)
      key.insert(key.end(), {range.input, range.first, range.last});
    const auto [known, is_new] =
        triggers_.try_emplace(std::move(key), static_cast<std::uint32_t>(index_.triggers.size()));
    if (is_new) index_.triggers.push_back({std::move(asked)});
    return known->second;
  }

  std::vector<IndexRange> ranges(const Conjunction& conjunction) const {
    std::vector<IndexRange> all;
    for (const Term& term : conjunction.terms) add_ranges(all, term);
    std::sort(all.begin(), all.end(), [](const IndexRange& a, const IndexRange& b) {
      return std::pair(a.input, a.first) < std::pair(b.input, b.first);
    });
    return all;
  }

  void add_ranges(std::vector<IndexRange>& all, const Term& term) const {
    const std::uint32_t number = input_of_.at(term.value);
    const IndexInput& asked = index_.inputs[number];
    const std::size_t begin = all.size();
    const auto add_rows = [&](std::uint32_t first, std::uint32_t last) {
      if (all.size() > begin && all.back().last + 1 == first) {
        all.back().last = last;
      } else {
        all.push_back({number, first, last});
      }
    };
    for (const Interval& interval : term.allowed.numbers)
      add_rows(row_of(asked, interval.first), row_of(asked, interval.last));
    if (term.allowed.missing) add_rows(asked.missing_row(), asked.missing_row());
    if (term.allowed.unknown) add_rows(asked.unknown_row(), asked.unknown_row());
  }

  static std::uint32_t row_of(const IndexInput& input, std::int64_t number) {
    return static_cast<std::uint32_t>(
        std::upper_bound(input.starts.begin(), input.starts.end(), number) - input.starts.begin());
  }

  void put_together() {
    constexpr std::uint32_t kEarly = 4;
    const auto key = [](const IndexConjunction& conjunction) {
      std::array<std::uint32_t, kEarly> first;
      first.fill(0xFFFFFFFF);
      for (auto range = conjunction.ranges.rbegin(); range != conjunction.ranges.rend(); ++range) {
        if (range->input < kEarly) first[range->input] = range->first;
      }
      return first;
    };
    std::vector<std::pair<std::array<std::uint32_t, kEarly>, std::uint32_t>> order;
    for (std::uint32_t i = 0; i < index_.conjunctions.size(); ++i)
      order.emplace_back(key(index_.conjunctions[i]), i);
    std::sort(order.begin(), order.end());  // of equal ones the first comes first
    std::vector<IndexConjunction> sorted;
    sorted.reserve(order.size());
    for (const auto& [early, place] : order)
      sorted.push_back(std::move(index_.conjunctions[place]));
    index_.conjunctions = std::move(sorted);
  }

  const BodyBuilder& tests_;
  const std::vector<IndexCandidate>& candidates_;
  std::vector<Register>& keys_;
  std::map<Register, std::vector<std::int64_t>> starts_;
  std::map<Register, std::int64_t> weights_;
  std::unordered_set<Register> texts_;
  std::map<Register, std::uint32_t> input_of_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> triggers_;
  BodyIndex index_;
};

}  // namespace

BodyIndex index_with_rows(const BodyBuilder& tests, const std::vector<IndexCandidate>& candidates,
                          std::vector<Register>& keys) {
  return Rows(tests, candidates, keys).filled();
}

}  // namespace wend::plan
