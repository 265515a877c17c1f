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
  std::swap(present_, other.present_);
  std::swap(changes_, other.changes_);
  return *this;
}

void Blob::prepare(std::uint32_t records) {
  if (!empty()) return;
  words_ = (records + 63) / 64;
  reserve(kHead + words_ * 8);
  size_ = kHead + words_ * 8;
  std::memset(bytes_, 0, size_);
  store(bytes_, kVersion);
  set_next_wake(kNever);
  set_size();
}

void Blob::set_offset_at(std::uint32_t rank, std::uint32_t offset) {
  store(bytes_ + directory() + rank * 4, offset);
}

void Blob::reserve(std::uint32_t bytes) {
  if (bytes <= capacity_) return;
  std::uint64_t capacity = capacity_ + std::uint64_t{capacity_} / 2;
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
  std::uint8_t* place = bytes_ + kHead + record / 64 * 8;
  store(place, load<std::uint64_t>(place) | std::uint64_t{1} << (record % 64));
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
  std::uint8_t* place = bytes_ + kHead + record / 64 * 8;
  store(place, load<std::uint64_t>(place) & ~(std::uint64_t{1} << (record % 64)));
  set_size();
}

bool Blob::adopt(std::span<const std::uint8_t> bytes, std::uint32_t records) {
  const std::uint32_t words = (records + 63) / 64;
  const std::uint64_t directory = kHead + std::uint64_t{words} * 8;
  if (bytes.size() < directory || bytes.size() > std::numeric_limits<std::uint32_t>::max())
    return false;
  if (load<std::uint16_t>(bytes.data()) != kVersion || load<std::uint16_t>(bytes.data() + 2) != 0)
    return false;
  if (load<std::uint32_t>(bytes.data() + 4) != bytes.size()) return false;
  std::uint64_t present = 0;
  for (std::uint32_t i = 0; i < words; ++i) {
    const auto word = load<std::uint64_t>(bytes.data() + kHead + i * 8);
    if (i + 1 == words && records % 64 != 0 && word >> (records % 64) != 0) return false;
    present += static_cast<std::uint64_t>(std::popcount(word));
  }
  if (bytes.size() < directory + present * 4) return false;
  const std::uint64_t data = bytes.size() - directory - present * 4;
  std::uint64_t least = 0;
  for (std::uint64_t rank = 0; rank < present; ++rank) {
    const auto offset = load<std::uint32_t>(bytes.data() + directory + rank * 4);
    if (offset < least || offset > data || (rank == 0 && offset != 0)) return false;
    least = offset;
  }
  if (present == 0 && data != 0) return false;
  Blob taken;
  taken.reserve(static_cast<std::uint32_t>(bytes.size()));
  std::memcpy(taken.bytes_, bytes.data(), bytes.size());
  taken.size_ = static_cast<std::uint32_t>(bytes.size());
  taken.words_ = words;
  taken.present_ = static_cast<std::uint32_t>(present);
  *this = std::move(taken);
  return true;
}

}  // namespace wend::runtime
