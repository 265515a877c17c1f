// SPDX-License-Identifier: Apache-2.0
//
// The facts: what each kind keeps and answers. One file per kind; plan.h says what they mean. A window
// starts at `start`, exclusive, and ends now; kForever means that there is none.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "runtime/step/moment.h"
#include "runtime/values/faults.h"

namespace wend::runtime {

constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::min();

// What Read and ReadAll ask: which part, over which window, counted up to what.
struct Question {
  FactPart part = FactPart::Exists;
  std::int64_t start = kForever;
  std::uint32_t cap = 0;  // of counts; 0: none. Which panes; which from the end (ops.def)
  std::int64_t end = std::numeric_limits<std::int64_t>::max();  // of the window, inclusive
};

inline Cell missing() { return {0, Status::Missing}; }
inline Cell unknown() { return {0, Status::Unknown}; }
inline Cell yes_no(bool value) { return known(value ? 1 : 0); }
// A count as a whole number, in millionths.
inline Cell count_cell(std::uint64_t count, std::uint32_t cap) {
  if (cap != 0 && !planted(Fault::CapIgnored)) count = std::min<std::uint64_t>(count, cap);
  return known(static_cast<std::int64_t>(count) * kMillionth);
}
// The same of what a history counts itself: of too many it is unknown how many, if all are asked for.
inline Cell counted_cell(std::uint64_t count, std::uint32_t cap) {
  return count > kMostCounted && cap == 0 ? unknown() : count_cell(count, cap);
}
inline bool is_after(std::int64_t time, std::int64_t start) {
  return planted(Fault::WindowStartInclusive) ? time >= start : time > start;
}

// The current event joins the fact, with `value` if it keeps one.
void update(Moment& moment, std::uint32_t fact, std::int64_t value);
void forget(Moment& moment, std::uint32_t fact);
Cell read(Moment& moment, std::uint32_t fact, const Question& question);

// The same of a history that is kept per key.
void update_same(Moment& moment, std::uint32_t fact, std::int64_t key, std::int64_t value);
void forget_same(Moment& moment, std::uint32_t fact, std::int64_t key);
Cell read_same(Moment& moment, std::uint32_t fact, std::int64_t key, const Question& question);

// The number of the pane that the instant lies in.
std::int64_t pane_of(const Moment& moment, const FactShape& fact, std::int64_t instant);

// Where a history stands: in a record of its own, or in the part of one that belongs to a key.
struct Place {
  std::uint32_t fact = 0;
  std::span<std::uint8_t>
      record;  // empty: nothing of it occurred. That of a key is as large as it can get
  const FactLayout& layout;
};
void update_at(Moment& moment, const Place& place, std::int64_t value);
Cell read_at(Moment& moment, const Place& place, const Question& question);

void update_times(Moment& moment, const Place& place);
Cell read_times(const Place& place, const Question& question);
// A First or Last that is there and holds nothing: its key was forgotten, or is new.
void clear_single(std::span<std::uint8_t> record);
void update_first(Moment& moment, const Place& place, std::int64_t value);
void update_last(Moment& moment, const Place& place, std::int64_t value);
Cell read_single(Moment& moment, const Place& place, const Question& question);
void update_totals(Moment& moment, const Place& place, std::int64_t value);
Cell read_totals(const Place& place, const Question& question);
void update_panes(Moment& moment, const Place& place, std::int64_t value);
Cell read_panes(Moment& moment, const Place& place, const Question& question);
void update_items(Moment& moment, const Place& place, std::int64_t value);
Cell read_items(Moment& moment, const Place& place, const Question& question);
void update_distinct(Moment& moment, const Place& place, std::int64_t value);
Cell read_distinct(const Place& place, const Question& question);

// Keyed: joins, then how often the key occurred after `start`.
Cell count_same(Moment& moment, std::uint32_t fact, std::int64_t key, std::int64_t start);

// Visit: takes the event, true if a visit begins with it; whether now lies in one.
bool begin_visit(Moment& moment, std::uint32_t fact);
bool is_in_visit(const Moment& moment, std::uint32_t fact);
// Cycle: joins; whether the count after `start` is full now. `key`: ignored without keys.
bool complete_cycle(Moment& moment, std::uint32_t fact, std::int64_t key, std::int64_t start);

// Level: a look at `value`; whether it crossed `threshold` to the fact's side since the last look.
bool cross(Moment& moment, std::uint32_t fact, const Cell& value, const Cell& threshold);
// Journey: a stage was recognised in this moment; the move to the last of those recognised, if it is one, which
// disarms the stays that it ends and arms those that it begins.
void recognise(Moment& moment, std::uint32_t fact, std::uint32_t stage);
bool move(Moment& moment, std::uint32_t fact);
Cell read_journey(const Place& place, const Question& question);
bool is_sound_journey(const Prepared& prepared, std::uint32_t fact,
                      std::span<const std::uint8_t> record);
// When the next of what is in the window leaves it; missing if nothing is in it.
Cell next_leaving(Moment& moment, std::uint32_t fact, const Stretch& window);
// Of a calendar hour, day or month its first instant.
std::int64_t begin_of_pane(const Moment& moment, std::uint32_t fact, std::int64_t pane);
// The oldest of the newest `count` panes that holds something.
Cell oldest_pane(Moment& moment, std::uint32_t fact, std::int64_t count);

// Whether a ledger lets its rule act now [for this key], and the entry that says that it did.
bool allows(Moment& moment, std::uint32_t fact, std::int64_t key);
void record_issue(Moment& moment, std::uint32_t fact, std::int64_t key);

// Sequence: takes the step's marks; true if a match is complete, and its captures are in hand.
bool advance(Moment& moment, std::uint32_t fact);
// The same for one with keys. Marks of the same key count if `key` is known.
bool advance_same(Moment& moment, std::uint32_t fact, const Cell& key);

void arm(Moment& moment, std::uint32_t fact);
void disarm(Moment& moment, std::uint32_t fact);
// If it is armed, it waits anew from now on.
void postpone(Moment& moment, std::uint32_t fact);
void arm_same(Moment& moment, std::uint32_t fact, std::int64_t key);
void disarm_same(Moment& moment, std::uint32_t fact, std::int64_t key);
// Instants instead of deadlines: one that was computed, and the next that recurs, at `from` or later.
void arm_at(Moment& moment, std::uint32_t fact, std::int64_t instant);
void arm_at_same(Moment& moment, std::uint32_t fact, std::int64_t instant, std::int64_t key);
void wake_at(Moment& moment, std::uint32_t fact, std::int64_t instant);
void arm_from(Moment& moment, std::uint32_t fact, std::int64_t from);
// The rules whose absences stand in the customer's state, in the plan's order.
void find_waiting(const Moment& moment, std::vector<std::uint32_t>& rules);
// The earliest deadline of the customer, kNever if none is open.
std::int64_t least_deadline(const Prepared& prepared, const Blob& state);
// Takes one entry out that is due at `instant`, the one with the least cause; its cause and captures are
// then in hand. False if there is none.
bool take_due(Moment& moment, std::uint32_t fact, std::int64_t instant);
std::uint32_t open_deadlines_of(const Moment& moment);  // of the customer

// The capture's value in the current event.
Cell captured_now(const Moment& moment, const Capture& capture);

// Instants moved by a span: the end of a limit that starts at `from`, the start of a window that ends at `to`.
std::int64_t end_of(const Moment& moment, std::int64_t from, const Stretch& stretch);
std::int64_t start_of(const Moment& moment, std::int64_t to, const Stretch& stretch);

// Mentions: takes one; ends the instances whose life is over now.
void mention(Moment& moment, std::uint32_t fact, std::int64_t value);
void end_all_lives(Moment& moment);
inline void end_lives(Moment& moment) {
  if (!moment.prepared.mentions.empty()) end_all_lives(moment);
}

// Whether a record that came from outside can be worked on.
bool is_sound_record(const Prepared& prepared, std::uint32_t fact, std::span<std::uint8_t> record);

}  // namespace wend::runtime
