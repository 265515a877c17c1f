// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/record.h"

#include <algorithm>

#include "tests/reference/expression.h"

namespace wend::reference {

Record record_of(const program::Program& program, const Calendar& calendar,
                 std::vector<Event> events) {
  Record record{&program, &calendar, std::move(events), {}, {}, {}};
  std::sort(record.events.begin(), record.events.end(), in_total_order);
  for (const Event& event : record.events)
    record.instants.push_back(instant_of(event, program.schema.grain_ms));
  for (const program::Pattern& pattern : program.patterns) {
    std::vector<bool> row;
    for (std::size_t event = 0; event < record.events.size(); ++event)
      row.push_back(event_matches(record, pattern, event));
    record.matching.push_back(std::move(row));
  }
  return record;
}

}  // namespace wend::reference
