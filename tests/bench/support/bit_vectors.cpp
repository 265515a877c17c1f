// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/support/bit_vectors.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <set>
#include <tuple>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace wend::bench {
namespace {

// Fields that rule out most come first.
constexpr std::array<std::size_t, kFields> kOrder = {0,  3, 1, 2, 15, 16, 14, 10, 11, 13,
                                                     12, 5, 6, 9, 4,  8,  7,  17, 19, 18};
constexpr int kMostTableValue = 70'000;
constexpr std::size_t kBlock = 8;       // words of a vector
constexpr std::size_t kManyWords = 64;  // from here on the choices alone are tried first

std::size_t offset_of(std::size_t field) {
  if (field < 4) return offsetof(Record, choices) + 4 * field;
  if (field < 10) return offsetof(Record, wholes) + 4 * (field - 4);
  if (field < 14) return offsetof(Record, decimals) + 8 * (field - 10);
  if (field < 17) return offsetof(Record, instants) + 8 * (field - 14);
  return offsetof(Record, yes_no) + (field - 17);
}

struct Conjunction {
  std::vector<Test> tests;
  std::uint32_t rule;
};

// Conjunctions that ask for the same choices stand together, so that whole blocks fall out.
auto place_of(const Conjunction& conjunction) {
  std::array<int, 4> choices = {99, 99, 99, 99};
  for (const Test& test : conjunction.tests) {
    if (test.field < 4 && test.comparison == Comparison::Equal)
      choices[test.field] = static_cast<int>(test.with);
  }
  return std::tuple(choices[0], choices[3], choices[1], choices[2], conjunction.rule);
}

struct Lookup {
  const std::uint64_t* rows = nullptr;
  std::vector<double> cuts;
  std::vector<std::uint32_t> table;  // from a small value to the place of its row
  std::size_t field = 0;
  std::size_t offset = 0;
};

}  // namespace

struct BitVectors::Inside {
  std::size_t rules = 0, conjunctions = 0, words = 0;
  std::vector<Lookup> lookups;
  std::size_t choices = 0;  // so many lookups are of choices, and come first
  std::vector<std::vector<std::uint64_t>> bits;
  std::vector<std::uint32_t> rule_of;
  std::vector<std::uint64_t> several;  // conjunctions whose rule has more of them
  std::vector<std::uint64_t> seen;

  void add_rows(Lookup& lookup, const std::vector<Conjunction>& all);
  const std::uint64_t* row_of(const Lookup& lookup, const Record& record) const;
  std::size_t emit(std::size_t word, std::uint64_t found, std::uint32_t* out, std::size_t count,
                   bool& doubled);
  std::size_t match_wide(const std::uint64_t* const* rows, std::uint32_t* out, bool& doubled);
  std::size_t match_plain(const std::uint64_t* const* rows, std::uint32_t* out, bool& doubled);
};

BitVectors::~BitVectors() = default;
std::size_t BitVectors::conjunctions() const { return inside_->conjunctions; }

bool BitVectors::has_wide_vectors() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0;
#else
  return false;
#endif
}

BitVectors::BitVectors(const std::vector<Test>& rules) : inside_(std::make_unique<Inside>()) {
  std::vector<Conjunction> all;
  std::vector<std::size_t> count(rules.size());
  for (std::uint32_t rule = 0; rule < rules.size(); ++rule) {
    for (auto& tests : alternatives_of(rules[rule])) all.push_back({std::move(tests), rule});
  }
  for (const Conjunction& one : all) ++count[one.rule];
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return place_of(a) < place_of(b); });
  Inside& in = *inside_;
  in.rules = rules.size();
  in.conjunctions = all.size();
  in.words = (all.size() + 511) / 512 * kBlock;
  in.seen.resize(rules.size() / 64 + 1);
  in.several.resize(in.words);
  in.rule_of.resize(in.words * 64);
  for (std::size_t j = 0; j < all.size(); ++j) {
    in.rule_of[j] = all[j].rule;
    if (count[all[j].rule] > 1) in.several[j >> 6] |= std::uint64_t{1} << (j & 63);
  }
  for (const std::size_t field : kOrder) {
    Lookup lookup;
    lookup.field = field;
    lookup.offset = offset_of(field);
    std::set<double> cuts;
    for (const Conjunction& one : all) {
      for (const Test& test : one.tests)
        if (test.field == field) cuts.insert(test.with);
    }
    if (cuts.empty()) continue;
    lookup.cuts.assign(cuts.begin(), cuts.end());
    in.add_rows(lookup, all);
    in.lookups.push_back(std::move(lookup));
    if (field < 4) ++in.choices;
  }
}

// Rows of the values below the first cut, at it, between it and the next, and so on.
void BitVectors::Inside::add_rows(Lookup& lookup, const std::vector<Conjunction>& all) {
  const std::vector<double>& cuts = lookup.cuts;
  const std::size_t count = 2 * cuts.size() + 1;
  std::vector<std::uint64_t>& store = bits.emplace_back(count * words + kBlock, ~std::uint64_t{0});
  const std::size_t shift = (64 - reinterpret_cast<std::uintptr_t>(store.data()) % 64) % 64 / 8;
  std::uint64_t* rows = store.data() + shift;
  lookup.rows = rows;
  for (std::size_t q = 0; q < count; ++q) {
    const double value = q % 2 == 1       ? cuts[q / 2]
                         : q == 0         ? cuts.front() - 1
                         : q + 1 == count ? cuts.back() + 1
                                          : (cuts[q / 2 - 1] + cuts[q / 2]) / 2;
    std::uint64_t* row = rows + q * words;
    for (std::size_t j = 0; j < words * 64; ++j) {
      const bool ruled_out =
          j >= all.size() ||
          std::any_of(all[j].tests.begin(), all[j].tests.end(), [&](const Test& test) {
            return test.field == lookup.field && !holds(value, test.comparison, test.with);
          });
      if (ruled_out) row[j >> 6] &= ~(std::uint64_t{1} << (j & 63));
    }
  }
  const FieldKind kind = kKinds[lookup.field];
  if (kind == FieldKind::Decimal || kind == FieldKind::Instant) return;
  const int last = kind == FieldKind::Choice ? 64 : static_cast<int>(cuts.back()) + 1;
  if (last > kMostTableValue) return;
  for (int value = 0; value <= last; ++value) {
    const auto place = std::lower_bound(cuts.begin(), cuts.end(), value);
    const auto q = static_cast<std::size_t>(place - cuts.begin());
    const bool at = place != cuts.end() && *place == value;
    lookup.table.push_back(static_cast<std::uint32_t>((2 * q + (at ? 1 : 0)) * words));
  }
}

const std::uint64_t* BitVectors::Inside::row_of(const Lookup& lookup, const Record& record) const {
  const char* at = reinterpret_cast<const char*>(&record) + lookup.offset;
  if (!lookup.table.empty()) {
    std::int32_t value = 0;
    if (lookup.field >= 17) {
      value = *reinterpret_cast<const std::uint8_t*>(at);
    } else {
      std::memcpy(&value, at, 4);
    }
    const auto last = static_cast<std::int32_t>(lookup.table.size()) - 1;
    return lookup.rows + lookup.table[static_cast<std::size_t>(std::clamp(value, 0, last))];
  }
  double value = 0;
  if (kKinds[lookup.field] == FieldKind::Decimal) {
    std::memcpy(&value, at, 8);
  } else if (kKinds[lookup.field] == FieldKind::Instant) {
    std::int64_t instant = 0;
    std::memcpy(&instant, at, 8);
    value = static_cast<double>(instant);
  } else {
    std::int32_t whole = 0;
    std::memcpy(&whole, at, 4);
    value = whole;
  }
  const double* cuts = lookup.cuts.data();
  const double* cut = cuts;
  std::size_t count = lookup.cuts.size();
  while (count > 1) {
    const std::size_t half = count / 2;
    cut = cut[half - 1] < value ? cut + half : cut;
    count -= half;
  }
  const std::size_t below = static_cast<std::size_t>(cut - cuts) + (*cut < value ? 1 : 0);
  const bool at_cut = below < lookup.cuts.size() && cuts[below] == value;
  return lookup.rows + (2 * below + (at_cut ? 1 : 0)) * words;
}

// Rules with one conjunction cannot come twice; of the others the first counts.
std::size_t BitVectors::Inside::emit(std::size_t word, std::uint64_t found, std::uint32_t* out,
                                     std::size_t count, bool& doubled) {
  const std::uint32_t* rule = &rule_of[word * 64];
  const std::uint64_t more = several[word];
  for (std::uint64_t once = found & ~more; once != 0; once &= once - 1)
    out[count++] = rule[__builtin_ctzll(once)];
  for (std::uint64_t twice = found & more; twice != 0; twice &= twice - 1) {
    const std::uint32_t number = rule[__builtin_ctzll(twice)];
    const std::uint64_t bit = std::uint64_t{1} << (number & 63);
    out[count] = number;
    count += (seen[number >> 6] & bit) == 0 ? 1 : 0;
    seen[number >> 6] |= bit;
    doubled = true;
  }
  return count;
}

std::size_t BitVectors::Inside::match_plain(const std::uint64_t* const* rows, std::uint32_t* out,
                                            bool& doubled) {
  std::size_t count = 0;
  for (std::size_t word = 0; word < words; ++word) {
    std::uint64_t found = rows[0][word];
    for (std::size_t i = 1; i < lookups.size() && found != 0; ++i) found &= rows[i][word];
    if (found != 0) count = emit(word, found, out, count, doubled);
  }
  return count;
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512dq"))) std::size_t BitVectors::Inside::match_wide(
    const std::uint64_t* const* rows, std::uint32_t* out, bool& doubled) {
  std::size_t count = 0;
  const std::size_t fields = lookups.size();
  for (std::size_t word = 0; word < words; word += kBlock) {
    __m512i a = _mm512_load_si512(rows[0] + word);
    std::size_t i = 1;
    for (; i < choices; ++i) a = _mm512_and_si512(a, _mm512_load_si512(rows[i] + word));
    if (words > kManyWords && _mm512_test_epi64_mask(a, a) == 0) continue;
    __m512i b = a;
    for (; i + 1 < fields; i += 2) {
      a = _mm512_and_si512(a, _mm512_load_si512(rows[i] + word));
      b = _mm512_and_si512(b, _mm512_load_si512(rows[i + 1] + word));
    }
    if (i < fields) a = _mm512_and_si512(a, _mm512_load_si512(rows[i] + word));
    a = _mm512_and_si512(a, b);
    unsigned hit = _mm512_test_epi64_mask(a, a);
    if (hit == 0) continue;
    alignas(64) std::uint64_t found[kBlock];
    _mm512_store_si512(found, a);
    for (; hit != 0; hit &= hit - 1) {
      const auto place = static_cast<std::size_t>(__builtin_ctz(hit));
      count = emit(word + place, found[place], out, count, doubled);
    }
  }
  return count;
}
#else
std::size_t BitVectors::Inside::match_wide(const std::uint64_t* const* rows, std::uint32_t* out,
                                           bool& doubled) {
  return match_plain(rows, out, doubled);
}
#endif

std::size_t BitVectors::match(const Record& record, std::uint32_t* out) {
  Inside& in = *inside_;
  const std::uint64_t* rows[kFields];
  for (std::size_t i = 0; i < in.lookups.size(); ++i) rows[i] = in.row_of(in.lookups[i], record);
  static const bool is_wide = has_wide_vectors();
  bool doubled = false;
  const std::size_t count =
      is_wide ? in.match_wide(rows, out, doubled) : in.match_plain(rows, out, doubled);
  if (doubled) {
    for (std::size_t i = 0; i < count; ++i) in.seen[out[i] >> 6] = 0;
  }
  return count;
}

}  // namespace wend::bench
