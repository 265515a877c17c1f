// SPDX-License-Identifier: Apache-2.0
//
// How many bytes a fact takes in a customer's state, and where in its record things stand. The
// compiler uses it for the report, the runtime to find its way.
//
//   record of     bytes
//   Times, Ledger and Cycle without key, Panes, Items    count, head, then entries, oldest at head
//   First, Last   i64 time, value
//   Visit         i64 time
//   Totals        u32 count [, i128 sum, i64 smallest, i64 largest]
//   Distinct, Keyed, Ledger, Cycle and Sequence with key   a table of keys (runtime/step/key_table.h)
//   a history with keys                        such a table, per key a record as large as it can get
//   Sequence      per step but the last: u8 present, i64 start, i64 last (not of the first), captures so far
//   Level         u8 side
//   Journey       u8 stage, u8 stage before (255: none, 254: not known), i64 time of the move
//   Absence       u32 count, then entries, the latest armed last: i64 deadline, 16 bytes cause, [key,] captures
//
// Count and head of a series have one, two or four bytes each, by how many entries it may have. A value is 8 bytes, or
// u16 length and at most its stated length of bytes. A captured value has its status, one byte, before it. Records grow in steps until the fact's capacity.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "runtime/abi/plan.h"

namespace wend {

struct FactLayout {
  std::uint32_t value_width = 0;  // of a kept value; 0: none
  std::uint32_t key_width = 0;    // 8 to 16
  std::uint32_t entry = 0;        // bytes per element; of a table its key and what is kept of it
  std::uint32_t most_entries = 0;
  // Sequence: where the slot of step k begins, and the end; with keys, in what is kept of a key.
  std::vector<std::uint32_t> slots;
  // Sequence: where capture i stands in slot k, at [k * count + i]; Absence: in an entry, at [i].
  static constexpr std::uint32_t kNowhere = 0xFFFFFFFF;
  std::vector<std::uint32_t> captures;
  std::uint64_t least = 0;  // record alone
  std::uint64_t most = 0;
};

constexpr std::uint32_t kTableHead = 4;
constexpr std::uint32_t kAbsenceHead = 4;
constexpr std::uint32_t kFirstSlotHead = 9;
constexpr std::uint32_t kSlotHead = 17;
constexpr std::uint32_t kArmedHead = 24;
constexpr std::uint32_t kTotalsWidth = 36;
constexpr std::uint32_t kCountWidth = 4;
// Of more events than this that a history counts, it only knows that they are more.
constexpr std::uint64_t kMostCounted = 0xFFFFFFFE;
// Text whose type states no length is kept up to this many bytes.
constexpr std::uint32_t kUnstatedLength = 64;
// A number is a key of 8 bytes, a text one of its length and one byte more, 8 at least; a text that may be longer
// than 15 bytes is one of 16.
constexpr std::uint32_t kLeastKey = 8;
constexpr std::uint32_t kMostKey = 16;

FactLayout layout_of(const Plan& plan, const Fact& fact);
// Of a history with keys: the record that it keeps per key.
FactLayout layout_of_each(const Plan& plan, const Fact& fact);
// Whether it is a history that is kept per key.
bool has_history_per_key(const FactShape& fact);
// Whether the entries of its series say what it is worth in each window: how many there are, or the numbers in them.
bool is_told_by_entries(const FactShape& fact, FactPart part);
std::uint32_t value_width_of(const Plan& plan, const ValueType& type);
std::uint32_t length_of(const Plan& plan,
                        const ValueType& type);  // most bytes of a text that is kept
// Of a table with room for `entries` (runtime/step/key_table.h), each of `entry` bytes beside its neighbours' numbers.
std::uint64_t table_bytes(std::uint32_t entries, std::uint32_t entry);

// Bytes of a number up to `most`, in tables of keys and at the head of a series.
constexpr std::uint32_t number_width(std::uint32_t most) {
  return most <= 0xFF ? 1 : most <= 0xFFFF ? 2 : 4;
}
constexpr std::uint32_t series_head(std::uint32_t most_entries) {
  return 2 * number_width(most_entries);
}
constexpr std::uint64_t series_bytes(std::uint32_t entries, std::uint32_t entry,
                                     std::uint32_t most_entries) {
  return series_head(most_entries) + std::uint64_t{entry} * entries;
}

// How a table with room for so many entries stands in its record.
struct TableShape {
  std::uint32_t width = 1;    // bytes of an entry's number
  std::uint32_t prints = 0;   // small tables: a byte for each entry
  std::uint32_t index = 0;    // large ones: places, a power of two
  std::uint32_t entries = 0;  // where they begin
};
// Tables of at most this many entries are searched without anything else.
constexpr std::uint32_t kUnindexed = 8;
constexpr std::uint32_t kMostPrints = 255;
inline TableShape table_shape(std::uint32_t entries) {
  TableShape shape;
  shape.width = number_width(entries);
  if (entries > kMostPrints)
    shape.index = std::bit_ceil(std::min(entries, 1U << 30) * 2);
  else if (entries > kUnindexed)
    shape.prints = entries;
  shape.entries = kTableHead + 3 * shape.width + shape.prints + 4 * shape.index;
  return shape;
}

// What says which records a customer has, and where (runtime/step/blob.h): the facts, the profile, and what is not known.
struct DirectoryLayout {
  std::uint32_t head = 0;             // bytes
  std::uint32_t least = 0, most = 0;  // bytes of each record that there is
};
DirectoryLayout directory_layout(const Plan& plan);

// Fills bytes_least and bytes_most of every fact: the record and its place in the directory.
void size_facts(Plan& plan);

}  // namespace wend
