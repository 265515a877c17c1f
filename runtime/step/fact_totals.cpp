// SPDX-License-Identifier: Apache-2.0
//
// Totals: everything that occurred, or that occurred since the fact was reset.
#include "runtime/step/totals.h"

namespace wend::runtime {

void update_totals(Moment& moment, const Place& place, std::int64_t value) {
  const bool has_value = moment.fact(place.fact).has_value;
  std::span<std::uint8_t> record = place.record;
  if (record.empty()) record = moment.blob->resize(record_of_fact(place.fact), place.layout.entry);
  Totals totals = load_totals(record.data(), has_value);
  totals.add(value);
  store_totals(record.data(), totals, has_value);
}

Cell read_totals(Moment& moment, const Place& place, const Question& question) {
  if (place.record.empty()) return part_of({}, question);
  return part_of(load_totals(place.record.data(), moment.fact(place.fact).has_value), question);
}

}  // namespace wend::runtime
