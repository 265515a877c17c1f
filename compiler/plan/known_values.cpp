// SPDX-License-Identifier: Apache-2.0
//
// A list for each place of a table. A value that comes is the first of its list: so those that came last go without a search.
#include "compiler/plan/known_values.h"

namespace wend::plan {
namespace {

constexpr std::size_t kFirstPlaces = 64;

std::uint64_t hash_of(const ValueKey& key) {
  constexpr std::uint64_t kOdd = 0x9E37'79B9'7F4A'7C15;
  std::uint64_t hash =
      static_cast<std::uint64_t>(key.code) ^ std::uint64_t{key.a} << 32 ^ std::uint64_t{key.b} << 8;
  hash = (hash ^ hash >> 29) * kOdd;
  hash ^= static_cast<std::uint64_t>(key.imm) ^ std::uint64_t{key.c} << 32;
  hash = (hash ^ hash >> 29) * kOdd;
  return hash ^ hash >> 32;
}

}  // namespace

std::size_t KnownValues::place_of(const ValueKey& key) const {
  return static_cast<std::size_t>(hash_of(key)) & (newest_.size() - 1);
}

std::optional<Register> KnownValues::find(const ValueKey& key) const {
  if (newest_.empty()) return std::nullopt;
  for (std::uint32_t at = newest_[place_of(key)]; at != kNone; at = values_[at].next) {
    const Value& value = values_[at];
    if (!value.forgotten && value.key == key) return value.in;
  }
  return std::nullopt;
}

void KnownValues::add(const ValueKey& key, Register in) {
  if (values_.size() == newest_.size()) grow();
  std::uint32_t& newest = newest_[place_of(key)];
  const auto at = static_cast<std::uint32_t>(values_.size());
  values_.push_back({key, in, newest, false});
  newest = at;
}

void KnownValues::shrink(std::size_t size) {
  while (values_.size() > size) {
    newest_[place_of(values_.back().key)] = values_.back().next;
    values_.pop_back();
  }
}

void KnownValues::grow() {
  newest_.assign(newest_.empty() ? kFirstPlaces : newest_.size() * 2, kNone);
  for (std::uint32_t at = 0; at < values_.size(); ++at) {
    std::uint32_t& newest = newest_[place_of(values_[at].key)];
    values_[at].next = newest;
    newest = at;
  }
}

}  // namespace wend::plan
