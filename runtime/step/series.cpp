// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/series.h"

#include <algorithm>
#include <bit>

#include "runtime/values/faults.h"

namespace wend::runtime {

void Series::set(std::uint32_t count, std::uint32_t head) const {
  store(bytes_, count);
  store(bytes_ + 4, head);
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
  std::uint8_t* first = bytes_ + kSeriesHead;
  const std::uint64_t bytes = std::uint64_t{allocated_} * entry_;
  std::rotate(first, first + std::uint64_t{head()} * entry_, first + bytes);
  set(count(), 0);
}

Series Series::grown(Blob& blob, std::uint32_t record, const FactLayout& layout) const {
  if (allocated_ > 0) turn_to_head();
  const std::uint64_t wanted = std::max<std::uint64_t>(1, std::uint64_t{allocated_} * 2);
  const std::uint64_t entries = std::min<std::uint64_t>(wanted, layout.most_entries);
  const auto bytes = static_cast<std::uint32_t>(kSeriesHead + entries * layout.entry);
  return in(blob.resize(record, bytes), layout.entry);
}

// Room doubles from one entry on.
std::uint32_t Series::room_for(std::uint32_t entries, std::uint32_t most_entries) {
  return std::min(std::bit_ceil(entries), most_entries);
}

void Series::make_room(Blob& blob, std::uint32_t record, const FactLayout& layout,
                       std::uint32_t entries) {
  if (entries == 0 || blob.has(record)) return;
  blob.resize(record, kSeriesHead + room_for(entries, layout.most_entries) * layout.entry);
}

bool Series::is_as_pushed(std::uint32_t most_entries) const {
  if (empty() || head() != 0) return false;
  return allocated_ == room_for(count(), most_entries) || planted(Fault::SeriesStaysAnyway);
}

bool Series::is_sound() const {
  if (allocated_ == 0) return false;
  return count() <= allocated_ && head() < allocated_;
}

}  // namespace wend::runtime
