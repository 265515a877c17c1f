// SPDX-License-Identifier: Apache-2.0
//
// Distinct: the values whose own last event is newest, with the time of that event.
#include "runtime/step/bytes.h"
#include "runtime/step/facts.h"
#include "runtime/step/key_table.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

std::uint64_t count_after(const KeyTable& values, std::int64_t start) {
  if (start == kForever) return values.count();
  std::uint64_t count = 0;
  for (std::uint32_t entry = values.newest(); entry != KeyTable::kNone;
       entry = values.older(entry)) {
    if (!is_after(load<std::int64_t>(values.kept(entry)), start)) break;
    ++count;
  }
  return count;
}

Cell newest_time(const KeyTable& values, std::int64_t start) {
  if (values.count() == 0) return missing();
  const auto time = load<std::int64_t>(values.kept(values.newest()));
  return start == kForever || is_after(time, start) ? known(time) : missing();
}

}  // namespace

void update_distinct(Moment& moment, const Place& place, std::int64_t value) {
  Key key = key_of(moment.fact(place.fact).value, place.layout.key_width, value, moment.texts);
  if (planted(Fault::DistinctCountsTwice))
    key.bytes[7] = static_cast<std::uint8_t>(moment.now() >> 10);
  const auto touched =
      KeyTable::touch(place.record, *moment.blob, record_of_fact(place.fact), place.layout, key);
  if (planted(Fault::DistinctForgetsOldTime) && !touched.is_new) return;
  store(touched.kept, moment.now());
}

Cell read_distinct(const Place& place, const Question& question) {
  const KeyTable values(place.record, place.layout);
  switch (question.part) {
    case FactPart::Exists: return yes_no(count_after(values, question.start) > 0);
    case FactPart::Count:
    case FactPart::Different: return count_cell(count_after(values, question.start), question.cap);
    case FactPart::Last:
    case FactPart::LastTime: return newest_time(values, question.start);
    case FactPart::Sum:
    case FactPart::Average:
    case FactPart::Largest:
    case FactPart::Smallest:
    case FactPart::First:
    case FactPart::FirstTime:
    case FactPart::NthLast:
    case FactPart::Stage:  // of a journey
    case FactPart::StageBefore:
    case FactPart::StageTime:
    case FactPart::Fading: return unknown();  // the values themselves are not kept
  }
  return unknown();
}

}  // namespace wend::runtime
