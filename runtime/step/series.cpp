// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/series.h"

#include <algorithm>

#include "runtime/values/faults.h"

namespace wend::runtime {

void Series::set(std::uint32_t count, std::uint32_t head) const {
  store_number(bytes_, width_, count);
  store_number(bytes_ + width_, width_, head);
}

std::uint32_t Series::first_after(std::int64_t start) const {
  std::uint32_t low = 0;
  std::uint32_t high = count();
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    const bool after =
        planted(Fault::WindowStartInclusive) ? time(middle) >= start : time(middle) > start;
    if (after) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

std::uint8_t* Series::push(std::int64_t time) const {
  const std::uint32_t entries = count();
  if (entries < allocated_) {
    set(entries + 1, head());
  } else {
    const bool stuck = planted(Fault::NewestKeepsOldest);
    if (!stuck) set(entries, head() + 1 == allocated_ ? 0 : head() + 1);
  }
  std::uint8_t* entry = newest();
  store(entry, time);
  return entry;
}

void Series::drop_oldest() const { set(count() - 1, head() + 1 == allocated_ ? 0 : head() + 1); }

void Series::turn_to_head() const {
  if (head() == 0) return;
  std::uint8_t* first = bytes_ + 2 * width_;
  const std::uint64_t bytes = std::uint64_t{allocated_} * entry_;
  std::rotate(first, first + std::uint64_t{head()} * entry_, first + bytes);
  set(count(), 0);
}

Series Series::grown(Blob& blob, std::uint32_t record, const FactLayout& layout) const {
  if (allocated_ > 0) turn_to_head();
  const std::uint32_t entries = more_than(allocated_, layout.most_entries);
  const auto bytes =
      static_cast<std::uint32_t>(series_bytes(entries, layout.entry, layout.most_entries));
  return in(blob.resize(record, bytes), layout);
}

// One more up to eight, then a quarter more.
std::uint32_t Series::more_than(std::uint32_t allocated, std::uint32_t most_entries) {
  constexpr std::uint32_t kFew = 8;
  const std::uint64_t wanted = std::uint64_t{allocated} + (allocated < kFew ? 1 : allocated / 4);
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(wanted, most_entries));
}

std::uint32_t Series::room_for(std::uint32_t entries, std::uint32_t most_entries) {
  std::uint32_t room = 0;
  while (room < std::min(entries, most_entries)) room = more_than(room, most_entries);
  return room;
}

void Series::make_room(Blob& blob, std::uint32_t record, const FactLayout& layout,
                       std::uint32_t entries) {
  if (entries == 0 || blob.has(record)) return;
  const std::uint64_t bytes =
      series_bytes(room_for(entries, layout.most_entries), layout.entry, layout.most_entries);
  blob.resize(record, static_cast<std::uint32_t>(bytes));
}

bool Series::is_as_pushed(std::uint32_t most_entries) const {
  if (empty()) return false;
  if (planted(Fault::SeriesStaysAnyway)) return allocated_ <= most_entries;
  return head() == 0 && allocated_ == room_for(count(), most_entries);
}

bool Series::is_sound() const {
  if (allocated_ == 0) return false;
  return count() <= allocated_ && head() < allocated_;
}

}  // namespace wend::runtime
