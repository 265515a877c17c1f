// SPDX-License-Identifier: Apache-2.0
//
// Visit: when the newest event came that belongs to one. The visit goes on as long as the next such event comes within
// the gap; what is kept of a visit is forgotten when the next begins.
#include "runtime/step/bytes.h"
#include "runtime/step/facts.h"
#include "runtime/values/faults.h"

namespace wend::runtime {

bool is_in_visit(const Moment& moment, std::uint32_t fact) {
  const std::span<std::uint8_t> record = moment.record(fact);
  if (record.empty()) return false;
  if (planted(Fault::VisitNeverEnds)) return true;
  const std::int64_t end =
      end_of(moment, load<std::int64_t>(record.data()), moment.fact(fact).span);
  return planted(Fault::VisitGapOpen) ? moment.now() < end : moment.now() <= end;
}

bool begin_visit(Moment& moment, std::uint32_t fact) {
  const bool begins = !is_in_visit(moment, fact);
  std::span<std::uint8_t> record = moment.record(fact);
  if (record.empty()) record = moment.blob->resize(record_of_fact(fact), moment.layout(fact).entry);
  store(record.data(), moment.now());
  return begins;
}

}  // namespace wend::runtime
