// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/state_carry.h"

#include <algorithm>
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

void copy_aside(const Blob& from, std::uint32_t record, Blob& aside, std::uint32_t records) {
  const std::span<std::uint8_t> bytes = from.find(record);
  aside.prepare(records);
  const std::span<std::uint8_t> kept =
      aside.resize(record, static_cast<std::uint32_t>(bytes.size()));
  if (!bytes.empty()) std::memcpy(kept.data(), bytes.data(), bytes.size());
}

}  // namespace

StateCarry::StateCarry(Session::Inside& now, std::shared_ptr<const Handover> handover)
    : now_(now),
      handover_(std::move(handover)),
      gaps_record_(runtime::record_of_gaps(now.prepared.plan)) {}

void StateCarry::know_gaps(const runtime::OfFewFacts<std::int64_t>& before) {
  const auto is_old = [&](std::uint32_t fact) { return handover_->facts[fact] == Carried::Whole; };
  const auto stays = [&](std::uint32_t fact) {
    return is_old(fact) && handover_->known[fact] == fact && before.has(fact);
  };
  bool do_olds_stay = true;
  for (const auto& [fact, since] : now_.moment.known_from.entries()) {
    unknown_.push_back({fact, is_old(fact) ? handover_->known[fact] : Handover::kNone});
    if (!is_old(fact)) of_all_.push_back(fact);
    do_olds_stay = do_olds_stay && (!is_old(fact) || stays(fact));
  }
  for (const auto& [fact, since] : before.entries())
    if (!now_.moment.known_from.has(fact)) of_nobody_.push_back(fact);
  is_changed_in_place_ = do_olds_stay && !unknown_.empty();
}

void StateCarry::take(std::uint32_t customer, Blob from) {
  Blob& blob = now_.customers[customer].blob;
  Moment& moment = now_.moment;
  moment.customer = customer;
  moment.blob = &blob;
  if (handover_->few)
    take_all_but_few(std::move(from));
  else
    take_each(from);
  if (are_deadlines_left_) return;
  moment.open_deadlines += runtime::open_deadlines_of(moment);
  now_.queue_wake(customer);
}

// Its bytes; as often as not nothing is there of what changes, or it has room enough.
void StateCarry::take_all_but_few(Blob from) {
  Blob& blob = *now_.moment.blob;
  blob = std::move(from);
  const std::vector<Handover::Changed>& few = *handover_->few;
  const bool is_as_taken = std::all_of(few.begin(), few.end(), [&](const Handover::Changed& one) {
    return !blob.has(runtime::record_of_fact(one.fact)) || stays(one, blob);
  });
  if (!is_as_taken) take_few(blob);
  const std::span<std::uint8_t> gaps = blob.find(gaps_record_);  // at the same place
  if (is_changed_in_place_ && !gaps.empty())
    change_gaps(gaps);
  else
    name_gaps(gaps);
}

// Whether a series that may be longer or shorter now is already what would be made of it.
bool StateCarry::stays(const Handover::Changed& one, const Blob& state) {
  if (one.most_entries == 0) return false;
  const Series series =
      Series::in(state.find(runtime::record_of_fact(one.fact)), one.entry, one.most_entries);
  return series.is_as_pushed(one.most_entries);
}

// What was there gives way.
void StateCarry::take_few(Blob& blob) {
  Blob aside;
  for (const Handover::Changed& one : *handover_->few) {
    const std::uint32_t record = runtime::record_of_fact(one.fact);
    if (!blob.has(record)) continue;
    if (one.is_given) copy_aside(blob, record, aside, now_.prepared.records);
    blob.remove(record);
  }
  for (const Handover::Changed& one : *handover_->few)
    if (one.is_taken) take_fact(one.fact, aside);
}

void StateCarry::take_each(const Blob& from) {
  Blob& blob = *now_.moment.blob;
  blob.prepare(now_.prepared.records);
  take_profile(from, blob);
  from.for_each_from(runtime::record_of_fact(0), [&](std::uint32_t record) {
    const std::uint32_t fact = record - runtime::record_of_fact(0);
    if (fact >= handover_->taken_by.size()) return;
    for (const std::uint32_t taker : handover_->taken_by[fact]) take_fact(taker, from);
  });
  name_gaps(from.find(runtime::record_of_gaps(before())));
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
  const FactLayout& layout = now_.prepared.facts[fact].alike->layout;
  const std::uint32_t most = before().facts[handover_->known[fact]].capacity;
  const Series from = Series::in(record, layout.entry, std::max<std::uint32_t>(most, 1));
  const std::uint32_t count = from.count();
  const std::uint32_t first = count > layout.most_entries ? count - layout.most_entries : 0;
  Blob& blob = *now_.moment.blob;
  Series::make_room(blob, runtime::record_of_fact(fact), layout, count - first);
  for (std::uint32_t i = first; i < count; ++i) {
    const Series to = Series::with_room(blob, runtime::record_of_fact(fact), layout);
    std::memcpy(to.push(from.time(i)), from.at(i), layout.entry);
  }
}

// Mostly nearly all stay.
void StateCarry::change_gaps(std::span<std::uint8_t> gaps) const {
  for (const std::uint32_t fact : of_nobody_) runtime::unname(gaps, fact);
  if (runtime::planted(runtime::Fault::InheritedGapsStay)) return;
  for (const std::uint32_t fact : of_all_) runtime::name(gaps, fact);
}

// In place of those of before: what was no gap any more for this customer stays none. A record that names none any more stays,
// too, as it does where states go on untouched.
void StateCarry::name_gaps(std::span<const std::uint8_t> before) {
  gaps_.assign(runtime::bytes_of_gaps(now_.prepared.plan), 0);
  bool is_there = !before.empty() && !unknown_.empty();
  for (const Unknown& one : unknown_) {
    if (one.known != Handover::kNone && !runtime::is_named(before, one.known)) continue;
    runtime::name(gaps_, one.fact);
    is_there = true;
  }
  Blob& blob = *now_.moment.blob;
  if (!is_there) return blob.remove(gaps_record_);
  const auto size = static_cast<std::uint32_t>(gaps_.size());
  std::memcpy(blob.resize(gaps_record_, size).data(), gaps_.data(), size);
}

}  // namespace wend
