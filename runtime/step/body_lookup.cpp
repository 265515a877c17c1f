// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/body_lookup.h"

#include <algorithm>
#include <bit>

#include "runtime/values/faults.h"

namespace wend::runtime {

namespace {
constexpr std::size_t kAtOnce = 4;
}

void BitCounts::add(const std::uint64_t* bits) {
  for (std::size_t word = 0; word < words_; ++word) {
    std::uint64_t carry = bits[word];
    for (std::size_t plane = 0; carry != 0; ++plane) {
      std::uint64_t& sum = planes_[plane * words_ + word];
      const std::uint64_t both = sum & carry;
      sum ^= carry;
      carry = both;
    }
  }
  if (++added_ == (1U << kPlanes) - 1) empty_planes();
}

void BitCounts::empty_planes() {
  for (std::size_t plane = 0; plane < kPlanes; ++plane) {
    for (std::size_t word = 0; word < words_; ++word) {
      for (std::uint64_t bits = planes_[plane * words_ + word]; bits != 0; bits &= bits - 1)
        sums_[word * 64 + static_cast<std::size_t>(__builtin_ctzll(bits))] += std::uint64_t{1}
                                                                              << plane;
    }
  }
  std::fill(planes_.begin(), planes_.end(), 0);
  added_ = 0;
}

std::vector<std::uint64_t> BitCounts::take() {
  empty_planes();
  std::vector<std::uint64_t> sums(sums_.size());
  sums.swap(sums_);
  return sums;
}

BodyLookup::BodyLookup(const BodyIndex& index, const BitIndex& bits)
    : index_(index),
      bits_(bits),
      rows_(bits.input_count()),
      let_through_(bits.rule_words()),
      fired_(bits.trigger_words()),
      candidates_(index.bodies.size()),
      triggers_(bits.trigger_words()) {
  for (const IndexedBody& indexed : index.bodies) rules_.push_back(indexed.rule);
  rules_.resize(bits.rule_words() * 64 + 1);  // what an empty word is read from
  peeked_.resize(index.bodies.size() + kAtOnce);
}

void BodyLookup::look(const IndexValues& values) {
  bits_.look(values, true, rows_.data(), let_through_.data());
  from_ = 0;
  if (fired_.empty()) return;
  bits_.fired(rows_.data(), fired_.data());
  if (!planted(Fault::IndexForgetsCounts)) triggers_.add(fired_.data());
}

// Bits are taken out of a word four at once, whether it has as many or not: how many there are cannot be foretold,
// and a wrong guess costs more than some of these.
std::span<const std::uint32_t> BodyLookup::peek(const IndexValues& values) {
  bits_.look(values, false, rows_.data(), let_through_.data());
  std::size_t count = 0;
  for (std::size_t word = 0; word < let_through_.size(); ++word) {
    const std::uint32_t* rules = rules_.data() + word * 64;
    for (std::uint64_t bits = let_through_[word]; bits != 0;) {
      for (std::size_t i = 0; i < kAtOnce; ++i) {
        peeked_[count] = rules[std::countr_zero(bits)];
        count += bits != 0 ? 1 : 0;
        bits &= bits - 1;
      }
    }
  }
  return {peeked_.data(), count};
}

std::uint32_t BodyLookup::next(std::uint32_t end) {
  const std::uint32_t last_word = (end + 63) / 64;
  for (std::uint32_t word = from_ / 64; word < last_word; ++word) {
    std::uint64_t& bits = let_through_[word];
    if (bits == 0) continue;
    const auto rule = word * 64 + static_cast<std::uint32_t>(__builtin_ctzll(bits));
    if (rule >= end) break;
    bits &= bits - 1;
    if (planted(Fault::IndexLosesLast) && rule + 1 == index_.bodies.size()) break;
    from_ = rule;
    return rule;
  }
  from_ = end;
  return kNone;
}

std::span<const std::uint32_t> BodyLookup::take(std::uint32_t end) {
  taken_.clear();
  for (std::uint32_t body = next(end); body != kNone; body = next(end)) taken_.push_back(body);
  return taken_;
}

void BodyLookup::settle(std::vector<RuleCounts>& counts) {
  const std::vector<std::uint64_t> fired = triggers_.take();
  for (std::size_t i = 0; i < index_.bodies.size(); ++i) {
    const IndexedBody& rule = index_.bodies[i];
    if (rule.trigger != IndexedBody::kNone) {
      const std::uint64_t owed = fired[rule.trigger] - candidates_[i];
      counts[rule.rule].candidates += owed;
      counts[rule.rule].not_true += owed;
    }
    candidates_[i] = 0;
  }
}

}  // namespace wend::runtime
