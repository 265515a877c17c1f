// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/blob.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <new>
#include <stdexcept>
#include <utility>

#include "runtime/step/bytes.h"

namespace wend::runtime {
namespace {

constexpr std::uint32_t kBehindCapacity = 4;

}  // namespace

Blob::~Blob() { std::free(bytes_); }

Blob::Blob(Blob&& other) noexcept { *this = std::move(other); }

Blob& Blob::operator=(Blob&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(size_, other.size_);
  std::swap(changes_, other.changes_);
  return *this;
}

Blob Blob::copy() const {
  Blob made;
  if (empty()) return made;
  made.reserve(size_);
  std::memcpy(made.bytes_ + kBehindCapacity, bytes_ + kBehindCapacity,
              kCounts - kBehindCapacity + size_);
  made.size_ = size_;
  return made;
}

void Blob::begin(std::uint32_t records) {
  shape_for(records);
  size_ = directory();
  reserve(size_);
  std::memset(state(), 0, size_);
}

// An empty blob gets its counts, for no record yet.
void Blob::shape_for(std::uint32_t records) {
  const std::uint32_t words = (records + 63) / 64;
  if (words > kMostNarrow) throw std::length_error("a program keeps too many facts");
  reserve(0);
  store(bytes_ + 4, static_cast<std::uint16_t>(words));
  set_stored_words(words > kDenseWords ? 0 : words);
  set_present(0, 2);
}

std::span<std::uint8_t> Blob::between_far(std::uint32_t rank) const { return between(rank); }

void Blob::set_offset_at(std::uint32_t rank, std::uint32_t offset) {
  std::uint8_t* const at = state() + directory() + rank * offset_width();
  if (offset_width() == 2) {
    store(at, static_cast<std::uint16_t>(offset));
  } else {
    store(at, offset);
  }
}

// A sixteenth and a little more than asked for, up to what an allocator gives anyway: blocks come in steps of 16 bytes, and eight of
// them are its own.
std::uint8_t* Blob::room_for(std::uint32_t bytes) {
  constexpr std::uint64_t kLittle = 8;
  constexpr std::uint64_t kStep = 16;
  constexpr std::uint64_t kOfAllocator = 8;
  const std::uint64_t wanted = kCounts + bytes + std::uint64_t{bytes} / 16 + kLittle;
  const std::uint64_t block = (wanted + kOfAllocator + kStep - 1) / kStep * kStep - kOfAllocator;
  const std::uint64_t capacity =
      std::min<std::uint64_t>(block - kCounts, std::numeric_limits<std::uint32_t>::max());
  auto* const room = static_cast<std::uint8_t*>(std::malloc(capacity + kCounts));
  if (room == nullptr) throw std::bad_alloc();
  store(room, static_cast<std::uint32_t>(capacity));
  return room;
}

void Blob::reserve(std::uint32_t bytes) {
  if (!empty() && bytes <= capacity()) return;
  move_to(room_for(bytes), size_, 0);
}

// Not by realloc, which locks the memory of the thread that asked for the old block: threads that take over customers from
// each other would wait for each other. What stands behind the gap moves once.
void Blob::move_to(std::uint8_t* room, std::uint32_t at, std::uint32_t gap) {
  if (!empty()) {
    std::memcpy(room + kBehindCapacity, bytes_ + kBehindCapacity, kCounts - kBehindCapacity + at);
    std::memcpy(room + kCounts + at + gap, state() + at, size_ - at);
    std::free(bytes_);
  }
  bytes_ = room;
}

void Blob::open_gap(std::uint32_t at, std::uint32_t bytes) {
  if (bytes > std::numeric_limits<std::uint32_t>::max() - size_) throw std::bad_alloc();
  if (size_ + bytes <= capacity())
    std::memmove(state() + at + bytes, state() + at, size_ - at);
  else
    move_to(room_for(size_ + bytes), at, bytes);
  std::memset(state() + at, 0, bytes);
  size_ += bytes;
  ++changes_;
}

void Blob::close_gap(std::uint32_t at, std::uint32_t bytes) {
  std::memmove(state() + at, state() + at + bytes, size_ - at - bytes);
  size_ -= bytes;
  ++changes_;
}

// `by` may be less than nothing, modulo the width of an offset.
void Blob::shift_offsets(std::uint32_t from_rank, std::uint32_t by) {
  std::uint8_t* const offsets = state() + directory();
  const std::uint32_t count = present();
  if (offset_width() == 2) {
    for (std::uint8_t* at = offsets + from_rank * 2; at < offsets + count * 2; at += 2)
      store(at, static_cast<std::uint16_t>(load<std::uint16_t>(at) + by));
  } else {
    for (std::uint8_t* at = offsets + from_rank * 4; at < offsets + count * 4; at += 4)
      store(at, load<std::uint32_t>(at) + by);
  }
}

void Blob::widen_offsets() {
  const std::uint32_t records = present();
  open_gap(directory() + records * 2, records * 2);
  std::uint8_t* const offsets = state() + directory();
  for (std::uint32_t rank = records; rank-- > 0;)
    store(offsets + rank * 4, std::uint32_t{load<std::uint16_t>(offsets + rank * 2)});
  set_present(records, 4);
}

void Blob::narrow_offsets() {
  const std::uint32_t records = present();
  std::uint8_t* const offsets = state() + directory();
  for (std::uint32_t rank = 0; rank < records; ++rank)
    store(offsets + rank * 2, static_cast<std::uint16_t>(load<std::uint32_t>(offsets + rank * 4)));
  close_gap(directory() + records * 2, records * 2);
  set_present(records, 2);
}

void Blob::insert(std::uint32_t record, std::uint32_t rank) {
  const std::uint32_t begin = rank < present() ? offset_at(rank) : size_ - data_begin();
  open_gap(directory() + rank * offset_width(), offset_width());
  set_present(present() + 1, offset_width());
  set_offset_at(rank, begin);
  set_bit(record);
}

void Blob::set_bit(std::uint32_t record) {
  const std::uint32_t index = record / 64;
  const std::uint32_t place = words_before(index);
  if (!is_stored(index)) {
    open_gap((summary_words() + place) * 8, 8);
    set_stored_words(stored_words() + 1);
    std::uint8_t* summary = state() + index / 64 * 8;
    store(summary, load<std::uint64_t>(summary) | std::uint64_t{1} << (index % 64));
  }
  store(stored_place(place), stored_word(place) | std::uint64_t{1} << (record % 64));
}

void Blob::clear_bit(std::uint32_t record) {
  const std::uint32_t index = record / 64;
  const std::uint32_t place = words_before(index);
  const std::uint64_t rest = stored_word(place) & ~(std::uint64_t{1} << (record % 64));
  store(stored_place(place), rest);
  if (rest != 0 || summary_words() == 0) return;
  close_gap((summary_words() + place) * 8, 8);
  set_stored_words(stored_words() - 1);
  std::uint8_t* summary = state() + index / 64 * 8;
  store(summary, load<std::uint64_t>(summary) & ~(std::uint64_t{1} << (index % 64)));
}

Blob::Part Blob::small_part(std::uint32_t record) const {
  const std::uint8_t* const offsets = state() + kSmallHead;
  const auto bits = load<std::uint64_t>(offsets - 8);
  const std::uint64_t bit = std::uint64_t{1} << record;
  Part part;
  part.count = present();
  part.rank = static_cast<std::uint32_t>(ones_in(bits & (bit - 1)));
  part.is_there = (bits & bit) != 0;
  const std::uint32_t end = size_ - kSmallHead - 2 * part.count;
  part.begin = part.rank < part.count ? load<std::uint16_t>(offsets + 2 * part.rank) : end;
  if (!part.is_there) return part;
  const std::uint32_t next = part.rank + 1;
  part.bytes = (next < part.count ? load<std::uint16_t>(offsets + 2 * next) : end) - part.begin;
  return part;
}

// What stands between the entry of the directory and the end of the record moves by `entry` bytes, what stands behind the
// record by that and what the record becomes larger: each once.
void Blob::move_parts(const Part& part, std::uint32_t bytes, std::ptrdiff_t entry) {
  const std::uint32_t head = kSmallHead + 2 * part.rank;
  const std::uint32_t data = kSmallHead + 2 * part.count + part.begin;
  const std::ptrdiff_t by = entry + bytes - part.bytes;
  const auto size = static_cast<std::uint32_t>(size_ + by);
  std::uint8_t* const from = state();
  const bool fits = size <= capacity();
  std::uint8_t* const room = fits ? bytes_ : room_for(size);
  std::uint8_t* const to = room + kCounts;
  if (!fits)
    std::memcpy(room + kBehindCapacity, bytes_ + kBehindCapacity, kCounts - kBehindCapacity + head);
  const auto move_middle = [&] {
    const std::uint32_t begin = entry < 0 ? head + 2 : head;
    if (fits && entry == 0) return;
    std::memmove(to + begin + entry, from + begin, data + std::min(bytes, part.bytes) - begin);
  };
  if (by < 0) move_middle();
  const std::uint32_t behind = data + part.bytes;
  if (behind < size_) std::memmove(to + behind + by, from + behind, size_ - behind);
  if (by >= 0) move_middle();
  if (!fits) std::free(bytes_);
  bytes_ = room;
  size_ = size;
}

// The same as resize and remove, where all of the bitmap is one word and places are narrow before and after.
std::span<std::uint8_t> Blob::change_small(std::uint32_t record, std::uint32_t bytes, bool stays) {
  const Part part = small_part(record);
  const std::ptrdiff_t entry = !stays ? -2 : part.is_there ? 0 : 2;
  if (entry != 0 || bytes != part.bytes) {
    move_parts(part, bytes, entry);
    ++changes_;
  }
  std::uint8_t* const offsets = state() + kSmallHead;
  const auto count = part.count + static_cast<std::uint32_t>(entry / 2);
  if (entry != 0) {
    set_present(count, 2);
    store(offsets - 8, load<std::uint64_t>(offsets - 8) ^ std::uint64_t{1} << record);
    if (stays) store(offsets + 2 * part.rank, static_cast<std::uint16_t>(part.begin));
  }
  for (std::uint32_t rank = part.rank + (stays ? 1 : 0); rank < count; ++rank) {
    const std::uint32_t before = load<std::uint16_t>(offsets + 2 * rank);
    store(offsets + 2 * rank, static_cast<std::uint16_t>(before + bytes - part.bytes));
  }
  std::uint8_t* const begin = offsets + 2 * count + part.begin;
  if (bytes > part.bytes) std::memset(begin + part.bytes, 0, bytes - part.bytes);
  return {begin, bytes};
}

std::span<std::uint8_t> Blob::resize(std::uint32_t record, std::uint32_t bytes) {
  const bool is_narrow = std::uint64_t{size_} + bytes + 2 <= kMostNarrow && offset_width() == 2;
  if (is_small() && is_narrow) return change_small(record, bytes, true);
  const std::uint32_t rank = rank_of(record);
  if (!has(record)) insert(record, rank);
  const std::span<std::uint8_t> found = between(rank);
  const auto now = static_cast<std::uint32_t>(found.size());
  if (bytes == now) return found;
  const std::uint64_t all = std::uint64_t{size_ - data_begin()} - now + bytes;
  if (all > kMostNarrow && offset_width() == 2) widen_offsets();
  const std::uint32_t end = data_begin() + offset_at(rank) + now;
  if (bytes > now) {
    open_gap(end, bytes - now);
  } else {
    close_gap(end - (now - bytes), now - bytes);
  }
  shift_offsets(rank + 1, bytes - now);
  if (all <= kMostNarrow && offset_width() == 4) narrow_offsets();
  return {state() + data_begin() + offset_at(rank), bytes};
}

void Blob::remove(std::uint32_t record) {
  if (!has(record)) return;
  if (is_small() && offset_width() == 2) {
    change_small(record, 0, false);
    return;
  }
  resize(record, 0);
  const std::uint32_t rank = rank_of(record);
  close_gap(directory() + rank * offset_width(), offset_width());
  set_present(present() - 1, offset_width());
  clear_bit(record);
}

bool Blob::adopt(std::span<const std::uint8_t> bytes, std::uint32_t records) {
  Blob taken;
  taken.shape_for(records);
  if (bytes.size() < taken.directory() || bytes.size() > std::numeric_limits<std::uint32_t>::max())
    return false;
  taken.reserve(static_cast<std::uint32_t>(bytes.size()));
  std::memcpy(taken.state(), bytes.data(), bytes.size());
  taken.size_ = static_cast<std::uint32_t>(bytes.size());
  if (!taken.count_words() || !taken.count_records(records) || !taken.has_sound_offsets())
    return false;
  *this = std::move(taken);
  return true;
}

// How many words of the bitmap are stored, as its summary says.
bool Blob::count_words() {
  std::uint32_t stored = 0;
  for (std::uint32_t i = 0; i < summary_words(); ++i) {
    const std::uint64_t bits = summary_word(i);
    if (i + 1 == summary_words() && words() % 64 != 0 && bits >> (words() % 64) != 0) return false;
    stored += static_cast<std::uint32_t>(std::popcount(bits));
  }
  if (summary_words() != 0) set_stored_words(stored);
  return directory() <= size_;
}

// How many records are present, and by how many bytes they are found.
bool Blob::count_records(std::uint32_t records) {
  bool is_sound = true;
  std::uint64_t count = 0;
  for_each_word([&](std::uint32_t index, std::uint64_t bits) {
    if (index + 1 == words() && records % 64 != 0 && bits >> (records % 64) != 0) is_sound = false;
    if (summary_words() != 0 && bits == 0) is_sound = false;
    count += static_cast<std::uint64_t>(std::popcount(bits));
  });
  const std::uint64_t rest = size_ - directory();
  const std::uint32_t width = rest > kMostNarrow + count * 2 ? 4 : 2;
  set_present(static_cast<std::uint32_t>(count), width);
  return is_sound && rest >= count * width && (width == 2 || rest - count * width > kMostNarrow);
}

bool Blob::has_sound_offsets() const {
  const std::uint32_t data = size_ - data_begin();
  std::uint32_t least = 0;
  for (std::uint32_t rank = 0; rank < present(); ++rank) {
    const std::uint32_t offset = offset_at(rank);
    if (offset < least || offset > data || (rank == 0 && offset != 0)) return false;
    least = offset;
  }
  return present() != 0 || data == 0;
}

}  // namespace wend::runtime
