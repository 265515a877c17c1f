// SPDX-License-Identifier: Apache-2.0
//
// Questions that differ in their windows: how often in an hour, in a day, in a week; what the newest are worth in each. A
// body asks them one by one; those about one fact that nothing changes in between are answered in one pass over it when
// the first of them is asked. What the newest entries are worth is added up once, as far back as the widest window goes;
// then each window is the place where it starts.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/abi/native.h"
#include "runtime/abi/plan.h"
#include "runtime/abi/value.h"

namespace wend::runtime {

struct Moment;
struct Totals;
class Series;

// Of a plan: which operations ask such a question.
class SharedQuestions {
 public:
  static constexpr std::uint16_t kAlone = 0xFFFF;

  explicit SharedQuestions(const Plan& plan);

  struct Asked {
    std::uint32_t pass = 0;
    FactPart part = FactPart::Count;
    bool by_calendar = false;
    std::uint32_t cap = 0;
    std::int64_t length = 0;  // of the window: milliseconds, or a packed calendar span
    bool is_same(const Asked& other) const {
      return part == other.part && by_calendar == other.by_calendar && cap == other.cap &&
             length == other.length;
    }
  };
  struct Pass {
    std::uint32_t fact = 0;
    std::uint32_t begin = 0, end = 0;  // of what is asked
  };

  bool is_any() const { return !passes_.empty(); }
  // By position in Plan::ops. Requires: is_any().
  std::uint16_t number_of(std::size_t op) const { return numbers_[op]; }
  const std::vector<Asked>& asked() const { return asked_; }
  const std::vector<Pass>& passes() const { return passes_; }

 private:
  friend class SharedQuestionsFinder;
  std::vector<std::uint16_t> numbers_;  // by operation: what it asks, or kAlone
  std::vector<Asked> asked_;
  std::vector<Pass> passes_;
};

// Of a moment: the answers so far.
class SharedAnswers {
 public:
  explicit SharedAnswers(const SharedQuestions& questions);
  ~SharedAnswers();

  // Another body of operations begins: what was answered before is void.
  void begin() { ++run_; }
  // What the operation at that place of Plan::ops asks; null if it asks alone.
  const Cell* answer(Moment& moment, std::size_t op) {
    if (const Cell* known = known_answer(op)) return known;
    const std::uint16_t number = questions_.is_any() ? questions_.number_of(op) : kAlone;
    return number == kAlone ? nullptr : found(moment, number);
  }
  // The same if it was found before, else null.
  const Cell* known_answer(std::size_t op) const {
    const std::uint16_t number = questions_.is_any() ? questions_.number_of(op) : kAlone;
    if (number == kAlone || answers_[number].run != run_) return nullptr;
    return &answers_[number].cell;
  }

 private:
  static constexpr std::uint16_t kAlone = SharedQuestions::kAlone;
  struct Answer {
    Cell cell{};
    std::uint64_t run = 0;  // when it was found
  };
  const Cell* found(Moment& moment, std::uint16_t number);
  std::int64_t find_starts(const Moment& moment, const SharedQuestions::Pass& pass);
  void find_newest(const Series& series, bool has_values, std::int64_t start);

  const SharedQuestions& questions_;
  std::vector<Answer> answers_;  // as SharedQuestions::asked
  std::uint64_t run_ = 1;
  // Of the pass in hand:
  std::vector<std::int64_t> starts_;  // of the windows, as answers_
  std::vector<std::int64_t> newest_;  // the times of the entries, as far as a window goes; and room
  std::uint32_t newest_count_ = 0;
  std::vector<Totals> worth_;  // of so many of them: none, one, two
};

}  // namespace wend::runtime
