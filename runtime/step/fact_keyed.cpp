// SPDX-License-Identifier: Apache-2.0
//
// Keyed: per key the newest times. A key that was pushed out counts as never seen.
#include <algorithm>

#include "runtime/step/facts.h"
#include "runtime/step/key_table.h"
#include "runtime/step/series.h"
#include "runtime/values/faults.h"

namespace wend::runtime {

Cell count_same(Moment& moment, std::uint32_t fact, std::int64_t key, std::int64_t start) {
  const FactShape& about = moment.fact(fact);
  Key bytes = key_of(about.value, moment.layout(fact).key_width, key, moment.texts);
  if (planted(Fault::KeyedCountsAll)) bytes = Key{};
  const auto touched = KeyTable::touch(moment.record(fact), *moment.blob, record_of_fact(fact),
                                       moment.layout(fact), bytes);
  if (touched.pushed_out) ++moment.counts.pushed_out;
  const Series times(touched.kept, 8, std::max<std::uint32_t>(about.capacity, 1));
  times.push(moment.now());
  const std::uint32_t first = start == kForever ? 0 : times.first_after(start);
  return count_cell(times.count() - first, 0);
}

}  // namespace wend::runtime
