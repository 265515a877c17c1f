// SPDX-License-Identifier: Apache-2.0
#include "cli/door/profile_memory.h"

#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace wend::door {

ProfileMemory::Key ProfileMemory::key_of(std::string_view customer) {
  const XXH128_hash_t hash = XXH3_128bits(customer.data(), customer.size());
  return {hash.low64, hash.high64};
}

std::uint64_t ProfileMemory::hash_of(std::string_view values) {
  return XXH3_64bits(values.data(), values.size()) | 1;  // never 0
}

std::size_t ProfileMemory::slot_of(Key key) const {
  const std::size_t mask = entries_.size() - 1;
  std::size_t slot = key.low & mask;
  while (entries_[slot].values != 0 && !(entries_[slot].key == key)) slot = (slot + 1) & mask;
  return slot;
}

bool ProfileMemory::holds(Key customer, std::uint64_t values) const {
  return entries_[slot_of(customer)].values == values;
}

void ProfileMemory::remember(Key customer, std::uint64_t values) {
  Entry& entry = entries_[slot_of(customer)];
  const bool is_new = entry.values == 0;
  entry = {customer, values};
  if (is_new && ++used_ * 4 > entries_.size() * 3) grow();
}

void ProfileMemory::grow() {
  std::vector<Entry> old(entries_.size() * 2);
  old.swap(entries_);
  for (const Entry& entry : old) {
    if (entry.values != 0) entries_[slot_of(entry.key)] = entry;
  }
}

std::string ProfileMemory::bytes() const {
  std::string result;
  for (const Entry& entry : entries_) {
    if (entry.values != 0) result.append(reinterpret_cast<const char*>(&entry), sizeof entry);
  }
  return result;
}

bool ProfileMemory::restore(std::string_view bytes) {
  if (bytes.size() % sizeof(Entry) != 0) return false;
  for (; !bytes.empty(); bytes.remove_prefix(sizeof(Entry))) {
    Entry entry;
    std::memcpy(&entry, bytes.data(), sizeof entry);
    if (entry.values == 0) return false;
    remember(entry.key, entry.values);
  }
  return true;
}

}  // namespace wend::door
