// SPDX-License-Identifier: Apache-2.0
//
// A ring of entries of one size, oldest first, each beginning with an i64 that never falls (a time or
// a pane): count, head, entries. The two numbers have as many bytes as the most entries need. A view on bytes of a customer's
// state.
#pragma once

#include <cstdint>
#include <span>

#include "runtime/abi/fact_layout.h"
#include "runtime/step/blob.h"
#include "runtime/step/bytes.h"

namespace wend::runtime {

class Series {
 public:
  // With room for all that it may have; null `bytes`: there is none.
  Series(std::uint8_t* bytes, std::uint32_t entry, std::uint32_t most_entries)
      : Series(bytes, entry, bytes == nullptr ? 0 : most_entries, most_entries) {}
  static Series in(std::span<std::uint8_t> record, std::uint32_t entry,
                   std::uint32_t most_entries) {
    if (record.empty()) return {nullptr, entry, most_entries};
    const std::size_t entries = record.size() - series_head(most_entries);
    return {record.data(), entry, static_cast<std::uint32_t>(entries) / entry, most_entries};
  }
  // The same by the fact's layout. Most are full, and then nothing has to be divided.
  static Series in(std::span<std::uint8_t> record, const FactLayout& layout) {
    if (record.size() == layout.most && !record.empty())
      return {record.data(), layout.entry, layout.most_entries};
    return in(record, layout.entry, layout.most_entries);
  }
  // The series of a fact, with room for one more entry unless it is full.
  static Series with_room(Blob& blob, std::uint32_t record, const FactLayout& layout) {
    return with_room(blob.find(record), blob, record, layout);
  }
  static Series with_room(std::span<std::uint8_t> found, Blob& blob, std::uint32_t record,
                          const FactLayout& layout) {
    const Series series = in(found, layout);
    if (series.allocated_ == layout.most_entries || series.allocated_ > series.count())
      return series;
    return series.grown(blob, record, layout);
  }

  // The same for so many more, if nothing of it is there; nothing is made for none.
  static void make_room(Blob& blob, std::uint32_t record, const FactLayout& layout,
                        std::uint32_t entries);
  // Whether there is no more room than pushing its entries, one after the other, would have made.
  bool is_as_pushed(std::uint32_t most_entries) const;

  std::uint32_t count() const { return allocated_ == 0 ? 0 : load_number(bytes_, width_); }
  bool empty() const { return count() == 0; }
  std::uint8_t* at(std::uint32_t index) const {  // 0 is the oldest
    std::uint64_t place = std::uint64_t{head()} + index;
    if (place >= allocated_) place -= allocated_;
    return bytes_ + 2 * width_ + place * entry_;
  }
  std::int64_t time(std::uint32_t index) const { return load<std::int64_t>(at(index)); }
  std::uint8_t* newest() const { return at(count() - 1); }
  // How many entries are at or before `start`: the index of the first one after it.
  std::uint32_t first_after(std::int64_t start) const;
  // A new newest entry, its time set; the oldest makes room if the series is full.
  std::uint8_t* push(std::int64_t time) const;
  void drop_oldest() const;
  // For how many there is room when so many were pushed, one after the other.
  static std::uint32_t room_for(std::uint32_t entries, std::uint32_t most_entries);
  void clear() const { set(0, 0); }
  // Whether it begins behind its first place.
  bool is_turned() const { return allocated_ != 0 && head() != 0; }
  bool is_sound() const;

 private:
  Series(std::uint8_t* bytes, std::uint32_t entry, std::uint32_t allocated,
         std::uint32_t most_entries)
      : bytes_(bytes), entry_(entry), allocated_(allocated), width_(number_width(most_entries)) {}
  std::uint32_t head() const { return load_number(bytes_ + width_, width_); }
  void set(std::uint32_t count, std::uint32_t head) const;
  void turn_to_head() const;
  static std::uint32_t more_than(std::uint32_t allocated, std::uint32_t most_entries);
  Series grown(Blob& blob, std::uint32_t record, const FactLayout& layout) const;

  std::uint8_t* bytes_;
  std::uint32_t entry_;
  std::uint32_t allocated_;
  std::uint32_t width_;  // of a number
};

}  // namespace wend::runtime
