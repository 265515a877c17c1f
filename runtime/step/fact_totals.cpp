// SPDX-License-Identifier: Apache-2.0
//
// Totals: everything that occurred, or that occurred since the fact was reset.
#include "runtime/step/totals.h"

namespace wend::runtime {

void update_totals(Moment& moment, std::uint32_t fact, std::int64_t value) {
  const bool has_value = moment.fact(fact).has_value;
  std::span<std::uint8_t> record = moment.record(fact);
  if (record.empty()) record = moment.blob->resize(record_of_fact(fact), moment.layout(fact).entry);
  Totals totals = load_totals(record.data(), has_value);
  totals.add(value);
  store_totals(record.data(), totals, has_value);
}

Cell read_totals(Moment& moment, std::uint32_t fact, const Question& question) {
  const std::span<std::uint8_t> record = moment.record(fact);
  if (record.empty()) return part_of({}, question);
  return part_of(load_totals(record.data(), moment.fact(fact).has_value), question);
}

}  // namespace wend::runtime
