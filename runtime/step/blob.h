// SPDX-License-Identifier: Apache-2.0
//
// One customer's state as one run of bytes:
//
//   u16 version, u16 0, u32 size, i64 next wake
//   bitmap of the records that are present, in words of 64: record 0 is the profile, 1 + n is fact n, the last
//     one says what is not known (gaps.h).
//     Of more than kDenseWords words only those that are not zero stand there, behind a bitmap of these
//   u32 per present record: where it begins, counted from the first record
//   the records, in order, without gaps
//
// A customer pays only for records that exist, and a record grows by what is inserted. Pointers into
// the bytes are valid until the next call that changes a size.
#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "runtime/step/bytes.h"

namespace wend::runtime {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

class Blob {
 public:
  Blob() = default;
  ~Blob();
  Blob(Blob&& other) noexcept;
  Blob& operator=(Blob&& other) noexcept;

  static constexpr std::uint16_t kVersion = 2;

  Blob copy() const;
  bool empty() const { return bytes_ == nullptr; }
  std::span<const std::uint8_t> bytes() const { return {bytes_, size_}; }
  std::int64_t next_wake() const { return empty() ? kNever : load<std::int64_t>(bytes_ + 8); }
  void set_next_wake(std::int64_t wake) {
    if (!empty()) store(bytes_ + 8, wake);
  }

  // Asks the machine for the first bytes: they will be read when the event's instant is complete.
  void prefetch() const {
    constexpr std::uint32_t kLine = 64;
    constexpr std::uint32_t kMost = 16 * kLine;
    const std::uint8_t* const end = bytes_ + (size_ < kMost ? size_ : kMost);
    for (const std::uint8_t* at = bytes_; at < end; at += 2 * kLine) {
      __builtin_prefetch(at, 1);
      __builtin_prefetch(at + kLine, 1);
    }
  }

  // A customer's first record needs `records`, the number of facts, the profile and the gaps.
  void prepare(std::uint32_t records) {
    if (empty()) begin(records);
  }
  bool has(std::uint32_t record) const {
    const std::uint64_t bits = is_small() ? load<std::uint64_t>(bytes_ + kHead) : word(record / 64);
    return (bits >> (record % 64) & 1) != 0;
  }
  // Whether all of the bitmap is one word: then nothing has to be remembered of where records stand.
  bool is_small() const { return words_ == 1; }
  std::span<std::uint8_t> find_small(std::uint32_t record) const {  // find. Requires: it is small
    const std::uint64_t bits = load<std::uint64_t>(bytes_ + kHead);
    const std::uint64_t bit = std::uint64_t{1} << record;
    if ((bits & bit) == 0) return {};
    const auto rank = static_cast<std::uint32_t>(ones_in(bits & (bit - 1)));
    const std::uint8_t* offsets = bytes_ + kHead + 8;
    const std::uint32_t begin = load<std::uint32_t>(offsets + rank * 4);
    const std::uint32_t data = kHead + 8 + present_ * 4;
    const std::uint32_t end =
        rank + 1 < present_ ? load<std::uint32_t>(offsets + rank * 4 + 4) : size_ - data;
    return {bytes_ + data + begin, end - begin};
  }
  std::span<std::uint8_t> find(std::uint32_t record) const {  // empty if absent or of no bytes
    if (is_small()) return find_small(record);
    if (!has(record)) return {};
    const std::uint32_t rank = rank_of(record);
    const std::uint32_t begin = offset_at(rank);
    return {bytes_ + data_begin() + begin, end_of(rank) - begin};
  }
  // Makes it if absent; new bytes are zero, at its end.
  std::span<std::uint8_t> resize(std::uint32_t record, std::uint32_t bytes);
  void remove(std::uint32_t record);
  // Calls visit(index, word) for each word of the bitmap that is not zero, ascending.
  template <class Visit>
  void for_each_word(Visit visit) const {
    if (empty()) return;
    if (summary_words_ == 0) {
      for (std::uint32_t i = 0; i < words_; ++i) visit(i, stored_word(i));
      return;
    }
    std::uint32_t place = 0;
    for (std::uint32_t i = 0; i < summary_words_; ++i) {
      for (std::uint64_t bits = summary_word(i); bits != 0; bits &= bits - 1)
        visit(i * 64 + static_cast<std::uint32_t>(__builtin_ctzll(bits)), stored_word(place++));
    }
  }

  // Grows with every change of where records stand: spans of them that were found before it are void.
  std::uint32_t changes() const { return changes_; }

  // Takes bytes from outside. False, and unchanged, unless their structure is sound for `records`.
  bool adopt(std::span<const std::uint8_t> bytes, std::uint32_t records);

 private:
  void begin(std::uint32_t records);
  static constexpr std::uint32_t kHead = 16;
  static constexpr std::uint32_t kDenseWords = 8;

  // The plain way: without an instruction for it, std::popcount is a call.
  static constexpr std::uint64_t ones_in(std::uint64_t bits) {
    bits -= bits >> 1 & 0x5555555555555555ULL;
    bits = (bits & 0x3333333333333333ULL) + (bits >> 2 & 0x3333333333333333ULL);
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0FULL;
    return bits * 0x0101010101010101ULL >> 56;
  }
  std::uint64_t summary_word(std::uint32_t index) const {
    return load<std::uint64_t>(bytes_ + kHead + index * 8);
  }
  std::uint8_t* stored_place(std::uint32_t place) const {
    return bytes_ + kHead + (summary_words_ + place) * 8;
  }
  std::uint64_t stored_word(std::uint32_t place) const {
    return load<std::uint64_t>(stored_place(place));
  }
  // How many stored words stand before a word of the bitmap.
  std::uint32_t words_before(std::uint32_t index) const {
    if (summary_words_ == 0) return index;
    std::uint64_t before = 0;
    for (std::uint32_t i = 0; i < index / 64; ++i) before += ones_in(summary_word(i));
    const std::uint64_t below = (std::uint64_t{1} << (index % 64)) - 1;
    return static_cast<std::uint32_t>(before + ones_in(summary_word(index / 64) & below));
  }
  bool is_stored(std::uint32_t index) const {
    return summary_words_ == 0 || (summary_word(index / 64) >> (index % 64) & 1) != 0;
  }
  std::uint64_t word(std::uint32_t index) const {  // of the bitmap; 0 for an empty blob
    return empty() || !is_stored(index) ? 0 : stored_word(words_before(index));
  }
  std::uint32_t directory() const { return kHead + (summary_words_ + stored_words_) * 8; }
  // How many records that are present stand before it.
  std::uint32_t rank_of(std::uint32_t record) const {
    const std::uint32_t place = words_before(record / 64);
    std::uint64_t rank = 0;
    for (std::uint32_t i = 0; i < place; ++i) rank += ones_in(stored_word(i));
    if (!is_stored(record / 64)) return static_cast<std::uint32_t>(rank);
    const std::uint64_t below = (std::uint64_t{1} << (record % 64)) - 1;
    return static_cast<std::uint32_t>(rank + ones_in(stored_word(place) & below));
  }
  void shape_for(std::uint32_t records);
  bool count_words();
  bool count_records(std::uint32_t records);
  bool has_sound_offsets() const;
  void set_bit(std::uint32_t record);
  void clear_bit(std::uint32_t record);
  std::uint32_t offset_at(std::uint32_t rank) const {
    return load<std::uint32_t>(bytes_ + directory() + rank * 4);
  }
  void set_offset_at(std::uint32_t rank, std::uint32_t offset);
  std::uint32_t data_begin() const { return directory() + present_ * 4; }
  std::uint32_t end_of(std::uint32_t rank) const {
    return rank + 1 < present_ ? offset_at(rank + 1) : size_ - data_begin();
  }
  void reserve(std::uint32_t bytes);
  void open_gap(std::uint32_t at, std::uint32_t bytes);
  void close_gap(std::uint32_t at, std::uint32_t bytes);
  void shift_offsets(std::uint32_t from_rank, std::int64_t by);
  void set_size();
  void insert(std::uint32_t record, std::uint32_t rank);

  std::uint8_t* bytes_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
  std::uint32_t words_ = 0;          // of the bitmap
  std::uint32_t summary_words_ = 0;  // 0: all words of the bitmap are stored
  std::uint32_t stored_words_ = 0;
  std::uint32_t present_ = 0;
  std::uint32_t changes_ = 0;
};

}  // namespace wend::runtime
