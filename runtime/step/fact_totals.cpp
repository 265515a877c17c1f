// SPDX-License-Identifier: Apache-2.0
//
// Totals: everything that occurred, or that occurred since the fact was reset.
#include "runtime/step/bytes.h"
#include "runtime/step/totals.h"

namespace wend::runtime {

namespace {

// Else only how often it occurred is kept.
bool has_value(const Place& place) { return place.layout.value_width != 0; }

std::uint32_t count_in(std::span<const std::uint8_t> record) {
  return record.empty() ? 0 : load<std::uint32_t>(record.data());
}

}  // namespace

void update_totals(Moment& moment, const Place& place, std::int64_t value) {
  std::span<std::uint8_t> record = place.record;
  if (record.empty()) record = moment.blob->resize(record_of_fact(place.fact), place.layout.entry);
  if (!has_value(place)) {
    const std::uint32_t count = count_in(record);
    return store(record.data(), count > kMostCounted ? count : count + 1);
  }
  Totals totals = load_totals(record.data(), true);
  totals.add(value);
  store_totals(record.data(), totals, true);
}

Cell read_totals(const Place& place, const Question& question) {
  if (question.part == FactPart::Count) return counted_cell(count_in(place.record), question.cap);
  if (place.record.empty()) return part_of({}, question);
  return part_of(load_totals(place.record.data(), has_value(place)), question);
}

}  // namespace wend::runtime
