// SPDX-License-Identifier: Apache-2.0
//
// What stands before the records of a state (blob.h), and how one of them is looked for there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "runtime/step/bytes.h"

namespace wend::runtime {

constexpr std::uint32_t kDirectoryHead = 4;  // bytes: how many records are present, and the form
constexpr std::uint32_t kMostRecords = 0xFFFFFF;
inline std::uint32_t records_in(const std::uint8_t* state) {  // how many are present
  return load<std::uint32_t>(state) & kMostRecords;
}

// Where a record stands, or would.
struct Part {
  std::uint32_t count = 0;  // of all that are present
  std::uint32_t rank = 0;
  std::uint32_t begin = 0;
  std::uint32_t bytes = 0;
  bool is_there = false;
};

// `Entry`: of each record that is present. With a bitmap where the record begins, else, as a list, its number above that.
template <class EntryOf, bool kList>
struct Directory {
  using Entry = EntryOf;
  static constexpr bool kIsList = kList;
  static constexpr std::uint32_t kWidth = sizeof(Entry);
  static constexpr std::uint32_t kBegin = kDirectoryHead + (kIsList ? 0 : 8);
  static constexpr std::uint32_t kPlaceBits = kIsList ? 4 * kWidth : 8 * kWidth;
  static constexpr std::uint64_t kMostPlace = (std::uint64_t{1} << kPlaceBits) - 1;

  static Entry entry(std::uint32_t record, std::uint32_t place) {
    if constexpr (kIsList) return static_cast<Entry>(Entry{record} << kPlaceBits | place);
    return static_cast<Entry>(place);
  }
  static std::uint8_t* entry_at(std::uint8_t* state, std::uint32_t rank) {
    return state + kBegin + std::size_t{kWidth} * rank;
  }
  static std::uint32_t place_at(std::uint8_t* state, std::uint32_t rank) {
    return static_cast<std::uint32_t>(load<Entry>(entry_at(state, rank)) & kMostPlace);
  }
  // Requires: it is a list.
  static std::uint32_t record_at(std::uint8_t* state, std::uint32_t rank) {
    return static_cast<std::uint32_t>(load<Entry>(entry_at(state, rank)) >> kPlaceBits);
  }

  // How many of `count` that are present stand before it, and whether it is one of them.
  static bool look(std::uint8_t* state, std::uint32_t count, std::uint32_t record,
                   std::uint32_t& rank) {
    if constexpr (kIsList) {
      rank = rank_in_list(state, count, record);
      return rank < count && record_at(state, rank) == record;
    }
    const auto bits = load<std::uint64_t>(state + kDirectoryHead);
    const std::uint64_t bit = std::uint64_t{1} << record;
    rank = static_cast<std::uint32_t>(ones_in(bits & (bit - 1)));
    return (bits & bit) != 0;
  }
  // Requires: it is a list. By halves, without a choice that the machine would have to guess.
  static std::uint32_t rank_in_list(std::uint8_t* state, std::uint32_t count,
                                    std::uint32_t record) {
    const Entry wanted = entry(record, 0);
    const auto is_before = [&](std::uint32_t rank) {
      return static_cast<std::uint32_t>(load<Entry>(entry_at(state, rank)) < wanted);
    };
    std::uint32_t from = 0, left = count;
    while (left > 1) {
      const std::uint32_t half = left / 2;
      from += half * is_before(from + half - 1);
      left -= half;
    }
    return left == 0 ? from : from + is_before(from);
  }
  // The record; empty if it is not there. `size`: of the state.
  static std::span<std::uint8_t> find(std::uint8_t* state, std::uint32_t size,
                                      std::uint32_t record) {
    const std::uint32_t count = records_in(state);
    std::uint32_t rank;
    if (!look(state, count, record, rank)) return {};
    return at_rank(state, size, count, rank);
  }
  static std::span<std::uint8_t> at_rank(std::uint8_t* state, std::uint32_t size,
                                         std::uint32_t count, std::uint32_t rank) {
    std::uint8_t* const records = entry_at(state, count);
    std::uint8_t* const begin = records + place_at(state, rank);
    if (rank + 1 == count) return {begin, state + size};
    return {begin, records + place_at(state, rank + 1)};
  }
  // `size`: of the state.
  static Part part(std::uint8_t* state, std::uint32_t size, std::uint32_t count,
                   std::uint32_t record) {
    Part part;
    part.count = count;
    part.is_there = look(state, count, record, part.rank);
    const std::uint32_t end = size - kBegin - kWidth * count;
    part.begin = part.rank < count ? place_at(state, part.rank) : end;
    if (!part.is_there) return part;
    part.bytes = (part.rank + 1 < count ? place_at(state, part.rank + 1) : end) - part.begin;
    return part;
  }

  // The plain way: without an instruction for it, std::popcount is a call.
  static constexpr std::uint64_t ones_in(std::uint64_t bits) {
    bits -= bits >> 1 & 0x5555555555555555ULL;
    bits = (bits & 0x3333333333333333ULL) + (bits >> 2 & 0x3333333333333333ULL);
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0FULL;
    return bits * 0x0101010101010101ULL >> 56;
  }
};

using NarrowList = Directory<std::uint32_t, true>;
// NarrowList::find, with wide vectors where there are some.
std::span<std::uint8_t> find_in_list(std::uint8_t* state, std::uint32_t size, std::uint32_t record);

}  // namespace wend::runtime
