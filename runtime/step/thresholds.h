// SPDX-License-Identifier: Apache-2.0
//
// What an index asks of computed values alone: of one value, whether it reaches a threshold. Bodies stand in the order of
// their thresholds, and those that a value lets through come before the first one that it does not reach: it takes a step for
// each value and for each body that is let through, however many there are. As rows of bits, all that ask about the value
// would be read.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "runtime/abi/plan.h"
#include "runtime/abi/value.h"

namespace wend::runtime {

class Thresholds {
 public:
  Thresholds() = default;
  explicit Thresholds(const BodyIndex& index);

  bool is_any() const { return !questions_.empty(); }
  // The index without the inputs that are asked here, and without the conjunctions that ask them.
  BodyIndex rest_of(const BodyIndex& index) const;
  // Sets the bits of the bodies that the values let through. `keys`: by number; null: nothing is known of any.
  void let_through(const Cell* keys, std::uint64_t* bodies) const;

 private:
  // A value that falls below its thresholds is asked with all its bits turned, and so are these: then it rises above them.
  struct Question {
    std::int64_t least;  // the first threshold
    std::uint32_t key;
    std::int32_t turned;  // the bits that are: none or all
    std::int64_t value_of(const Cell& cell) const { return cell.value ^ turned; }
  };
  struct Threshold {
    std::int64_t least;
    std::uint32_t body;
  };
  struct Range {
    std::uint32_t begin = 0, end = 0;
  };
  // Of a question: its thresholds, ascending, and the bodies for a value that is missing or unknown.
  struct Lists {
    Range thresholds, missing, unknown;
  };

  static std::vector<bool> inputs_asked_alone(const BodyIndex& index);
  void add(const BodyIndex& index, std::uint32_t input,
           const std::vector<const IndexConjunction*>& asking);
  void add_question(std::uint32_t key, bool falls, std::vector<Threshold> thresholds, Range missing,
                    Range unknown);
  void let_unknown_through(std::uint64_t* bodies) const;
  std::span<const std::uint32_t> bodies_of(const Lists& lists, Status status) const;

  std::vector<bool> is_asked_here_;  // by input
  std::vector<Question> questions_;
  std::vector<Lists> lists_;  // by question
  std::vector<Threshold> thresholds_;
  std::vector<std::uint32_t> bodies_;  // of all lists
};

}  // namespace wend::runtime
