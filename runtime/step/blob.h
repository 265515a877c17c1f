// SPDX-License-Identifier: Apache-2.0
//
// One customer's state as one run of bytes:
//
//   bitmap of the records that are present, in words of 64: record 0 is the profile, 1 + n is fact n, the last
//     one says what is not known (gaps.h).
//     Of more than kDenseWords words only those that are not zero stand there, behind a bitmap of these
//   per present record where it begins, counted from the first record: u16 while all records together have less than
//     64 KiB, else u32
//   the records, in order, without gaps
//
// In memory a few counts stand before them, so that what is looked at for every event is in one line.
//
// A customer pays only for records that exist, and a record grows by what is inserted. Pointers into
// the bytes are valid until the next call that changes a size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "runtime/abi/fact_layout.h"
#include "runtime/step/bytes.h"

namespace wend::runtime {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

class Blob {
 public:
  Blob() = default;
  ~Blob();
  Blob(Blob&& other) noexcept;
  Blob& operator=(Blob&& other) noexcept;

  Blob copy() const;
  bool empty() const { return bytes_ == nullptr; }
  std::span<const std::uint8_t> bytes() const {
    if (empty()) return {};
    return {state(), size_};
  }

  // Asks the machine for the first bytes: they will be read when the event's instant is complete. Of long states few lines are
  // read, among them those where it is written what stands where: to ask for more than some lines was slower than
  // to wait for one of the others.
  void prefetch() const {
    constexpr std::uint32_t kLine = 64;
    if (empty()) return;
    __builtin_prefetch(bytes_, 1);
    __builtin_prefetch(bytes_ + kLine, 1);
    if (kCounts + size_ <= 2 * kLine) return;
    __builtin_prefetch(bytes_ + 2 * kLine, 1);
    __builtin_prefetch(bytes_ + 3 * kLine, 1);
    __builtin_prefetch(bytes_ + 4 * kLine, 1);
    __builtin_prefetch(bytes_ + 5 * kLine, 1);
  }

  // A customer's first record needs `records`, the number of facts, the profile and the gaps.
  void prepare(std::uint32_t records) {
    if (empty()) begin(records);
  }
  bool has(std::uint32_t record) const {
    return is_small() ? has_small(record) : (word(record / 64) >> (record % 64) & 1) != 0;
  }
  bool has_small(std::uint32_t record) const {  // has. Requires: it is small
    return (load<std::uint64_t>(bytes_ + kCounts) >> (record % 64) & 1) != 0;
  }
  // Whether all of the bitmap is one word: then nothing has to be remembered of where records stand.
  bool is_small() const { return bytes_ != nullptr && words() == 1; }
  std::span<std::uint8_t> find_small(std::uint32_t record) const {  // find. Requires: it is small
    std::uint8_t* const offsets = bytes_ + kCounts + kSmallHead;
    const std::uint64_t bits = load<std::uint64_t>(offsets - 8);
    const std::uint64_t bit = std::uint64_t{1} << record;
    if ((bits & bit) == 0) return {};
    const auto rank = static_cast<std::uint32_t>(ones_in(bits & (bit - 1)));
    const auto about = load<std::uint32_t>(bytes_ + 8);
    const std::uint32_t count = about & kRoomForBits;
    if (about >> 24 != 2) [[unlikely]]
      return between_far(rank);
    std::uint8_t* const data = offsets + std::size_t{2} * count;
    if (rank + 1 == count) {
      const std::uint32_t begin = load<std::uint16_t>(offsets + std::size_t{2} * rank);
      return {data + begin, bytes_ + kCounts + size_};
    }
    const auto both =
        load<std::uint32_t>(offsets + std::size_t{2} * rank);  // where it and the next begin
    return {data + (both & kMostNarrow), data + (both >> 16)};
  }
  std::span<std::uint8_t> find(std::uint32_t record) const {  // empty if absent or of no bytes
    if (is_small()) return find_small(record);
    if (!has(record)) return {};
    return between(rank_of(record));
  }
  // Makes it if absent; new bytes are zero, at its end.
  std::span<std::uint8_t> resize(std::uint32_t record, std::uint32_t bytes);
  void remove(std::uint32_t record);
  // Calls visit(index, word) for each word of the bitmap that is not zero, ascending.
  template <class Visit>
  void for_each_word(Visit visit) const {
    if (empty()) return;
    if (summary_words() == 0) {
      for (std::uint32_t i = 0; i < words(); ++i) visit(i, stored_word(i));
      return;
    }
    std::uint32_t place = 0;
    for (std::uint32_t i = 0; i < summary_words(); ++i) {
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
  static constexpr std::uint32_t kSmallHead = 8;  // where all of the bitmap is one word
  static constexpr std::uint32_t kMostNarrow = 0xFFFF;
  static constexpr std::uint32_t kRoomForBits = 0xFFFFFF;

  // Before the state: u32 bytes there is room for, u16 words of the bitmap, u16 of them stored, u24 records that are
  // present, u8 bytes of an offset.
  static constexpr std::uint32_t kCounts = 12;
  std::uint8_t* state() const { return bytes_ + kCounts; }  // Requires: it is not empty
  std::uint32_t capacity() const { return empty() ? 0 : load<std::uint32_t>(bytes_); }
  std::uint32_t words() const { return load<std::uint16_t>(bytes_ + 4); }
  // 0: all words of the bitmap are stored.
  std::uint32_t summary_words() const { return words() > kDenseWords ? (words() + 63) / 64 : 0; }
  std::uint32_t stored_words() const { return load<std::uint16_t>(bytes_ + 6); }
  void set_stored_words(std::uint32_t words) {
    store(bytes_ + 6, static_cast<std::uint16_t>(words));
  }
  std::uint32_t present() const { return load<std::uint32_t>(bytes_ + 8) & kRoomForBits; }
  std::uint32_t offset_width() const { return bytes_[11]; }
  void set_present(std::uint32_t records, std::uint32_t offset_width) {
    store(bytes_ + 8, records | offset_width << 24);
  }
  static std::uint32_t offset_in(const std::uint8_t* offsets, std::uint32_t rank,
                                 std::uint32_t width) {
    return width == 2 ? load<std::uint16_t>(offsets + rank * 2)
                      : load<std::uint32_t>(offsets + rank * 4);
  }

  // The plain way: without an instruction for it, std::popcount is a call.
  static constexpr std::uint64_t ones_in(std::uint64_t bits) {
    bits -= bits >> 1 & 0x5555555555555555ULL;
    bits = (bits & 0x3333333333333333ULL) + (bits >> 2 & 0x3333333333333333ULL);
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0FULL;
    return bits * 0x0101010101010101ULL >> 56;
  }
  std::uint64_t summary_word(std::uint32_t index) const {
    return load<std::uint64_t>(state() + index * 8);
  }
  std::uint8_t* stored_place(std::uint32_t place) const {
    return state() + (summary_words() + place) * 8;
  }
  std::uint64_t stored_word(std::uint32_t place) const {
    return load<std::uint64_t>(stored_place(place));
  }
  // How many stored words stand before a word of the bitmap.
  std::uint32_t words_before(std::uint32_t index) const {
    if (summary_words() == 0) return index;
    std::uint64_t before = 0;
    for (std::uint32_t i = 0; i < index / 64; ++i) before += ones_in(summary_word(i));
    const std::uint64_t below = (std::uint64_t{1} << (index % 64)) - 1;
    return static_cast<std::uint32_t>(before + ones_in(summary_word(index / 64) & below));
  }
  bool is_stored(std::uint32_t index) const {
    return summary_words() == 0 || (summary_word(index / 64) >> (index % 64) & 1) != 0;
  }
  std::uint64_t word(std::uint32_t index) const {  // of the bitmap; 0 for an empty blob
    return empty() || !is_stored(index) ? 0 : stored_word(words_before(index));
  }
  std::uint32_t directory() const {
    const std::uint32_t all = words();
    return 8 * (all <= kDenseWords ? all : (all + 63) / 64 + stored_words());
  }
  std::span<std::uint8_t> between(std::uint32_t rank) const {
    const std::uint32_t begin = offset_at(rank);
    return {state() + data_begin() + begin, end_of(rank) - begin};
  }
  // The same, apart: few are so long.
  std::span<std::uint8_t> between_far(std::uint32_t rank) const;
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
    return offset_in(state() + directory(), rank, offset_width());
  }
  void set_offset_at(std::uint32_t rank, std::uint32_t offset);
  std::uint32_t data_begin() const { return directory() + present() * offset_width(); }
  std::uint32_t end_of(std::uint32_t rank) const {
    return rank + 1 < present() ? offset_at(rank + 1) : size_ - data_begin();
  }
  static std::uint8_t* room_for(std::uint32_t bytes);
  void reserve(std::uint32_t bytes);
  void move_to(std::uint8_t* room, std::uint32_t at, std::uint32_t gap);
  void open_gap(std::uint32_t at, std::uint32_t bytes);
  void close_gap(std::uint32_t at, std::uint32_t bytes);
  void shift_offsets(std::uint32_t from_rank, std::uint32_t by);
  void widen_offsets();
  void narrow_offsets();
  void insert(std::uint32_t record, std::uint32_t rank);
  // Where a record stands, or would.
  struct Part {
    std::uint32_t count = 0;  // of all that are present
    std::uint32_t rank = 0;
    std::uint32_t begin = 0;
    std::uint32_t bytes = 0;
    bool is_there = false;
  };
  Part small_part(std::uint32_t record) const;
  void move_parts(const Part& part, std::uint32_t bytes, std::ptrdiff_t entry);
  std::span<std::uint8_t> change_small(std::uint32_t record, std::uint32_t bytes, bool stays);

  std::uint8_t* bytes_ = nullptr;  // the counts, then the state
  std::uint32_t size_ = 0;         // of the state
  std::uint32_t changes_ = 0;
};

}  // namespace wend::runtime
