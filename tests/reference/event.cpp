// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/event.h"

#include <tuple>

namespace wend::reference {

const std::vector<SchemaField>& fields_of(const Schema& schema, const Event& event) {
  if (event.table) return schema.tables[*event.table].fields;
  return event.profile ? schema.customer : schema.touchpoints[event.touchpoint].fields;
}

bool in_total_order(const Event& a, const Event& b) {
  return std::tie(a.time_ns, a.source, a.sequence, a.id, a.carried) <
         std::tie(b.time_ns, b.source, b.sequence, b.id, b.carried);
}

std::int64_t instant_of(const Event& event, std::int64_t grain_ms) {
  const std::int64_t grain_ns = grain_ms * 1'000'000;
  std::int64_t grains = event.time_ns / grain_ns;
  if (event.time_ns % grain_ns < 0) --grains;  // down, also before 1970
  return grains * grain_ms;
}

}  // namespace wend::reference
