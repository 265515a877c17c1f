// SPDX-License-Identifier: Apache-2.0
//
// The entries of an absence, the latest armed last: u32 count, then for each its deadline, the event
// that armed it, [its key,] the match it belongs to. Without an entry the record has no bytes: most customers wait for
// nothing most of the time.
#pragma once

#include <cstdint>
#include <span>

#include "runtime/step/bytes.h"
#include "runtime/step/facts.h"
#include "runtime/step/key_table.h"

namespace wend::runtime {

using ArmedRecord = std::span<std::uint8_t>;

inline std::uint32_t armed_count(std::span<const std::uint8_t> record) {
  return record.empty() ? 0 : load<std::uint32_t>(record.data());
}
inline std::uint8_t* armed_at(ArmedRecord record, const FactLayout& layout, std::uint32_t index) {
  return record.data() + kAbsenceHead + std::size_t{index} * layout.entry;
}
inline std::int64_t deadline_of(const std::uint8_t* entry) { return load<std::int64_t>(entry); }
inline std::uint8_t* key_in(std::uint8_t* entry) { return entry + kArmedHead; }

// A new entry with the match in hand; not armed, and counted, if the record is full. `key`: null without keys.
void append_armed(Moment& moment, std::uint32_t fact, ArmedRecord before, std::int64_t deadline,
                  const Key* key);
// The first entry takes another deadline and the match in hand.
void move_armed(Moment& moment, std::uint32_t fact, ArmedRecord record, std::int64_t deadline);
// All entries of the key.
void disarm_key(Moment& moment, std::uint32_t fact, const Key& key);
// The record is void behind it if it is the last one.
void remove_armed(Moment& moment, std::uint32_t fact, ArmedRecord record, std::uint32_t index);

}  // namespace wend::runtime
