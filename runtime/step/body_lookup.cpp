// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/body_lookup.h"

#include <algorithm>
#include <bit>
#include <utility>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "runtime/step/bit_index_values.h"
#include "runtime/step/record_sieve.h"
#include "runtime/values/faults.h"

namespace wend::runtime {

namespace {

constexpr std::size_t kAtOnce = 4;

// Bits are taken out of a word some at once, whether it has as many or not: how many there are cannot be foretold, and a
// wrong guess costs more than some of these. `names`: of the bits of all words, and one more; `into` has room for as many
// more.
std::size_t name_all(std::span<const std::uint64_t> words, const std::uint32_t* names,
                     std::uint32_t* into) {
  std::size_t named = 0;
  for (std::size_t word = 0; word < words.size(); ++word) {
    for (std::uint64_t bits = words[word]; bits != 0;) {
      for (std::size_t i = 0; i < kAtOnce; ++i) {
        into[named] = names[word * 64 + static_cast<std::size_t>(std::countr_zero(bits))];
        named += bits != 0 ? 1 : 0;
        bits &= bits - 1;
      }
    }
  }
  return named;
}

#if defined(__x86_64__)
// Two at once, for how many there are is known by one instruction. (A lambda would not have the caller's instructions.)
__attribute__((target("avx512f,avx512dq,bmi,popcnt"), always_inline)) inline std::size_t name_word(
    std::uint64_t bits, const std::uint32_t* names, std::uint32_t* into) {
  const auto count = static_cast<std::size_t>(_mm_popcnt_u64(bits));
  for (std::size_t i = 0; i < count; i += 2) {
    into[i] = names[std::countr_zero(bits)];
    bits &= bits - 1;
    into[i + 1] = names[std::countr_zero(bits)];
    bits &= bits - 1;
  }
  return count;
}

// The same. Words that have any bit are put in a row first, eight at once.
__attribute__((target("avx512f,avx512dq,bmi,popcnt"))) std::size_t name_all_wide(
    std::span<const std::uint64_t> words, const std::uint32_t* names, std::uint32_t* into) {
  constexpr std::size_t kLanes = 8, kRoom = 256;
  alignas(64) std::uint64_t found[kRoom + kLanes], places[kRoom + kLanes];
  std::size_t named = 0, count = 0;
  __m512i here = _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i step = _mm512_set1_epi64(kLanes);
  for (std::size_t begin = 0; begin < words.size();
       begin += kLanes, here = _mm512_add_epi64(here, step)) {
    const std::size_t rest = words.size() - begin;
    const auto lanes = static_cast<__mmask8>(rest >= kLanes ? 0xFF : (1U << rest) - 1);
    const __m512i block = _mm512_maskz_loadu_epi64(lanes, words.data() + begin);
    const __mmask8 any = _mm512_test_epi64_mask(block, block);
    _mm512_storeu_si512(found + count, _mm512_maskz_compress_epi64(any, block));
    _mm512_storeu_si512(places + count, _mm512_maskz_compress_epi64(any, here));
    count += static_cast<std::size_t>(_mm_popcnt_u32(any));
    if (rest > kLanes && count <= kRoom) continue;
    for (std::size_t i = 0; i < count; ++i)
      named += name_word(found[i], names + places[i] * 64, into + named);
    count = 0;
  }
  return named;
}
#else
std::size_t name_all_wide(std::span<const std::uint64_t> words, const std::uint32_t* names,
                          std::uint32_t* into) {
  return name_all(words, names, into);
}
#endif

}  // namespace

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

const std::vector<std::uint64_t>& BitCounts::sums() {
  empty_planes();
  return sums_;
}

void BitCounts::clear() { std::fill(sums_.begin(), sums_.end(), 0); }

BodyLookup::BodyLookup(const BodyIndex& index, const BitIndex& bits)
    : index_(index),
      bits_(bits),
      rows_(bits.input_count()),
      let_through_(bits.rule_words()),
      fired_(bits.trigger_words()),
      candidates_(index.bodies.size()),
      triggers_(bits.trigger_words()),
      at_points_(fired_.empty() ? 0 : bits.points().places()) {
  for (const IndexedBody& indexed : index.bodies) rules_.push_back(indexed.rule);
  rules_.resize(bits.rule_words() * 64 + 1);  // what an empty word is read from
  peeked_.resize(index.bodies.size() + kAtOnce);
  constexpr std::size_t kFew = 256;
  taken_.reserve(std::min(index.bodies.size(), kFew));
}

BodyLookup::~BodyLookup() = default;

void BodyLookup::look_ahead(const IndexValues& values, std::uint64_t ordinal) {
  find(values, true);
  ahead_of_ = ordinal;
}

void BodyLookup::look(const IndexValues& values, std::uint64_t ordinal) {
  was_ahead_ = std::exchange(ahead_of_, 0) == ordinal;
  if (!was_ahead_) find(values, true);
  from_ = 0;
  if (!fired_.empty()) count_triggers();
}

void BodyLookup::find(const IndexValues& values, bool for_triggers) {
  const std::optional<BitIndex::List> few =
      bits_.look(values, for_triggers, rows_.data(), room_, let_through_.data());
  is_few_ = few.has_value();
  few_ = few.value_or(BitIndex::List{});
}

void BodyLookup::count_triggers() {
  if (planted(Fault::IndexForgetsCounts)) return;
  if (const std::uint32_t point = bits_.fired_point(rows_.data()); point != Points::kNone) {
    ++at_points_[point];
    return;
  }
  BitIndex::Room room;
  if (const std::optional<BitIndex::List> few = bits_.fired(rows_.data(), room, fired_.data()))
    triggers_.add(*few);
  else
    triggers_.add(fired_.data());
}

std::span<const std::uint32_t> BodyLookup::peek(const IndexValues& values) {
  if (bits_.is_sifted(false)) return named(bits_.sift(values));
  find(values, false);
  if (!is_few_) return named();
  std::transform(few_.begin(), few_.end(), peeked_.begin(),
                 [&](std::uint32_t body) { return rules_[body]; });
  return {peeked_.data(), few_.size()};
}

std::span<const std::uint32_t> BodyLookup::peek(const RecordAsked& asked,
                                                const RecordSieve* sieve) {
  if (sieve == nullptr) return peek(values_of(asked));
  return sieve->concerned(*sieve, asked.reader, asked.record);
}

std::span<const std::uint32_t> BodyLookup::peek(const RecordAsked& asked, const RecordSieve& sieve,
                                                std::uint64_t left) {
  return named(bits_.sift_rest(asked, sieve, left));
}

const RecordSieve* BodyLookup::sieve_for(const RecordReader& reader, std::uint32_t touchpoint) {
  constexpr std::size_t kMostLayouts = 4;
  if (last_sieve_ != nullptr && last_sieve_->is_for(reader)) return last_sieve_;
  if (!bits_.is_sifted(false)) return nullptr;
  const auto known = std::find_if(sieves_.begin(), sieves_.end(),
                                  [&](const auto& sieve) { return sieve->is_for(reader); });
  if (known != sieves_.end()) return last_sieve_ = known->get();
  if (sieves_.size() == kMostLayouts)
    std::erase_if(sieves_, [](const auto& sieve) { return sieve->state.use_count() == 1; });
  if (sieves_.size() == kMostLayouts) return nullptr;
  RecordSieve made = bits_.sieve_for(reader, touchpoint);
  made.lookup = this;
  sieves_.push_back(std::make_unique<const RecordSieve>(std::move(made)));
  return last_sieve_ = sieves_.back().get();
}

std::span<const std::uint32_t> BodyLookup::named(std::uint64_t conjunctions) {
  if (conjunctions == 0) return {};
  bits_.let_through(conjunctions, let_through_.data());
  return named();
}

std::span<const std::uint32_t> BodyLookup::named() {
  constexpr std::size_t kFewWords = 8;
  const bool is_wide = bits_.vectors() == Vectors::Wide && let_through_.size() > kFewWords;
  const std::size_t count =
      (is_wide ? name_all_wide : name_all)(let_through_, rules_.data(), peeked_.data());
  return {peeked_.data(), count};
}

std::span<const std::uint32_t> BodyLookup::take_few(std::uint32_t end) {
  std::size_t count = few_.size();
  while (count > 0 && few_[count - 1] >= end) --count;
  std::span<const std::uint32_t> taken = few_.first(count);
  few_ = few_.subspan(count);
  const bool is_lost =
      planted(Fault::IndexLosesLast) && !taken.empty() && taken.back() + 1 == index_.bodies.size();
  return is_lost ? taken.first(count - 1) : taken;
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
  if (is_few_) return take_few(end);
  taken_.clear();
  for (std::uint32_t body = next(end); body != kNone; body = next(end)) taken_.push_back(body);
  return taken_;
}

void BodyLookup::count_at_points() {
  for (std::uint32_t point = 0; point < at_points_.size(); ++point) {
    if (const std::uint64_t times = std::exchange(at_points_[point], 0); times != 0)
      triggers_.add(bits_.fired_at(point), times);
  }
}

void BodyLookup::settle(std::vector<std::uint64_t>& owed) {
  count_at_points();
  const std::vector<std::uint64_t>& fired = triggers_.sums();
  for (std::size_t i = 0; i < index_.bodies.size(); ++i) {
    const IndexedBody& rule = index_.bodies[i];
    if (rule.trigger != IndexedBody::kNone) owed[rule.rule] += fired[rule.trigger] - candidates_[i];
    candidates_[i] = 0;
  }
  triggers_.clear();
}

}  // namespace wend::runtime
