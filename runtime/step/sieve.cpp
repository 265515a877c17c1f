// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/sieve.h"

#include <algorithm>
#include <limits>

namespace wend::runtime {
namespace {

// What is left stands in one word. Of 10, 20, 30 and 40 rules of three to eight comparisons over twenty fields (15, 24, 39
// and 56 conjunctions) that takes 17, 45, 51 and 88 ns a struct, with rows of all fields 68, 134, 127 and 127; of an event 40,
// 81, 83 and 113 instead of 66, 114, 110 and 109. Beyond that so many are left that rows take less.
constexpr std::size_t kMostConjunctions = 64;
constexpr std::int64_t kMostSmallValue = 255;

// What things take beside each other, about in nanoseconds: the row of a small value, one that is searched, one of a text;
// a conjunction that is left, with the wrong guess that comes with it, and a question that is answered at once.
constexpr double kSmallRow = 1.2, kSearchedRow = 10, kTextRow = 20;
constexpr double kSurvivor = 16, kEarlyQuestion = 0.7;

bool is_small(const IndexInput& input) {
  return !input.is_text && !input.starts.empty() && input.starts.front() >= 0 &&
         input.starts.back() <= kMostSmallValue;
}

double time_of(const IndexInput& input) {
  if (input.is_text) return kTextRow;
  return is_small(input) ? kSmallRow : kSearchedRow;
}

// Of the values that an input may have, the part that stands in a row; as if all small values were equally frequent, and
// else all rows.
double share_of_row(const IndexInput& input, std::uint32_t row) {
  if (row >= input.missing_row()) return 0;
  if (!is_small(input)) return 1.0 / static_cast<double>(input.starts.size() + 1);
  const std::int64_t begin = row == 0 ? 0 : input.starts[row - 1];
  const std::int64_t end = row == input.starts.size() ? input.starts.back() + 1 : input.starts[row];
  return static_cast<double>(end - begin) / static_cast<double>(input.starts.back() + 1);
}

std::vector<double> shares_of(const BodyIndex& index, const IndexConjunction& conjunction) {
  std::vector<double> shares(index.inputs.size(), 0);
  std::vector<bool> is_asked(index.inputs.size());
  for (const IndexRange& range : conjunction.ranges) {
    is_asked[range.input] = true;
    for (std::uint32_t row = range.first; row <= range.last; ++row)
      shares[range.input] += share_of_row(index.inputs[range.input], row);
  }
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (!is_asked[i]) shares[i] = 1;
  }
  return shares;
}

// The values of the rows from `first` to `last`, as far as these are rows of numbers.
Numbers numbers_in(const IndexInput& input, std::uint32_t first, std::uint32_t last) {
  using Limits = std::numeric_limits<std::int64_t>;
  const std::int64_t from = first == 0 ? Limits::min() : input.starts[first - 1];
  const std::int64_t to = last >= input.starts.size() ? Limits::max() : input.starts[last] - 1;
  return {static_cast<std::uint64_t>(from),
          static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from)};
}

}  // namespace

Sieve::Sieve(const BodyIndex& index) {
  if (index.conjunctions.empty() || index.conjunctions.size() > kMostConjunctions) return;
  std::vector<Shares> shares;
  for (const IndexConjunction& conjunction : index.conjunctions)
    shares.push_back(shares_of(index, conjunction));
  choose(index, shares);
  if (!is_worth_it_) return;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    first_question_.push_back(static_cast<std::uint32_t>(questions_.size()));
    add_questions(index, index.conjunctions[i], shares[i]);
    early_.push_back(early_among(first_question_.back(), shares[i]));
  }
  first_question_.push_back(static_cast<std::uint32_t>(questions_.size()));
}

// As long as a row saves more than it takes, the one that saves most.
void Sieve::choose(const BodyIndex& index, const std::vector<Shares>& shares) {
  std::vector<double> left(shares.size(), 1);
  double left_in_all = static_cast<double>(left.size());
  double time = 0;
  std::vector<bool> is_taken(index.inputs.size());
  const auto left_by = [&](std::size_t input) {
    double sum = 0;
    for (std::size_t i = 0; i < left.size(); ++i) sum += left[i] * shares[i][input];
    return sum;
  };
  for (;;) {
    double most = 0;
    std::uint32_t best = 0;
    for (std::uint32_t input = 0; input < is_taken.size(); ++input) {
      if (is_taken[input]) continue;
      const double saved =
          kSurvivor * (left_in_all - left_by(input)) - time_of(index.inputs[input]);
      if (saved > most) {
        most = saved;
        best = input;
      }
    }
    if (most <= 0) break;
    is_taken[best] = true;
    at_once_.push_back(best);
    time += time_of(index.inputs[best]);
    left_in_all = left_by(best);
    for (std::size_t i = 0; i < left.size(); ++i) left[i] *= shares[i][best];
  }
  double time_of_all = 0;
  for (const IndexInput& input : index.inputs) time_of_all += time_of(input);
  is_worth_it_ = !at_once_.empty() && 2 * (time + left_in_all * kSurvivor) <= time_of_all;
}

void Sieve::add_questions(const BodyIndex& index, const IndexConjunction& conjunction,
                          const Shares& shares) {
  const std::size_t begin = questions_.size();
  for (const IndexRange& range : conjunction.ranges) {
    if (std::find(at_once_.begin(), at_once_.end(), range.input) != at_once_.end()) continue;
    Question& asked = question_about(range.input, begin);
    const IndexInput& input = index.inputs[range.input];
    const auto names = [&](std::uint32_t row) { return range.first <= row && row <= range.last; };
    asked.missing = asked.missing || names(input.missing_row());
    asked.unknown = asked.unknown || names(input.unknown_row());
    if (range.first >= input.missing_row()) continue;
    const Numbers numbers = numbers_in(input, range.first, range.last);
    if (asked.has_numbers) {
      more_.push_back(numbers);
      asked.more_end = static_cast<std::uint32_t>(more_.size());
    } else {
      asked.numbers = numbers;
      asked.has_numbers = true;
    }
  }
  std::stable_sort(
      questions_.begin() + static_cast<std::ptrdiff_t>(begin), questions_.end(),
      [&](const Question& a, const Question& b) { return shares[a.input] < shares[b.input]; });
}

std::uint32_t Sieve::early_among(std::size_t begin, const Shares& shares) const {
  double left = 1;
  for (const std::uint32_t input : at_once_) left *= shares[input];
  std::uint32_t early = 0;
  for (std::size_t i = begin; i < questions_.size(); ++i, ++early) {
    const double share = shares[questions_[i].input];
    if (left * (1 - share) * kSurvivor < kEarlyQuestion) break;
    left *= share;
  }
  return early;
}

// Ranges of one input follow each other.
Sieve::Question& Sieve::question_about(std::uint32_t input, std::size_t begin) {
  if (questions_.size() == begin || questions_.back().input != input) {
    Question& made = questions_.emplace_back();
    made.input = input;
    made.more_begin = made.more_end = static_cast<std::uint32_t>(more_.size());
  }
  return questions_.back();
}

std::vector<Numbers> Sieve::numbers_of(const Question& asked) const {
  std::vector<Numbers> all;
  if (asked.has_numbers) all.push_back(asked.numbers);
  all.insert(all.end(), more_.begin() + asked.more_begin, more_.begin() + asked.more_end);
  return all;
}

}  // namespace wend::runtime
