// SPDX-License-Identifier: Apache-2.0
//
// First and Last: one event, its time and its value.
#include "runtime/step/bytes.h"
#include "runtime/step/facts.h"
#include "runtime/step/stored_value.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

void keep(Moment& moment, std::uint32_t fact, std::int64_t value) {
  const FactLayout& layout = moment.layout(fact);
  std::span<std::uint8_t> record = moment.record(fact);
  if (record.empty()) record = moment.blob->resize(record_of_fact(fact), layout.entry);
  store(record.data(), moment.now());
  if (layout.value_width == 0) return;
  put_value(record.data() + 8, moment.fact(fact).value, layout.value_width, value, moment.texts);
}

Cell value_of(Moment& moment, std::uint32_t fact, std::span<std::uint8_t> record) {
  if (!moment.fact(fact).has_value) return missing();
  return known(take_value(record.data() + 8, moment.fact(fact).value, moment.texts));
}

}  // namespace

void update_first(Moment& moment, std::uint32_t fact, std::int64_t value) {
  if (moment.record(fact).empty() || planted(Fault::FirstIsReplaced)) keep(moment, fact, value);
}

void update_last(Moment& moment, std::uint32_t fact, std::int64_t value) {
  if (planted(Fault::LastKeepsFirst) && !moment.record(fact).empty()) return;
  keep(moment, fact, value);
}

Cell read_single(Moment& moment, std::uint32_t fact, const Question& question) {
  const std::span<std::uint8_t> record = moment.record(fact);
  const bool there =
      !record.empty() &&
      (question.start == kForever || is_after(load<std::int64_t>(record.data()), question.start));
  switch (question.part) {
    case FactPart::Exists: return yes_no(there);
    case FactPart::Count: return count_cell(there ? 1 : 0, question.cap);
    case FactPart::FirstTime:
    case FactPart::LastTime: return there ? known(load<std::int64_t>(record.data())) : missing();
    case FactPart::First:
    case FactPart::Last: return there ? value_of(moment, fact, record) : missing();
    case FactPart::Sum:
    case FactPart::Average:
    case FactPart::Largest:
    case FactPart::Smallest:
    case FactPart::Different: return unknown();  // of one event there is none
  }
  return unknown();
}

}  // namespace wend::runtime
