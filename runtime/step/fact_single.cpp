// SPDX-License-Identifier: Apache-2.0
//
// First and Last: one event, its time and its value.
#include "runtime/step/bytes.h"
#include "runtime/step/facts.h"
#include "runtime/step/stored_value.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

// The time of none.
constexpr std::int64_t kNoTime = kForever;

bool is_there(const Place& place) {
  return !place.record.empty() && load<std::int64_t>(place.record.data()) != kNoTime;
}

void keep(Moment& moment, const Place& place, std::int64_t value) {
  std::span<std::uint8_t> record = place.record;
  if (record.empty()) record = moment.blob->resize(record_of_fact(place.fact), place.layout.entry);
  store(record.data(), moment.now());
  if (place.layout.value_width == 0) return;
  put_value(record.data() + 8, moment.fact(place.fact).value, place.layout.value_width, value,
            moment.texts);
}

Cell value_of(Moment& moment, const Place& place) {
  const FactShape& fact = moment.fact(place.fact);
  if (!fact.has_value) return missing();
  return known(take_value(place.record.data() + 8, fact.value, moment.texts));
}

}  // namespace

void clear_single(std::span<std::uint8_t> record) { store(record.data(), kNoTime); }

void update_first(Moment& moment, const Place& place, std::int64_t value) {
  if (!is_there(place) || planted(Fault::FirstIsReplaced)) keep(moment, place, value);
}

void update_last(Moment& moment, const Place& place, std::int64_t value) {
  if (planted(Fault::LastKeepsFirst) && is_there(place)) return;
  keep(moment, place, value);
}

Cell read_single(Moment& moment, const Place& place, const Question& question) {
  const std::int64_t time = is_there(place) ? load<std::int64_t>(place.record.data()) : kNoTime;
  const bool there =
      time != kNoTime && (question.start == kForever || is_after(time, question.start));
  switch (question.part) {
    case FactPart::Exists: return yes_no(there);
    case FactPart::Count: return count_cell(there ? 1 : 0, question.cap);
    case FactPart::FirstTime:
    case FactPart::LastTime: return there ? known(time) : missing();
    case FactPart::First:
    case FactPart::Last: return there ? value_of(moment, place) : missing();
    case FactPart::Sum:
    case FactPart::Average:
    case FactPart::Largest:
    case FactPart::Smallest:
    case FactPart::Different:
    case FactPart::NthLast:
    case FactPart::Stage:  // of a journey
    case FactPart::StageBefore:
    case FactPart::StageTime:
    case FactPart::Fading: return unknown();  // of one event there is none
  }
  return unknown();
}

}  // namespace wend::runtime
