// SPDX-License-Identifier: Apache-2.0
//
// How few conjunctions are asked. Where an event is ruled out cannot be foretold, and to guess wrong costs more than some
// rows: so the rows of a few inputs are and-ed whatever they hold, and the conjunctions that these leave are asked one
// by one for the rest, a comparison at a time. Of the other inputs nothing is read that none of these asks for.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "runtime/abi/plan.h"
#include "runtime/values/faults.h"

namespace wend::runtime {

// Numbers in a row: `first`, and as many as `beyond` says behind it. Behind the greatest comes the least.
struct Numbers {
  std::uint64_t first = 0;
  std::uint64_t beyond = 0;
  bool hold(std::uint64_t number) const { return number - first <= beyond; }
};

// The rows of an input with small values: by the value itself, from -1 on, which stands for all below 0.
struct SmallRows {
  const std::uint64_t* rows = nullptr;
  std::uint32_t most = 0;  // greater values have the same row
  std::uint64_t of(std::int64_t value) const {
    if (value < 0) [[unlikely]]
      return rows[-1];
    return rows[std::min<std::uint64_t>(static_cast<std::uint64_t>(value), most)];
  }
};

class Sieve {
 public:
  // Which values of an input a conjunction allows.
  struct Question {
    std::uint32_t input = 0;
    bool missing = false, unknown = false, has_numbers = false;
    Numbers numbers;
    std::uint32_t more_begin = 0, more_end = 0;  // in more_
  };

  explicit Sieve(const BodyIndex& index);

  // Else it takes less time to and the rows of all inputs.
  bool is_worth_it() const { return is_worth_it_; }
  // The inputs whose rows are and-ed first, by position.
  const std::vector<std::uint32_t>& at_once() const { return at_once_; }
  // What conjunctions ask of the others: of each those from the first position to before the second, the rarest first.
  const std::vector<Question>& questions() const { return questions_; }
  std::pair<std::uint32_t, std::uint32_t> questions_of(std::size_t conjunction) const {
    const std::uint32_t* const first = first_question_.data() + conjunction;
    return {first[0], first[1]};
  }
  std::size_t conjunctions() const { return early_.size(); }
  // How many of the first questions of a conjunction are worth an answer whatever is left of it: it is left often.
  std::uint32_t early_questions(std::size_t conjunction) const { return early_[conjunction]; }
  std::vector<Numbers> numbers_of(const Question& asked) const;  // ascending
  bool is_allowed(const Question& asked, const Cell& cell) const {
    if (cell.status != Status::Known)
      return cell.status == Status::Missing ? asked.missing : asked.unknown;
    const auto value = static_cast<std::uint64_t>(cell.value);
    if (planted(Fault::SieveLosesLeast) && value == asked.numbers.first) return false;
    if (asked.has_numbers && asked.numbers.hold(value)) return true;
    for (std::uint32_t i = asked.more_begin; i < asked.more_end; ++i) {
      if (more_[i].hold(value)) return true;
    }
    return false;
  }

 private:
  using Shares = std::vector<double>;  // by input: of its values, what a conjunction allows
  void choose(const BodyIndex& index, const std::vector<Shares>& shares);
  void add_questions(const BodyIndex& index, const IndexConjunction& conjunction,
                     const Shares& shares);
  std::uint32_t early_among(std::size_t begin, const Shares& shares) const;
  Question& question_about(std::uint32_t input, std::size_t begin);

  bool is_worth_it_ = false;
  std::vector<std::uint32_t> at_once_;
  std::vector<std::uint32_t> first_question_;  // by conjunction, and the end
  std::vector<std::uint32_t> early_;           // by conjunction
  std::vector<Question> questions_;
  std::vector<Numbers> more_;
};

}  // namespace wend::runtime
