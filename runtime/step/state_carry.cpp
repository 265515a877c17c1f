// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/state_carry.h"

#include <cstring>
#include <string>

#include "runtime/step/facts.h"
#include "runtime/step/gaps.h"
#include "runtime/step/profile.h"
#include "runtime/step/series.h"
#include "runtime/values/faults.h"

namespace wend {

using runtime::Blob;
using runtime::Moment;
using runtime::Series;

namespace {

// Moves a record, if it is there.
void put_aside(Blob& from, std::uint32_t record, Blob& aside, std::uint32_t records) {
  if (!from.has(record)) return;
  const std::span<std::uint8_t> bytes = from.find(record);
  aside.prepare(records);
  const std::span<std::uint8_t> kept =
      aside.resize(record, static_cast<std::uint32_t>(bytes.size()));
  if (!bytes.empty()) std::memcpy(kept.data(), bytes.data(), bytes.size());
  from.remove(record);
}

}  // namespace

void StateCarry::take(std::uint32_t customer, Blob from) {
  Blob& blob = now_.customers[customer].blob;
  Moment& moment = now_.moment;
  moment.customer = customer;
  moment.blob = &blob;
  if (handover_->few)
    take_all_but_few(std::move(from));
  else
    take_each(from);
  moment.forget_places();
  moment.open_deadlines += runtime::open_deadlines_of(moment);
  blob.set_next_wake(runtime::least_deadline(moment));
  now_.queue_wake(customer);
}

// Its bytes, without what gives way; as often as not nothing of that is there.
void StateCarry::take_all_but_few(Blob from) {
  Blob& blob = *now_.moment.blob;
  blob = std::move(from);
  Blob aside;
  const std::uint32_t records = now_.prepared.records;
  put_aside(blob, runtime::record_of_gaps(before()), aside, records);
  for (const std::uint32_t fact : *handover_->few)
    put_aside(blob, runtime::record_of_fact(fact), aside, records);
  if (!aside.empty()) {
    for (const std::uint32_t fact : *handover_->few)
      if (handover_->facts[fact] != Carried::Nothing) take_fact(fact, aside);
  }
  note_gaps(aside);
}

void StateCarry::take_each(const Blob& from) {
  Blob& blob = *now_.moment.blob;
  blob.prepare(now_.prepared.records);
  take_profile(from, blob);
  from.for_each_word([&](std::uint32_t index, std::uint64_t word) {
    for (; word != 0; word &= word - 1) {
      const auto bit = static_cast<std::uint32_t>(__builtin_ctzll(word));
      const std::uint32_t record = index * 64 + bit;
      const std::uint32_t fact = record - runtime::record_of_fact(0);  // the profile's is none
      if (fact >= handover_->taken_by.size()) continue;
      for (const std::uint32_t taker : handover_->taken_by[fact]) take_fact(taker, from);
    }
  });
  note_gaps(from);
}

void StateCarry::take_profile(const Blob& from, Blob& to) const {
  const std::span<std::uint8_t> record = from.find(runtime::kProfileRecord);
  if (record.empty()) return;
  const std::string bytes =
      runtime::profile_with(before(), record, now_.prepared.plan, handover_->fields);
  const auto size = static_cast<std::uint32_t>(bytes.size());
  if (size > 0)
    std::memcpy(to.resize(runtime::kProfileRecord, size).data(), bytes.data(), bytes.size());
}

void StateCarry::take_fact(std::uint32_t fact, const Blob& from) {
  const std::uint32_t known = handover_->known[fact];
  if (!from.has(runtime::record_of_fact(known))) return;
  if (runtime::planted(runtime::Fault::SuccessionForgets)) return;
  const std::span<std::uint8_t> record = from.find(runtime::record_of_fact(known));
  const Plan& now = now_.prepared.plan;
  if (before().facts[known].capacity != now.facts[fact].capacity) {
    take_series(fact, record);
  } else {
    const auto size = static_cast<std::uint32_t>(record.size());
    const std::span<std::uint8_t> taken =
        now_.moment.blob->resize(runtime::record_of_fact(fact), size);
    if (size > 0) std::memcpy(taken.data(), record.data(), size);
  }
}

// The newest entries, as many as there is room for.
void StateCarry::take_series(std::uint32_t fact, std::span<std::uint8_t> record) {
  const FactLayout& layout = now_.prepared.layouts[fact];
  const Series from = Series::in(record, layout.entry);
  const std::uint32_t count = from.count();
  const std::uint32_t first = count > layout.most_entries ? count - layout.most_entries : 0;
  for (std::uint32_t i = first; i < count; ++i) {
    const Series to = Series::with_room(*now_.moment.blob, runtime::record_of_fact(fact), layout);
    std::memcpy(to.push(from.time(i)), from.at(i), layout.entry);
  }
}

// What was no gap any more for this customer stays none.
void StateCarry::note_gaps(const Blob& from) {
  for (const std::uint32_t fact : unknown_) {
    const bool is_old = handover_->facts[fact] == Carried::Whole;
    if (is_old && !runtime::has_gap(before(), from, handover_->known[fact])) continue;
    runtime::add_gap(now_.moment, fact);
  }
}

}  // namespace wend
