// SPDX-License-Identifier: Apache-2.0
//
// Times: the newest times an event occurred, enough for counts up to the fact's capacity.
#include "runtime/step/facts.h"
#include "runtime/step/series.h"

namespace wend::runtime {

void update_times(Moment& moment, const Place& place) {
  Series::with_room(place.record, *moment.blob, record_of_fact(place.fact), place.layout)
      .push(moment.now());
}

Cell read_times(const Place& place, const Question& question) {
  const Series times = Series::in(place.record, place.layout);
  const std::uint32_t first = question.start == kForever ? 0 : times.first_after(question.start);
  const std::uint32_t count = times.count() - first;
  switch (question.part) {
    case FactPart::Exists: return yes_no(count > 0);
    case FactPart::Count: return count_cell(count, question.cap);
    case FactPart::First:
    case FactPart::FirstTime: return count > 0 ? known(times.time(first)) : missing();
    case FactPart::Last:
    case FactPart::LastTime: return count > 0 ? known(times.time(times.count() - 1)) : missing();
    case FactPart::Sum:
    case FactPart::Average:
    case FactPart::Largest:
    case FactPart::Smallest:
    case FactPart::Different:
    case FactPart::NthLast:
    case FactPart::Stage:  // of a journey
    case FactPart::StageBefore:
    case FactPart::StageTime:
    case FactPart::Fading: return unknown();  // of times alone there is none
  }
  return unknown();
}

}  // namespace wend::runtime
