// SPDX-License-Identifier: Apache-2.0
//
// One customer's state as one run of bytes:
//
//   u24 how many records are present, u8 in which form it is said where they stand
//   of a program with at most 64 records, the bitmap of those that are present
//   for each of them, ascending, where it begins, counted from the first: u16 while all records together have less than
//     64 KiB, else u32. Of a program with more its number stands above that, as wide: a customer has few of many records
//   the records, in order, without gaps
//
// Record 0 is the profile, 1 + n is fact n, the last one says what is not known (gaps.h).
//
// A customer pays only for records that exist, and a record grows by what is inserted. Pointers into
// the bytes are valid until the next call that changes a size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "runtime/step/bytes.h"
#include "runtime/step/directory.h"

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
    if (kRoom + size_ <= 2 * kLine) return;
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
    return is_small() ? has_small(record) : has_listed(record);
  }
  bool has_small(std::uint32_t record) const {  // has. Requires: it is small
    return (load<std::uint64_t>(state() + kDirectoryHead) >> (record % 64) & 1) != 0;
  }
  // Whether it has a bitmap.
  bool is_small() const { return !empty() && form() <= Form::SmallWide; }
  std::span<std::uint8_t> find(std::uint32_t record) const {  // empty if absent or of no bytes
    if (empty()) return {};
    if (form() == Form::Small) return Small::find(state(), size_, record);
    if (form() == Form::Listed) return find_in_list(state(), size_, record);
    return find_otherwise(record);
  }
  // Makes it if absent; new bytes are zero, at its end.
  std::span<std::uint8_t> resize(std::uint32_t record, std::uint32_t bytes) {
    return change(record, bytes, true);
  }
  void remove(std::uint32_t record) {
    if (has(record)) change(record, 0, false);
  }
  // Calls visit(record) for each that is present from `least` on, ascending. It changes none.
  template <class Visit>
  void for_each_from(std::uint32_t least, Visit visit) const {
    if (empty()) return;
    if (!is_small()) {
      for (std::uint32_t rank = rank_in_list(least); rank < present(); ++rank)
        visit(listed_at(rank));
    } else if (least < 64) {
      const auto bits = load<std::uint64_t>(state() + kDirectoryHead);
      for (std::uint64_t left = bits >> least << least; left != 0; left &= left - 1)
        visit(static_cast<std::uint32_t>(__builtin_ctzll(left)));
    }
  }

  // Grows with every change of where records stand: spans of them that were found before it are void.
  std::uint32_t changes() const { return changes_; }

  // Takes bytes from outside. False, and unchanged, unless their structure is sound for `records`.
  bool adopt(std::span<const std::uint8_t> bytes, std::uint32_t records);

 private:
  static constexpr std::uint32_t kMostNarrow = 0xFFFF;
  static constexpr std::uint32_t kMostSmall = 64;
  // With a bitmap, or as a list; `Many`: a list whose numbers may be wider than 16 bits, and whose places are as wide.
  enum class Form : std::uint8_t { Small, SmallWide, Listed, ListedWide, Many };
  using Small = Directory<std::uint16_t, false>;
  using SmallWide = Directory<std::uint32_t, false>;
  using Listed = NarrowList;
  using ListedWide = Directory<std::uint64_t, true>;

  // Before the state: u32 bytes there is room for.
  static constexpr std::uint32_t kRoom = 4;
  std::uint8_t* state() const { return bytes_ + kRoom; }  // Requires: it is not empty
  std::uint32_t capacity() const { return empty() ? 0 : load<std::uint32_t>(bytes_); }
  std::uint32_t present() const { return records_in(state()); }
  Form form() const { return Form{state()[3]}; }
  void set_head(std::uint32_t present, Form form) {
    store(state(), present | std::uint32_t{static_cast<std::uint8_t>(form)} << 24);
  }
  template <class Act>
  static auto with(Form form, const Act& act) {
    switch (form) {
      case Form::Small: return act(Small{});
      case Form::SmallWide: return act(SmallWide{});
      case Form::Listed: return act(Listed{});
      case Form::ListedWide:
      case Form::Many: break;
    }
    return act(ListedWide{});
  }
  static Form form_for(std::uint32_t records, bool is_wide);

  std::span<std::uint8_t> find_otherwise(std::uint32_t record) const;
  bool has_listed(std::uint32_t record) const;
  std::uint32_t rank_in_list(std::uint32_t record) const;
  std::uint32_t listed_at(std::uint32_t rank) const;

  void begin(std::uint32_t records);
  static std::uint8_t* room_for(std::uint32_t bytes);
  std::span<std::uint8_t> change(std::uint32_t record, std::uint32_t bytes, bool stays);
  std::span<std::uint8_t> change_otherwise(std::uint32_t record, std::uint32_t bytes, bool stays);
  template <class Form>
  std::span<std::uint8_t> change_in(std::uint32_t record, std::uint32_t bytes, bool stays);
  template <class Form>
  void move_parts(const Part& part, std::uint32_t bytes, std::ptrdiff_t entry);
  template <class From, class To>
  void rewrite();
  void become(Form form);
  template <class Form>
  bool is_sound(std::uint32_t records) const;

  std::uint8_t* bytes_ = nullptr;  // the room, then the state
  std::uint32_t size_ = 0;         // of the state
  std::uint32_t changes_ = 0;
};

}  // namespace wend::runtime
