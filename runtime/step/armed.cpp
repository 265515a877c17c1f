// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/armed.h"

#include <algorithm>
#include <cstring>

#include "runtime/step/stored_value.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

std::uint32_t allocated_in(std::span<const std::uint8_t> record, const FactLayout& layout) {
  if (record.empty()) return 0;
  if (record.size() == layout.most) return layout.most_entries;  // mostly: nothing to divide
  return static_cast<std::uint32_t>(record.size() - kAbsenceHead) / layout.entry;
}

// The match in hand: of the sequence that starts the absence, else of the current event.
Cell match_cell(const Moment& moment, const KnownFact& absence, std::uint32_t i) {
  if (absence.sequence == Fact::kNoFact) return captured_now(moment, absence.alike->captures[i]);
  return moment.captures[moment.known_fact(absence.sequence).capture_begin + i];
}

void write_entry(Moment& moment, std::uint32_t fact, std::uint8_t* entry, std::int64_t deadline) {
  const KnownFact& absence = moment.known_fact(fact);
  const AlikeFacts& alike = *absence.alike;
  store(entry, deadline);
  std::memcpy(entry + 8, moment.cause().data(), moment.cause().size());
  for (std::uint32_t i = 0; i < alike.shape->capture_count; ++i) {
    const ValueType& type = alike.captures[i].type;
    put_cell(entry + alike.layout.captures[i], type, value_width_of(moment.plan(), type),
             match_cell(moment, absence, i), moment.texts);
  }
}

ArmedRecord with_room(Moment& moment, std::uint32_t fact, ArmedRecord record, std::uint32_t most) {
  const FactLayout& layout = moment.layout(fact);
  const std::uint32_t allocated = allocated_in(record, layout);
  if (armed_count(record) < allocated) return record;
  const std::size_t entries =
      std::min<std::size_t>(std::max<std::size_t>(1, std::size_t{allocated} * 2), most);
  return moment.blob->resize(record_of_fact(fact),
                             static_cast<std::uint32_t>(kAbsenceHead + entries * layout.entry));
}

}  // namespace

void append_armed(Moment& moment, std::uint32_t fact, ArmedRecord before, std::int64_t deadline,
                  const Key* key) {
  const std::uint32_t most =
      moment.layout(fact).most_entries + (planted(Fault::AbsenceOneMoreOpen) ? 1 : 0);
  const std::uint32_t count = armed_count(before);
  if (count >= most) {
    ++moment.counts.not_armed;
    return;
  }
  const ArmedRecord record = with_room(moment, fact, before, most);
  std::uint8_t* entry = armed_at(record, moment.layout(fact), count);
  write_entry(moment, fact, entry, deadline);
  if (key != nullptr) std::memcpy(key_in(entry), key->bytes, moment.layout(fact).key_width);
  store(record.data(), count + 1);
  ++moment.open_deadlines;
  moment.soonest = std::min(moment.soonest, deadline);
}

void move_armed(Moment& moment, std::uint32_t fact, ArmedRecord record, std::int64_t deadline) {
  write_entry(moment, fact, armed_at(record, moment.layout(fact), 0), deadline);
  moment.soonest = std::min(moment.soonest, deadline);
}

void remove_armed(Moment& moment, std::uint32_t fact, ArmedRecord record, std::uint32_t index) {
  const FactLayout& layout = moment.layout(fact);
  const std::uint32_t count = armed_count(record);
  std::uint8_t* entry = armed_at(record, layout, index);
  --moment.open_deadlines;
  if (count == 1) {
    moment.blob->resize(record_of_fact(fact), 0);
    return;
  }
  std::memmove(entry, entry + layout.entry, std::size_t{layout.entry} * (count - index - 1));
  std::memset(armed_at(record, layout, count - 1), 0, layout.entry);
  store(record.data(), count - 1);
}

}  // namespace wend::runtime
