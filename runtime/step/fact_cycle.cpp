// SPDX-License-Identifier: Apache-2.0
//
// Cycle: [per key] the times since the count was last full. When it is full again, they are forgotten.
#include <algorithm>

#include "runtime/step/facts.h"
#include "runtime/step/key_table.h"
#include "runtime/step/series.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

Series times_of(Moment& moment, std::uint32_t fact, std::int64_t key) {
  const FactShape& cycle = moment.fact(fact);
  const FactLayout& layout = moment.layout(fact);
  const std::uint32_t record = record_of_fact(fact);
  if (cycle.keys == 0) return Series::with_room(moment.record(fact), *moment.blob, record, layout);
  const auto touched = KeyTable::touch(moment.record(fact), *moment.blob, record, layout,
                                       key_of(cycle.value, layout.key_width, key, moment.texts));
  if (touched.pushed_out) ++moment.counts.pushed_out;
  return {touched.kept, 8, std::max<std::uint32_t>(cycle.capacity, 1)};
}

}  // namespace

bool complete_cycle(Moment& moment, std::uint32_t fact, std::int64_t key, std::int64_t start) {
  const Series times = times_of(moment, fact, key);
  times.push(moment.now());
  const std::uint32_t first = start == kForever ? 0 : times.first_after(start);
  const bool is_full = times.count() - first >= moment.fact(fact).capacity;
  if (is_full && !planted(Fault::CycleGoesOn)) times.clear();
  return is_full;
}

}  // namespace wend::runtime
