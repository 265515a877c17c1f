// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/thresholds.h"

#include <algorithm>
#include <limits>

#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

void set(std::uint64_t* bits, std::uint32_t bit) {
  bits[bit >> 6] |= std::uint64_t{1} << (bit & 63);
}

// Rows of numbers are those up to `last_number`; a threshold allows the last of them, or the first.
bool is_threshold(const IndexRange& range, std::uint32_t last_number) {
  return range.first == 0 || range.first > last_number || range.last >= last_number;
}

// The rows of a range that are rows of numbers rise from its first one on, unless all of them are below its last.
bool rises(const IndexRange& range, std::uint32_t last_number) { return range.last >= last_number; }

}  // namespace

// Of computed values, those that no trigger asks, and no conjunction along with another.
std::vector<bool> Thresholds::inputs_asked_alone(const BodyIndex& index) {
  std::vector<bool> alone;
  for (const IndexInput& input : index.inputs)
    alone.push_back(input.source == IndexSource::Key && !input.is_text);
  for (const IndexTrigger& trigger : index.triggers)
    for (const IndexRange& range : trigger.ranges) alone[range.input] = false;
  for (const IndexConjunction& conjunction : index.conjunctions) {
    for (const IndexRange& range : conjunction.ranges) {
      const auto last_number = static_cast<std::uint32_t>(index.inputs[range.input].starts.size());
      const bool is_only = range.input == conjunction.ranges.front().input &&
                           range.input == conjunction.ranges.back().input;
      if (!is_only || !is_threshold(range, last_number)) alone[range.input] = false;
    }
  }
  return alone;
}

Thresholds::Thresholds(const BodyIndex& index) : is_asked_here_(inputs_asked_alone(index)) {
  std::vector<std::vector<const IndexConjunction*>> asking(index.inputs.size());
  for (const IndexConjunction& conjunction : index.conjunctions) {
    if (!conjunction.ranges.empty())
      asking[conjunction.ranges.front().input].push_back(&conjunction);
  }
  for (std::uint32_t input = 0; input < index.inputs.size(); ++input)
    if (is_asked_here_[input]) add(index, input, asking[input]);
}

void Thresholds::add(const BodyIndex& index, std::uint32_t input,
                     const std::vector<const IndexConjunction*>& asking) {
  const IndexInput& of = index.inputs[input];
  const auto last_number = static_cast<std::uint32_t>(of.starts.size());
  std::vector<Threshold> rising, falling;
  std::vector<std::uint32_t> missing, unknown;
  for (const IndexConjunction* const conjunction : asking) {
    for (const IndexRange& range : conjunction->ranges) {
      const auto names = [&](std::uint32_t row) { return range.first <= row && row <= range.last; };
      if (names(of.missing_row())) missing.push_back(conjunction->body);
      if (names(of.unknown_row())) unknown.push_back(conjunction->body);
      if (range.first > last_number) continue;
      if (rises(range, last_number))
        rising.push_back(
            {range.first == 0 ? kLeast : of.starts[range.first - 1], conjunction->body});
      else if (of.starts[range.last] != kLeast)  // no number is below that
        falling.push_back({~(of.starts[range.last] - 1), conjunction->body});
    }
  }
  const auto kept = [&](const std::vector<std::uint32_t>& bodies) {
    const auto begin = static_cast<std::uint32_t>(bodies_.size());
    bodies_.insert(bodies_.end(), bodies.begin(), bodies.end());
    return Range{begin, static_cast<std::uint32_t>(bodies_.size())};
  };
  const Range of_missing = kept(missing), of_unknown = kept(unknown);
  if (!rising.empty() || falling.empty())
    add_question(of.number, false, std::move(rising), of_missing, of_unknown);
  if (!falling.empty()) add_question(of.number, true, std::move(falling), of_missing, of_unknown);
}

void Thresholds::add_question(std::uint32_t key, bool falls, std::vector<Threshold> thresholds,
                              Range missing, Range unknown) {
  std::sort(thresholds.begin(), thresholds.end(),
            [](const Threshold& a, const Threshold& b) { return a.least < b.least; });
  const auto begin = static_cast<std::uint32_t>(thresholds_.size());
  thresholds_.insert(thresholds_.end(), thresholds.begin(), thresholds.end());
  const auto end = static_cast<std::uint32_t>(thresholds_.size());
  const std::int64_t least =
      thresholds.empty() ? std::numeric_limits<std::int64_t>::max() : thresholds.front().least;
  questions_.push_back({least, key, falls ? -1 : 0});
  lists_.push_back({{begin, end}, missing, unknown});
}

BodyIndex Thresholds::rest_of(const BodyIndex& index) const {
  BodyIndex rest;
  rest.bodies = index.bodies;
  rest.triggers = index.triggers;
  std::vector<std::uint32_t> number_of;
  for (std::uint32_t input = 0; input < index.inputs.size(); ++input) {
    number_of.push_back(static_cast<std::uint32_t>(rest.inputs.size()));
    if (!is_asked_here_[input]) rest.inputs.push_back(index.inputs[input]);
  }
  for (const IndexConjunction& conjunction : index.conjunctions) {
    const bool is_here =
        !conjunction.ranges.empty() && is_asked_here_[conjunction.ranges.front().input];
    if (!is_here) rest.conjunctions.push_back(conjunction);
  }
  for (IndexConjunction& conjunction : rest.conjunctions)
    for (IndexRange& range : conjunction.ranges) range.input = number_of[range.input];
  for (IndexTrigger& trigger : rest.triggers)
    for (IndexRange& range : trigger.ranges) range.input = number_of[range.input];
  return rest;
}

std::span<const std::uint32_t> Thresholds::bodies_of(const Lists& lists, Status status) const {
  const Range& range = status == Status::Missing ? lists.missing : lists.unknown;
  return std::span(bodies_).subspan(range.begin, range.end - range.begin);
}

void Thresholds::let_unknown_through(std::uint64_t* bodies) const {
  for (const Lists& lists : lists_)
    for (const std::uint32_t body : bodies_of(lists, Status::Unknown)) set(bodies, body);
}

void Thresholds::let_through(const Cell* keys, std::uint64_t* bodies) const {
  if (keys == nullptr) return let_unknown_through(bodies);
  const Question* asked = questions_.data();
  for (std::size_t i = 0; i < questions_.size(); ++i, ++asked) {
    const Cell& cell = keys[asked->key];
    if (cell.status != Status::Known) [[unlikely]] {
      for (const std::uint32_t body : bodies_of(lists_[i], cell.status)) set(bodies, body);
      continue;
    }
    std::int64_t value = asked->value_of(cell);
    if (planted(Fault::ThresholdIsMissed) && value != kLeast) --value;
    if (value < asked->least) continue;
    const Range& range = lists_[i].thresholds;
    for (std::uint32_t at = range.begin; at < range.end && thresholds_[at].least <= value; ++at)
      set(bodies, thresholds_[at].body);
  }
}

}  // namespace wend::runtime
