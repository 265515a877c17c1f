// SPDX-License-Identifier: Apache-2.0
#include "cli/door/profile_memory.h"

#include <algorithm>
#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace wend::door {
namespace {

// In place of values, which are odd: nobody knows them, so the next row says them again.
constexpr std::uint64_t kUnknown = 2;

}  // namespace

std::uint64_t ProfileMemory::hash_of(std::string_view values) {
  return XXH3_64bits(values.data(), values.size()) | 1;  // neither 0 nor kUnknown
}

std::uint32_t ProfileMemory::add_fields(std::vector<std::uint32_t> positions) {
  std::sort(positions.begin(), positions.end());
  const auto number = static_cast<std::uint32_t>(fields_.size());
  for (std::uint32_t i = 0; i < number; ++i) {
    if (fields_[i].positions == positions) return i;
  }
  Fields added;
  added.seed = XXH3_64bits(positions.data(), positions.size() * sizeof positions[0]);
  for (std::uint32_t i = 0; i < number; ++i) {
    const auto& others = fields_[i].positions;
    if (std::find_first_of(others.begin(), others.end(), positions.begin(), positions.end()) ==
        others.end())
      continue;
    added.overlapping.push_back(i);
    fields_[i].overlapping.push_back(number);
  }
  added.positions = std::move(positions);
  fields_.push_back(std::move(added));
  return number;
}

ProfileMemory::Key ProfileMemory::key_of(std::string_view customer, std::uint32_t fields) const {
  const XXH128_hash_t hash =
      XXH3_128bits_withSeed(customer.data(), customer.size(), fields_[fields].seed);
  return {hash.low64, hash.high64};
}

std::size_t ProfileMemory::slot_of(Key key) const {
  const std::size_t mask = entries_.size() - 1;
  std::size_t slot = key.low & mask;
  while (entries_[slot].values != 0 && !(entries_[slot].key == key)) slot = (slot + 1) & mask;
  return slot;
}

bool ProfileMemory::holds(std::string_view customer, std::uint32_t fields, std::uint64_t values,
                          const Moment& moment) const {
  const Entry& entry = entries_[slot_of(key_of(customer, fields))];
  if (entry.values != values || moment.time_ns < entry.time_ns) return false;
  return moment.time_ns > entry.time_ns ||
         (moment.file == entry.file && moment.sequence >= entry.sequence);
}

void ProfileMemory::remember(std::string_view customer, std::uint32_t fields, std::uint64_t values,
                             const Moment& moment) {
  ++changes_;
  put({key_of(customer, fields), values, moment.time_ns, moment.sequence, moment.file});
  for (const std::uint32_t other : fields_[fields].overlapping)
    put({key_of(customer, other), kUnknown, moment.time_ns, moment.sequence, moment.file});
}

void ProfileMemory::forget(std::string_view customer, const Moment& moment) {
  ++changes_;
  for (std::uint32_t i = 0; i < fields_.size(); ++i)
    put({key_of(customer, i), kUnknown, moment.time_ns, moment.sequence, moment.file});
}

// The later of two counts. Of two that differ, and of which nobody knows the later, neither does.
void ProfileMemory::put(const Entry& entry) {
  Entry& known = entries_[slot_of(entry.key)];
  if (known.values == 0) {
    known = entry;
    if (++used_ * 4 > entries_.size() * 3) grow();
    return;
  }
  if (entry.time_ns < known.time_ns) return;
  const bool is_same_file = entry.file == known.file;
  if (entry.time_ns > known.time_ns || (is_same_file && entry.sequence > known.sequence)) {
    known = entry;
    return;
  }
  const bool is_before = is_same_file && entry.sequence < known.sequence;
  if (!is_before && entry.values != known.values) known.values = kUnknown;
}

void ProfileMemory::grow() {
  std::vector<Entry> old(entries_.size() * 2);
  old.swap(entries_);
  for (const Entry& entry : old) {
    if (entry.values != 0) entries_[slot_of(entry.key)] = entry;
  }
}

std::string ProfileMemory::bytes(std::uint32_t file) const {
  std::string result;
  for (const Entry& entry : entries_) {
    if (entry.values != 0 && entry.file == file)
      result.append(reinterpret_cast<const char*>(&entry), sizeof entry);
  }
  return result;
}

bool ProfileMemory::restore(std::uint32_t file, std::string_view bytes) {
  if (bytes.size() % sizeof(Entry) != 0) return false;
  for (; !bytes.empty(); bytes.remove_prefix(sizeof(Entry))) {
    Entry entry;
    std::memcpy(&entry, bytes.data(), sizeof entry);
    if (entry.values == 0) return false;
    entry.file = file;
    put(entry);
  }
  return true;
}

}  // namespace wend::door
