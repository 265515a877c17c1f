// SPDX-License-Identifier: Apache-2.0
//
// Questions that differ in their windows: how often in an hour, in a day, in a week; what the newest are worth in each. A
// body asks them one by one; those about one fact that nothing changes in between are answered in one pass over it when
// the first of them is asked, or all that an index asks at once. What the newest entries are worth is added up once, as far
// back as the widest window goes; then each window is the number of entries in it.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/abi/native.h"
#include "runtime/abi/plan.h"
#include "runtime/abi/value.h"

namespace wend::runtime {

struct Moment;
class Series;

// Of a plan: which operations ask such a question.
class SharedQuestions {
 public:
  static constexpr std::uint16_t kAlone = 0xFFFF;

  explicit SharedQuestions(const Plan& plan);

  // Which answer of a pass: a part of what the entries in the window tell, of `most` of them at most.
  struct Asked {
    static constexpr std::uint32_t kNoKey = 0xFFFFFFFF;
    std::uint32_t pass = 0;
    std::uint32_t part = 0;  // among those of the pass
    std::uint32_t most = 0;
    std::uint32_t key = kNoKey;  // of the touchpoint's index, that the answer is
  };
  // A window of fixed length in milliseconds, or of a packed calendar span.
  struct Window {
    std::int64_t length = 0;
    bool by_calendar = false;
    friend bool operator==(const Window&, const Window&) = default;
  };
  struct Pass {
    std::uint32_t fact = 0;
    std::uint32_t begin = 0, end = 0;  // of what is asked, by the usual length of the window
    bool by_calendar = false;          // some of it
    bool has_numbers = false;          // each entry of the fact has one
    std::vector<FactPart> parts;
  };

  bool is_any() const { return !passes_.empty(); }
  // By position in Plan::ops. Requires: is_any().
  std::uint16_t number_of(std::size_t op) const { return numbers_[op]; }
  const std::uint16_t* numbers() const { return numbers_.data(); }
  const std::vector<Asked>& asked() const { return asked_; }
  const std::vector<Window>& windows() const { return windows_; }
  // Of windows, of no meaning by the calendar: beside each other they are quicker to search.
  const std::vector<std::int64_t>& lengths() const { return lengths_; }
  const std::vector<Pass>& passes() const { return passes_; }
  // The passes that give the keys of an index which are asked behind one operation.
  const std::vector<std::vector<std::uint32_t>>& key_runs() const { return key_runs_; }

 private:
  friend class SharedQuestionsFinder;
  // By operation: what it asks; of one that answers keys its run; or kAlone.
  std::vector<std::uint16_t> numbers_;
  std::vector<Asked> asked_;
  std::vector<Window> windows_;  // as asked_
  std::vector<std::int64_t> lengths_;
  std::vector<Pass> passes_;
  std::vector<std::vector<std::uint32_t>> key_runs_;
};

// Of a moment: the answers so far.
class SharedAnswers {
 public:
  explicit SharedAnswers(const SharedQuestions& questions);
  ~SharedAnswers();

  // Another body of operations begins: what was answered before is void.
  void begin() { ++run_; }
  // What the operation at that place of Plan::ops asks; null if it asks alone. Of what is counted up to some number it may be
  // more than that.
  const Cell* answer(Moment& moment, std::size_t op) {
    if (const Cell* known = known_answer(op)) return known;
    const std::uint16_t number = questions_.is_any() ? questions_.number_of(op) : kAlone;
    return number == kAlone ? nullptr : found(moment, number);
  }
  // The same if it was found before, else null.
  const Cell* known_answer(std::size_t op) const {
    const std::uint16_t number = questions_.is_any() ? questions_.number_of(op) : kAlone;
    if (number == kAlone || runs_[questions_.asked()[number].pass] != run_) return nullptr;
    return &cells_[number];
  }
  // Asks the machine for what known_answer needs of an operation there, or a few behind it.
  void expect(std::size_t op) const {
    if (questions_.is_any()) __builtin_prefetch(questions_.numbers() + op);
  }
  // Gives the keys that are asked behind the operation, if all of them can be answered.
  bool answer_keys(Moment& moment, std::size_t op);

 private:
  static constexpr std::uint16_t kAlone = SharedQuestions::kAlone;
  static bool may_share(const Moment& moment);
  const Cell* found(Moment& moment, std::uint16_t number);
  void answer(Moment& moment, std::uint32_t number);
  std::int64_t find_starts(const Moment& moment, const SharedQuestions::Pass& pass);
  void find_newest(const Series& series, bool has_numbers, std::int64_t start);
  void tell_parts(const SharedQuestions::Pass& pass);
  void tell_part(FactPart part, bool has_numbers, Cell* told) const;
  void count_by_length(const Moment& moment, const SharedQuestions::Pass& pass);
  void count_by_start(const SharedQuestions::Pass& pass);

  const SharedQuestions& questions_;
  std::vector<Cell> cells_;          // as SharedQuestions::asked
  std::vector<std::uint64_t> runs_;  // by pass: when its answers were found
  std::uint64_t run_ = 1;
  // Of the pass in hand:
  std::vector<std::int64_t> starts_;  // of the windows, where some are of the calendar
  // By window: how many more entries it has than the one before. And room for one more.
  std::vector<std::uint32_t> more_;
  // The times of the entries, as far as a window goes, and their numbers if they have some; and room.
  std::vector<std::int64_t> newest_, numbers_;
  std::uint32_t newest_count_ = 0;
  std::vector<Cell> told_;  // what so many of them tell, none, one, two: the first part, the second
};

}  // namespace wend::runtime
