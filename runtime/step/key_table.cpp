// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/key_table.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "runtime/step/bytes.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

constexpr std::uint32_t kCount = 0;
constexpr std::uint32_t kOldest = 1;
constexpr std::uint32_t kNewest = 2;
constexpr std::uint64_t kHashKey = 0x77656E642D6B6579ULL;  // "wend-key"

std::uint64_t mixed(const std::uint8_t* key, std::uint32_t width) {
  std::uint64_t hash = load<std::uint64_t>(key) * 0x9E3779B97F4A7C15ULL;
  if (width > 8)
    hash = (hash ^ hash >> 32 ^ load<std::uint64_t>(key + width - 8)) * 0xC2B2AE3D27D4EB4FULL;
  return hash ^ hash >> 29;
}

// A text of at most 15 bytes, in two words: written byte by byte a key could not be read back at once.
Key whole(std::string_view text) {
  const auto* at = reinterpret_cast<const std::uint8_t*>(text.data());
  const std::size_t size = text.size() - (planted(Fault::KeyLosesEnd) && !text.empty() ? 1 : 0);
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  if (size >= 8) {
    low = load<std::uint64_t>(at);
    if (size > 8) high = load<std::uint64_t>(at + size - 8) >> (8 * (16 - size));
  } else if (size >= 4) {
    low = load<std::uint32_t>(at) | std::uint64_t{load<std::uint32_t>(at + size - 4)}
                                        << (8 * (size - 4));
  } else {
    for (std::size_t i = 0; i < size; ++i) low |= std::uint64_t{at[i]} << (8 * i);
  }
  Key key;
  store(key.bytes, low << 8 | size);
  store(key.bytes + 8, high << 8 | low >> 56);
  return key;
}

std::uint8_t print_of(std::uint32_t hash) { return static_cast<std::uint8_t>(hash >> 24); }

std::uint32_t grown_from(std::uint32_t allocated) {
  if (allocated <= kUnindexed) return allocated + 1;
  return allocated + (allocated <= kMostPrints ? allocated / 4 : allocated / 2);
}

}  // namespace

Key key_of(const ValueType& type, std::uint32_t width, std::int64_t value, const Texts& texts) {
  Key key;
  if (!is_bytes(type.kind)) {
    store(key.bytes, value);
    return key;
  }
  const std::string_view text = texts.at(value);
  if (text.size() < width) return whole(text);
  XXH128_canonical_t hash;
  XXH128_canonicalFromHash(&hash, XXH3_128bits_withSeed(text.data(), text.size(), kHashKey));
  key.bytes[0] = 0xFF;
  std::memcpy(key.bytes + 1, hash.digest, width - 1);
  return key;
}

KeyTable::KeyTable(std::span<std::uint8_t> record, const FactLayout& layout)
    : bytes_(record.data()),
      size_(record.size()),
      key_width_(layout.key_width),
      kept_(layout.entry - layout.key_width),
      most_(layout.most_entries) {
  if (record.empty()) return;
  allocated_ = load<std::uint32_t>(bytes_);
  const TableShape shape = table_shape(allocated_);
  width_ = shape.width;
  entry_ = layout.entry + 2 * width_;
  prints_ = shape.prints;
  index_ = shape.index;
  bits_ = static_cast<std::uint32_t>(std::countr_zero(index_)) & 31;
  entries_ = bytes_ + shape.entries;
}

std::uint32_t KeyTable::number_at(const std::uint8_t* at) const { return load_number(at, width_); }

void KeyTable::set_number(std::uint8_t* at, std::uint32_t number) const {
  store_number(at, width_, number);
}

std::uint32_t KeyTable::count() const { return allocated_ == 0 ? 0 : get(kCount); }
std::uint32_t KeyTable::newest() const { return allocated_ == 0 ? kNone : get(kNewest) - 1; }
std::uint32_t KeyTable::oldest() const { return allocated_ == 0 ? kNone : get(kOldest) - 1; }

Key KeyTable::key_of_entry(std::uint32_t number) const {
  Key key;
  std::memcpy(key.bytes, entry(number), key_width_);
  return key;
}

std::uint32_t KeyTable::older(std::uint32_t number) const {
  return number_at(older_of(number)) - 1;
}
std::uint8_t* KeyTable::kept(std::uint32_t number) const { return newer_of(number) + width_; }

std::uint32_t KeyTable::hash_of(const std::uint8_t* key) const {
  return static_cast<std::uint32_t>(mixed(key, key_width_));
}

std::uint32_t KeyTable::get_place(std::uint32_t place) const {
  return load<std::uint32_t>(place_at(place));
}
void KeyTable::set_place(std::uint32_t place, std::uint32_t filled) const {
  store(place_at(place), filled);
}

// An entry's number + 1 is at most half the places, so it fits; the rest of the hash saves the look at
// most entries that are not meant, each of them likely a miss of the cache.
std::uint32_t KeyTable::filled_with(std::uint32_t number, std::uint32_t hash) const {
  return hash << bits_ | (number + 1);
}

// Where the search for the key in a filled place begins: the hash in the place, or, if the index is so
// large that too few of its bits are there, the hash of the entry's key.
std::uint32_t KeyTable::home_of(std::uint32_t filled) const {
  const std::uint32_t hash = bits_ <= 16 ? filled >> bits_ : hash_of(entry(number_in(filled)));
  return hash & (index_ - 1);
}

bool KeyTable::has_key(std::uint32_t number, const Key& key) const {
  const std::uint8_t* own = entry(number);
  const std::uint32_t last = key_width_ - 8;
  return ((load<std::uint64_t>(own) ^ load<std::uint64_t>(key.bytes)) |
          (load<std::uint64_t>(own + last) ^ load<std::uint64_t>(key.bytes + last))) == 0;
}

std::uint32_t KeyTable::find(const Key& key) const {
  if (prints_ != 0) return find_by_print(key);
  if (index_ != 0) return find_in_index(key);
  for (std::uint32_t number = 0; number < count(); ++number) {
    if (has_key(number, key)) return number;
  }
  return kNone;
}

// Eight at a time. What is read behind the last print are entries, and no entry behind the last one is meant.
std::uint32_t KeyTable::find_by_print(const Key& key) const {
  constexpr std::uint64_t kLow = 0x0101010101010101ULL;
  constexpr std::uint64_t kHigh = 0x8080808080808080ULL;
  const std::uint64_t wanted = kLow * print_of(hash_of(key.bytes));
  for (std::uint32_t first = 0; first < count(); first += 8) {
    const std::uint64_t differs = load<std::uint64_t>(prints() + first) ^ wanted;
    for (std::uint64_t alike = (differs - kLow) & ~differs & kHigh; alike != 0;
         alike &= alike - 1) {
      const auto number = first + static_cast<std::uint32_t>(std::countr_zero(alike)) / 8;
      if (number < count() && has_key(number, key)) return number;
    }
  }
  return kNone;
}

std::uint32_t KeyTable::find_in_index(const Key& key) const {
  const std::uint32_t hash = hash_of(key.bytes);
  const std::uint32_t rest = hash << bits_;
  for (std::uint32_t place = hash & (index_ - 1);; place = (place + 1) & (index_ - 1)) {
    const std::uint32_t filled = get_place(place);
    if (filled == 0) return kNone;
    const bool likely = ((filled ^ rest) & ~(index_ - 1)) == 0;
    if (likely && has_key(number_in(filled), key)) return number_in(filled);
  }
}

void KeyTable::index_add(std::uint32_t number, std::uint32_t hash) const {
  if (prints_ != 0) prints()[number] = print_of(hash);
  if (index_ == 0) return;
  std::uint32_t place = hash & (index_ - 1);
  while (get_place(place) != 0) place = (place + 1) & (index_ - 1);
  set_place(place, filled_with(number, hash));
}

// Whoever was pushed past the removed place moves back, so that searches may stop at a free place.
void KeyTable::index_remove(std::uint32_t number) const {
  if (prints_ != 0) prints()[number] = 0;
  if (index_ == 0) return;
  std::uint32_t hole = hash_of(entry(number)) & (index_ - 1);
  while (number_in(get_place(hole)) != number) hole = (hole + 1) & (index_ - 1);
  for (std::uint32_t next = (hole + 1) & (index_ - 1);; next = (next + 1) & (index_ - 1)) {
    const std::uint32_t moved = get_place(next);
    if (moved == 0) break;
    const std::uint32_t home = home_of(moved);
    if (((next - home) & (index_ - 1)) < ((next - hole) & (index_ - 1))) continue;
    set_place(hole, moved);
    hole = next;
  }
  set_place(hole, 0);
}

void KeyTable::rebuild_index() const {
  if (prints_ == 0 && index_ == 0) return;
  std::memset(prints(), 0, prints_ + std::size_t{4} * index_);
  for (std::uint32_t number = 0; number < count(); ++number)
    index_add(number, hash_of(entry(number)));
}

// Each may be none: the other is then the newest, or the oldest.
void KeyTable::join_neighbours(std::uint32_t before, std::uint32_t after) const {
  if (before == kNone) {
    set(kOldest, after + 1);
  } else {
    set_newer(before, after);
  }
  if (after == kNone) {
    set(kNewest, before + 1);
  } else {
    set_older(after, before);
  }
}

void KeyTable::unlink(std::uint32_t number) const { join_neighbours(older(number), newer(number)); }

void KeyTable::link_newest(std::uint32_t number) const {
  const std::uint32_t last = newest();
  set_older(number, last);
  set_newer(number, kNone);
  if (last == kNone) {
    set(kOldest, number + 1);
  } else {
    set_newer(last, number);
  }
  set(kNewest, number + 1);
}

// Its neighbours and the index find it at the new place.
void KeyTable::move_entry(std::uint32_t from, std::uint32_t to) const {
  index_remove(from);
  std::memcpy(entry(to), entry(from), entry_);
  index_add(to, hash_of(entry(to)));
  const std::uint32_t before = older(to);
  const std::uint32_t after = newer(to);
  if (before == kNone) {
    set(kOldest, to + 1);
  } else {
    set_newer(before, to);
  }
  if (after == kNone) {
    set(kNewest, to + 1);
  } else {
    set_older(after, to);
  }
}

void KeyTable::erase(std::uint32_t number) const {
  index_remove(number);
  unlink(number);
  const std::uint32_t last = count() - 1;
  if (number != last) move_entry(last, number);
  std::memset(entry(last), 0, entry_);
  set(kCount, last);
}

KeyTable KeyTable::with_room(const KeyTable& table, Blob& blob, std::uint32_t record,
                             const FactLayout& layout) {
  if (table.allocated_ > table.count() || table.allocated_ == table.most_) return table;
  const std::uint32_t allocated = std::min(grown_from(table.allocated_), layout.most_entries);
  const auto bytes = static_cast<std::uint32_t>(table_bytes(allocated, layout.entry));
  const std::span<std::uint8_t> grown = blob.resize(record, bytes);
  const KeyTable smaller(grown, layout);
  store(grown.data(), allocated);
  const KeyTable result(grown, layout);
  result.take(smaller);
  return result;
}

// What the smaller table has, in the same bytes.
void KeyTable::take(const KeyTable& smaller) const {
  if (smaller.allocated_ == 0) return;
  if (width_ != smaller.width_) {
    take_narrower(smaller);
  } else {
    std::memmove(entries_, smaller.entries_, std::size_t{entry_} * smaller.count());
    const bool is_found_alike = index_ == smaller.index_ && prints_ == 0 && smaller.prints_ == 0;
    if (is_found_alike) return;
  }
  rebuild_index();
}

// No entry moves towards the front, so the last goes first.
void KeyTable::take_narrower(const KeyTable& smaller) const {
  const std::uint32_t taken = smaller.count();
  const std::uint32_t first = smaller.oldest();
  const std::uint32_t last = smaller.newest();
  for (std::uint32_t number = taken; number-- > 0;) {
    const std::uint32_t before = smaller.older(number);
    const std::uint32_t after = smaller.newer(number);
    std::memmove(kept(number), smaller.kept(number), kept_);
    std::memmove(entry(number), smaller.entry(number), key_width_);
    set_older(number, before);
    set_newer(number, after);
  }
  set(kCount, taken);
  set(kOldest, first + 1);
  set(kNewest, last + 1);
}

KeyTable::Touched KeyTable::add(const Key& key) const {
  std::uint32_t number = count();
  const bool full = number == allocated_;
  if (full) {
    number = planted(Fault::KeyedEvictsNewest) ? newest() : oldest();
    index_remove(number);
    unlink(number);
  } else {
    set(kCount, number + 1);
  }
  std::memset(entry(number), 0, entry_);
  std::memcpy(entry(number), key.bytes, key_width_);
  index_add(number, hash_of(key.bytes));
  link_newest(number);
  return {kept(number), true, full};
}

KeyTable::Touched KeyTable::touch(std::span<std::uint8_t> found, Blob& blob, std::uint32_t record,
                                  const FactLayout& layout, const Key& key) {
  const KeyTable table(found, layout);
  const std::uint32_t number = table.find(key);
  if (number == kNone) return with_room(table, blob, record, layout).add(key);
  if (table.newest() != number && !planted(Fault::KeyedSeenAgainStays)) {
    table.unlink(number);
    table.link_newest(number);
  }
  return {table.kept(number), false, false};
}

// Whether what searches begin with names entries alone; that each is found is seen entry by entry.
bool KeyTable::has_sound_index() const {
  for (std::uint32_t number = count(); number < prints_; ++number) {
    if (prints()[number] != 0) return false;
  }
  std::uint32_t filled = 0;
  for (std::uint32_t place = 0; place < index_; ++place) {
    const std::uint32_t found = get_place(place);
    if (found == 0) continue;
    if (number_in(found) >= count()) return false;
    ++filled;
  }
  return index_ == 0 || filled == count();
}

bool KeyTable::is_sound() const {
  if (allocated_ == 0 || allocated_ > most_) return false;
  if (size_ != table_bytes(allocated_, entry_ - 2 * width_)) return false;
  if (count() == 0 || count() > allocated_ || !has_sound_index()) return false;
  std::uint32_t seen = 0;
  std::uint32_t after = kNone;
  for (std::uint32_t number = newest(); number != kNone; number = older(number)) {
    if (number >= count() || ++seen > count()) return false;
    if (newer(number) != after || find(key_of_entry(number)) != number) return false;
    after = number;
  }
  return seen == count() && oldest() == after;
}

}  // namespace wend::runtime
