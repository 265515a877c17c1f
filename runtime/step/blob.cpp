// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/blob.h"

#include <bit>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "runtime/step/bytes.h"

namespace wend::runtime {

Blob::~Blob() { std::free(bytes_); }

Blob::Blob(Blob&& other) noexcept { *this = std::move(other); }

Blob& Blob::operator=(Blob&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(size_, other.size_);
  std::swap(capacity_, other.capacity_);
  std::swap(words_, other.words_);
  std::swap(summary_words_, other.summary_words_);
  std::swap(stored_words_, other.stored_words_);
  std::swap(present_, other.present_);
  std::swap(changes_, other.changes_);
  return *this;
}

Blob Blob::copy() const {
  Blob made;
  if (empty()) return made;
  made.reserve(size_);
  std::memcpy(made.bytes_, bytes_, size_);
  made.size_ = size_;
  made.words_ = words_;
  made.summary_words_ = summary_words_;
  made.stored_words_ = stored_words_;
  made.present_ = present_;
  return made;
}

void Blob::begin(std::uint32_t records) {
  shape_for(records);
  size_ = directory();
  reserve(size_);
  std::memset(bytes_, 0, size_);
  store(bytes_, kVersion);
  set_next_wake(kNever);
  set_size();
}

void Blob::shape_for(std::uint32_t records) {
  words_ = (records + 63) / 64;
  summary_words_ = words_ > kDenseWords ? (words_ + 63) / 64 : 0;
  stored_words_ = summary_words_ == 0 ? words_ : 0;
}

void Blob::set_offset_at(std::uint32_t rank, std::uint32_t offset) {
  store(bytes_ + directory() + rank * 4, offset);
}

void Blob::reserve(std::uint32_t bytes) {
  if (bytes <= capacity_) return;
  constexpr std::uint32_t kFirst = 96;  // most customers outgrow less with their second event
  std::uint64_t capacity = capacity_ + std::uint64_t{capacity_} / 2;
  if (capacity < kFirst) capacity = kFirst;
  if (capacity < bytes) capacity = bytes;
  if (capacity > std::numeric_limits<std::uint32_t>::max()) capacity = bytes;
  auto* grown = static_cast<std::uint8_t*>(std::realloc(bytes_, capacity));
  if (grown == nullptr) throw std::bad_alloc();
  bytes_ = grown;
  capacity_ = static_cast<std::uint32_t>(capacity);
}

void Blob::open_gap(std::uint32_t at, std::uint32_t bytes) {
  if (bytes > std::numeric_limits<std::uint32_t>::max() - size_) throw std::bad_alloc();
  reserve(size_ + bytes);
  std::memmove(bytes_ + at + bytes, bytes_ + at, size_ - at);
  std::memset(bytes_ + at, 0, bytes);
  size_ += bytes;
  ++changes_;
}

void Blob::close_gap(std::uint32_t at, std::uint32_t bytes) {
  std::memmove(bytes_ + at, bytes_ + at + bytes, size_ - at - bytes);
  size_ -= bytes;
  ++changes_;
}

void Blob::shift_offsets(std::uint32_t from_rank, std::int64_t by) {
  for (std::uint32_t rank = from_rank; rank < present_; ++rank) {
    set_offset_at(rank, static_cast<std::uint32_t>(offset_at(rank) + by));
  }
}

void Blob::set_size() { store(bytes_ + 4, size_); }

void Blob::insert(std::uint32_t record, std::uint32_t rank) {
  const std::uint32_t begin = rank < present_ ? offset_at(rank) : size_ - data_begin();
  open_gap(directory() + rank * 4, 4);
  ++present_;
  set_offset_at(rank, begin);
  set_bit(record);
}

void Blob::set_bit(std::uint32_t record) {
  const std::uint32_t index = record / 64;
  const std::uint32_t place = words_before(index);
  if (!is_stored(index)) {
    open_gap(kHead + (summary_words_ + place) * 8, 8);
    ++stored_words_;
    std::uint8_t* summary = bytes_ + kHead + index / 64 * 8;
    store(summary, load<std::uint64_t>(summary) | std::uint64_t{1} << (index % 64));
  }
  store(stored_place(place), stored_word(place) | std::uint64_t{1} << (record % 64));
}

void Blob::clear_bit(std::uint32_t record) {
  const std::uint32_t index = record / 64;
  const std::uint32_t place = words_before(index);
  const std::uint64_t rest = stored_word(place) & ~(std::uint64_t{1} << (record % 64));
  store(stored_place(place), rest);
  if (rest != 0 || summary_words_ == 0) return;
  close_gap(kHead + (summary_words_ + place) * 8, 8);
  --stored_words_;
  std::uint8_t* summary = bytes_ + kHead + index / 64 * 8;
  store(summary, load<std::uint64_t>(summary) & ~(std::uint64_t{1} << (index % 64)));
}

std::span<std::uint8_t> Blob::resize(std::uint32_t record, std::uint32_t bytes) {
  const std::uint32_t rank = rank_of(record);
  if (!has(record)) insert(record, rank);
  const std::uint32_t begin = offset_at(rank);
  const std::uint32_t now = end_of(rank) - begin;
  const std::uint32_t at = data_begin() + begin;
  if (bytes > now) {
    open_gap(at + now, bytes - now);
  } else if (bytes < now) {
    close_gap(at + bytes, now - bytes);
  }
  shift_offsets(rank + 1, std::int64_t{bytes} - now);
  set_size();
  return {bytes_ + at, bytes};
}

void Blob::remove(std::uint32_t record) {
  if (!has(record)) return;
  resize(record, 0);
  const std::uint32_t rank = rank_of(record);
  close_gap(directory() + rank * 4, 4);
  --present_;
  clear_bit(record);
  set_size();
}

bool Blob::adopt(std::span<const std::uint8_t> bytes, std::uint32_t records) {
  Blob taken;
  taken.shape_for(records);
  if (bytes.size() < taken.directory() || bytes.size() > std::numeric_limits<std::uint32_t>::max())
    return false;
  if (load<std::uint16_t>(bytes.data()) != kVersion || load<std::uint16_t>(bytes.data() + 2) != 0)
    return false;
  if (load<std::uint32_t>(bytes.data() + 4) != bytes.size()) return false;
  taken.reserve(static_cast<std::uint32_t>(bytes.size()));
  std::memcpy(taken.bytes_, bytes.data(), bytes.size());
  taken.size_ = static_cast<std::uint32_t>(bytes.size());
  if (!taken.count_words() || !taken.count_records(records) || !taken.has_sound_offsets())
    return false;
  *this = std::move(taken);
  return true;
}

// How many words of the bitmap are stored, as its summary says.
bool Blob::count_words() {
  if (summary_words_ == 0) return true;
  for (std::uint32_t i = 0; i < summary_words_; ++i) {
    const std::uint64_t bits = summary_word(i);
    if (i + 1 == summary_words_ && words_ % 64 != 0 && bits >> (words_ % 64) != 0) return false;
    stored_words_ += static_cast<std::uint32_t>(std::popcount(bits));
  }
  return directory() <= size_;
}

bool Blob::count_records(std::uint32_t records) {
  bool is_sound = true;
  for_each_word([&](std::uint32_t index, std::uint64_t bits) {
    if (index + 1 == words_ && records % 64 != 0 && bits >> (records % 64) != 0) is_sound = false;
    if (summary_words_ != 0 && bits == 0) is_sound = false;
    present_ += static_cast<std::uint32_t>(std::popcount(bits));
  });
  return is_sound && std::uint64_t{directory()} + std::uint64_t{present_} * 4 <= size_;
}

bool Blob::has_sound_offsets() const {
  const std::uint32_t data = size_ - data_begin();
  std::uint32_t least = 0;
  for (std::uint32_t rank = 0; rank < present_; ++rank) {
    const std::uint32_t offset = offset_at(rank);
    if (offset < least || offset > data || (rank == 0 && offset != 0)) return false;
    least = offset;
  }
  return present_ != 0 || data == 0;
}

}  // namespace wend::runtime
