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
constexpr std::uint32_t kOldest = 4;
constexpr std::uint32_t kNewest = 8;
constexpr std::uint32_t kAllocated = 12;
constexpr std::uint64_t kHashKey = 0x77656E642D6B6579ULL;  // "wend-key"

std::uint64_t mixed(const std::uint8_t* key, std::uint32_t width) {
  std::uint64_t hash = load<std::uint64_t>(key) * 0x9E3779B97F4A7C15ULL;
  if (width == 16)
    hash = (hash ^ hash >> 32 ^ load<std::uint64_t>(key + 8)) * 0xC2B2AE3D27D4EB4FULL;
  return hash ^ hash >> 29;
}

// A text of at most 15 bytes, in two words: written byte by byte a key could not be read back at once.
Key whole(std::string_view text) {
  const auto* at = reinterpret_cast<const std::uint8_t*>(text.data());
  const std::size_t size = text.size();
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
  store(key.bytes, low);
  store(key.bytes + 8, high | std::uint64_t{size} << 56);
  return key;
}

}  // namespace

Key key_of(const ValueType& type, std::int64_t value, const Texts& texts) {
  Key key;
  if (!is_bytes(type.kind)) {
    store(key.bytes, value);
    return key;
  }
  const std::string_view text = texts.at(value);
  if (text.size() <= 15) return whole(text);
  XXH128_canonical_t hash;
  XXH128_canonicalFromHash(&hash, XXH3_128bits_withSeed(text.data(), text.size(), kHashKey));
  std::memcpy(key.bytes, hash.digest, 15);
  key.bytes[15] = 0xFF;
  return key;
}

KeyTable::KeyTable(std::span<std::uint8_t> record, const FactLayout& layout)
    : bytes_(record.data()),
      size_(record.size()),
      key_width_(layout.key_width),
      entry_(layout.entry),
      most_(layout.most_entries) {
  if (record.empty()) return;
  allocated_ = get(kAllocated);
  index_ = index_size(allocated_);
  bits_ = static_cast<std::uint32_t>(std::countr_zero(index_)) & 31;
}

std::uint32_t KeyTable::get(std::uint32_t at) const { return load<std::uint32_t>(bytes_ + at); }
void KeyTable::set(std::uint32_t at, std::uint32_t value) const { store(bytes_ + at, value); }

std::uint32_t KeyTable::count() const { return allocated_ == 0 ? 0 : get(kCount); }
std::uint32_t KeyTable::newest() const { return count() == 0 ? kNone : get(kNewest); }

std::uint32_t KeyTable::oldest() const { return count() == 0 ? kNone : get(kOldest); }

Key KeyTable::key_of_entry(std::uint32_t number) const {
  Key key;
  std::memcpy(key.bytes, entry(number), key_width_);
  return key;
}

std::uint8_t* KeyTable::entry(std::uint32_t number) const {
  return bytes_ + kTableHead + std::uint64_t{4} * index_ + std::uint64_t{entry_} * number;
}
std::uint32_t KeyTable::older(std::uint32_t number) const {
  return load<std::uint32_t>(entry(number) + links());
}
std::uint8_t* KeyTable::kept(std::uint32_t number) const { return entry(number) + links() + 8; }

std::uint32_t KeyTable::hash_of(const std::uint8_t* key) const {
  return static_cast<std::uint32_t>(mixed(key, key_width_));
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
  std::uint64_t differs = load<std::uint64_t>(own) ^ load<std::uint64_t>(key.bytes);
  if (key_width_ == 16)
    differs |= load<std::uint64_t>(own + 8) ^ load<std::uint64_t>(key.bytes + 8);
  return differs == 0;
}

std::uint32_t KeyTable::find(const Key& key) const {
  if (index_ == 0) {
    for (std::uint32_t number = 0; number < count(); ++number) {
      if (has_key(number, key)) return number;
    }
    return kNone;
  }
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
  if (index_ == 0) return;
  std::uint32_t place = hash & (index_ - 1);
  while (get_place(place) != 0) place = (place + 1) & (index_ - 1);
  set_place(place, filled_with(number, hash));
}

// Whoever was pushed past the removed place moves back, so that searches may stop at a free place.
void KeyTable::index_remove(std::uint32_t number) const {
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
  if (index_ == 0) return;
  std::memset(bytes_ + kTableHead, 0, std::size_t{4} * index_);
  for (std::uint32_t number = 0; number < count(); ++number)
    index_add(number, hash_of(entry(number)));
}

void KeyTable::unlink(std::uint32_t number) const {
  const std::uint32_t before = load<std::uint32_t>(entry(number) + links());
  const std::uint32_t after = load<std::uint32_t>(entry(number) + links() + 4);
  if (before == kNone) {
    set(kOldest, after);
  } else {
    store(entry(before) + links() + 4, after);
  }
  if (after == kNone) {
    set(kNewest, before);
  } else {
    store(entry(after) + links(), before);
  }
}

void KeyTable::link_newest(std::uint32_t number) const {
  const std::uint32_t last = get(kNewest);
  store(entry(number) + links(), last);
  store(entry(number) + links() + 4, kNone);
  if (last == kNone) {
    set(kOldest, number);
  } else {
    store(entry(last) + links() + 4, number);
  }
  set(kNewest, number);
}

// Its neighbours and the index find it at the new place.
void KeyTable::move_entry(std::uint32_t from, std::uint32_t to) const {
  index_remove(from);
  std::memcpy(entry(to), entry(from), entry_);
  index_add(to, hash_of(entry(to)));
  const std::uint32_t before = load<std::uint32_t>(entry(to) + links());
  const std::uint32_t after = load<std::uint32_t>(entry(to) + links() + 4);
  if (before == kNone) {
    set(kOldest, to);
  } else {
    store(entry(before) + links() + 4, to);
  }
  if (after == kNone) {
    set(kNewest, to);
  } else {
    store(entry(after) + links(), to);
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
  const std::uint32_t old_index = table.index_;
  const std::uint32_t entries = table.count();
  const std::uint64_t wanted = std::max<std::uint64_t>(1, std::uint64_t{table.allocated_} * 2);
  const auto allocated =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(wanted, layout.most_entries));
  const auto bytes = static_cast<std::uint32_t>(table_bytes(allocated, layout.entry));
  const std::span<std::uint8_t> grown = blob.resize(record, bytes);
  if (entries == 0) {
    store(grown.data() + kOldest, kNone);
    store(grown.data() + kNewest, kNone);
  }
  store(grown.data() + kAllocated, allocated);
  KeyTable result(grown, layout);
  std::memmove(result.entry(0), grown.data() + kTableHead + std::size_t{4} * old_index,
               std::size_t{entries} * layout.entry);
  result.rebuild_index();
  return result;
}

KeyTable::Touched KeyTable::add(const Key& key) const {
  std::uint32_t number = count();
  const bool full = number == allocated_;
  if (full) {
    number = get(planted(Fault::KeyedEvictsNewest) ? kNewest : kOldest);
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
  if (number != table.get(kNewest) && !planted(Fault::KeyedSeenAgainStays)) {
    table.unlink(number);
    table.link_newest(number);
  }
  return {table.kept(number), false, false};
}

bool KeyTable::is_sound() const {
  if (size_ < kTableHead || allocated_ == 0 || allocated_ > most_) return false;
  if (size_ != table_bytes(allocated_, entry_) || count() == 0 || count() > allocated_)
    return false;
  std::uint32_t filled = 0;
  for (std::uint32_t place = 0; place < index_; ++place) {
    const std::uint32_t found = get_place(place);
    if (found == 0) continue;
    if (number_in(found) >= count()) return false;
    ++filled;
  }
  if (index_ != 0 && filled != count()) return false;
  std::uint32_t seen = 0;
  std::uint32_t after = kNone;
  for (std::uint32_t number = get(kNewest); number != kNone; number = older(number)) {
    if (number >= count() || ++seen > count()) return false;
    if (load<std::uint32_t>(entry(number) + links() + 4) != after) return false;
    Key key;
    std::memcpy(key.bytes, entry(number), key_width_);
    if (find(key) != number) return false;
    after = number;
  }
  return seen == count() && get(kOldest) == after;
}

}  // namespace wend::runtime
