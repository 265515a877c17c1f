// SPDX-License-Identifier: Apache-2.0
//
// Times: the newest times an event occurred, enough for counts up to the fact's capacity.
#include "runtime/step/facts.h"
#include "runtime/step/series.h"

namespace wend::runtime {

void update_times(Moment& moment, std::uint32_t fact) {
  Series::with_room(moment.record(fact), *moment.blob, record_of_fact(fact), moment.layout(fact))
      .push(moment.now());
}

Cell read_times(Moment& moment, std::uint32_t fact, const Question& question) {
  const Series times = Series::in(moment.record(fact), moment.layout(fact));
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
    case FactPart::Different: return unknown();  // of times alone there is none
  }
  return unknown();
}

}  // namespace wend::runtime
