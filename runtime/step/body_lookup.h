// SPDX-License-Identifier: Apache-2.0
//
// A session's use of one index: which bodies the event in hand lets through, how far they ran, and what is owed to
// the counts of rules that did not run. Of these nothing is counted one by one: triggers are
// counted as they fire, and what a rule's trigger fired without the rule running is a candidate whose condition
// was no.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "runtime/step/bit_index.h"
#include "wend/runtime.h"

namespace wend::runtime {

// How often each of many bits was set. Bit n of the counts stands in plane n, so that adding a row takes about
// two operations a word.
class BitCounts {
 public:
  explicit BitCounts(std::size_t words)
      : words_(words), planes_(kPlanes * words), sums_(64 * words) {}
  void add(const std::uint64_t* bits);
  // Of the bits that are set, so many times.
  void add(std::span<const std::uint32_t> numbers, std::uint64_t times = 1) {
    for (const std::uint32_t number : numbers) sums_[number] += times;
  }
  // The sums so far, by bit.
  const std::vector<std::uint64_t>& sums();
  void clear();  // then they are 0

 private:
  static constexpr std::size_t kPlanes = 8;
  void empty_planes();

  std::size_t words_;
  std::vector<std::uint64_t> planes_;
  std::vector<std::uint64_t> sums_;
  std::uint32_t added_ = 0;
};

class BodyLookup {
 public:
  BodyLookup(const BodyIndex& index, const BitIndex& bits);
  ~BodyLookup();

  // `ordinal`: of the moment, greater than 0.
  void look(const IndexValues& values, std::uint64_t ordinal);
  // Where the event alone is asked: what is let through may be known before `look` is asked of the same moment, which then
  // only counts.
  bool may_look_ahead() const { return bits_.may_look_ahead(); }
  void look_ahead(const IndexValues& values, std::uint64_t ordinal);
  // Whether it was so, and as a list, of what `look` was asked last: all of that is expected.
  bool was_ahead() const { return was_ahead_ && is_few_; }
  // Of what is let through, as far as it is known as a list.
  std::span<const std::uint32_t> few_ahead() const { return is_few_ ? few_ : BitIndex::List{}; }
  // The rules of the plan that would be let through, ascending. Nothing is counted. Valid until the next call.
  std::span<const std::uint32_t> peek(const IndexValues& values);
  // How the structs of a layout are asked, worked out when it comes first; null: as other values are. Valid until the next
  // call.
  const RecordSieve* sieve_for(const RecordReader& reader, std::uint32_t touchpoint);
  // `peek` for a struct of the host, with what `sieve_for` gave.
  std::span<const std::uint32_t> peek(const RecordAsked& asked, const RecordSieve* sieve);
  // The same if `left` conjunctions are left by what the sieve asks at once.
  std::span<const std::uint32_t> peek(const RecordAsked& asked, const RecordSieve& sieve,
                                      std::uint64_t left);
  // Of the bodies that are let through those that stand before `end` and were not taken yet, ascending; valid until the next
  // call, and no longer than until something is looked for.
  std::span<const std::uint32_t> take(std::uint32_t end);
  // A rule that was let through ran, and was a candidate or not.
  void expect(std::uint32_t rule) const { __builtin_prefetch(&candidates_[rule], 1); }
  void ran(std::uint32_t rule, std::uint64_t candidates) { candidates_[rule] += candidates; }
  // Adds what is owed since the last settling to that of all touchpoints, by rule of the plan: candidates whose condition was no.
  void settle(std::vector<std::uint64_t>& owed);

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  std::span<const std::uint32_t> named(std::uint64_t conjunctions);
  std::span<const std::uint32_t> named();  // of the rules that are let through
  void find(const IndexValues& values, bool for_triggers);
  void count_triggers();
  void count_at_points();
  std::uint32_t next(std::uint32_t end);
  std::span<const std::uint32_t> take_few(std::uint32_t end);

  const BodyIndex& index_;
  const BitIndex& bits_;
  std::vector<std::uint32_t> rows_;  // of the inputs, for the event in hand
  // Of what is let through, what did not run yet: as a list, or else as bits.
  bool is_few_ = false;
  BitIndex::List few_;
  BitIndex::Room room_ = {};
  std::uint64_t ahead_of_ = 0;  // the moment that was looked for ahead
  bool was_ahead_ = false;
  std::vector<std::uint64_t> let_through_;
  std::vector<std::uint64_t> fired_;
  std::vector<std::uint32_t> rules_;  // of the plan, by position in the index; and room behind
  std::vector<std::uint32_t> peeked_, taken_;
  std::uint32_t from_ = 0;                 // the rules before it ran
  std::vector<std::uint64_t> candidates_;  // by rule, counted when it ran, since the last settling
  BitCounts triggers_;
  // By place: how often the triggers of that point fired besides.
  std::vector<std::uint64_t> at_points_;
  // Of the layouts that structs came by, no more than some: a host has few.
  std::vector<std::unique_ptr<const RecordSieve>> sieves_;
  const RecordSieve* last_sieve_ = nullptr;
};

}  // namespace wend::runtime
