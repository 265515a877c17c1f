// SPDX-License-Identifier: Apache-2.0
//
// A sequence whose steps share a value: slots for each key. Steps and forbidden events of the same key
// count for the key in hand, the others for every key. A first step makes its key the newest; the key
// whose own last first step is oldest makes room for a new one.
#include "runtime/step/facts.h"
#include "runtime/step/key_table.h"
#include "runtime/step/slots.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

// What is marked for the key in hand alone.
std::uint64_t marks_of_key(const FactShape& fact) {
  std::uint64_t marks = std::uint64_t{0xFFFF} << 48;
  for (std::size_t step = 0; step < fact.steps.size(); ++step) {
    if (fact.steps[step].same) marks |= std::uint64_t{1} << step;
  }
  return marks;
}

void move_all(const Slots& slots) {
  for (std::uint32_t slot = slots.steps() - 1; slot-- > 1;) slots.move(slot);
}

// All but the first step, of every key but `own`.
void move_others(Moment& moment, std::uint32_t fact, std::uint32_t own, std::uint64_t marks) {
  const KeyTable table(moment.record(fact), moment.layout(fact));
  for (std::uint32_t entry = table.newest(); entry != KeyTable::kNone; entry = table.older(entry)) {
    if (entry == own) continue;
    const Slots slots(moment, fact, table.kept(entry), marks);
    move_all(slots);
    if (slots.is_killed(0)) slots.clear(0);
  }
}

void begin(Moment& moment, std::uint32_t fact, const Key& key, std::uint64_t marks) {
  const auto touched = KeyTable::touch(moment.record(fact), *moment.blob, record_of_fact(fact),
                                       moment.layout(fact), key);
  if (touched.pushed_out) ++moment.counts.pushed_out;
  Slots(moment, fact, touched.kept, marks).place(0);
}

bool advance_own(Moment& moment, std::uint32_t fact, std::uint32_t own, const Key& key,
                 std::uint64_t marks) {
  const KeyTable table(moment.record(fact), moment.layout(fact));
  const Slots slots(moment, fact, own == KeyTable::kNone ? nullptr : table.kept(own), marks);
  const bool is_complete = slots.finish();
  move_all(slots);
  if (slots.is_marked(0)) {
    begin(moment, fact, key, marks);
  } else if (slots.is_killed(0)) {
    slots.clear(0);
  }
  return is_complete;
}

}  // namespace

bool advance_same(Moment& moment, std::uint32_t fact, const Cell& key) {
  const std::uint64_t marks = moment.context.marks;
  moment.context.marks = 0;
  if (marks == 0) return false;
  const FactShape& about = moment.fact(fact);
  const bool has_key = key.status == Status::Known;
  Key bytes;
  if (has_key && !planted(Fault::SequenceIgnoresKey))
    bytes = key_of(about.value, moment.layout(fact).key_width, key.value, moment.texts);
  const KeyTable table(moment.record(fact), moment.layout(fact));
  const std::uint32_t own = has_key ? table.find(bytes) : KeyTable::kNone;
  std::uint64_t of_others = marks & ~marks_of_key(about);
  if (planted(Fault::OtherKeysStay)) of_others = 0;
  if (planted(Fault::ForbiddenOfAnyKey)) of_others |= marks & std::uint64_t{0xFFFF} << 48;
  if (of_others != 0) move_others(moment, fact, own, of_others);
  return has_key && advance_own(moment, fact, own, bytes, marks);
}

}  // namespace wend::runtime
