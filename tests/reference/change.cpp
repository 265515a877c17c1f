// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/change.h"

#include "tests/reference/expression.h"

namespace wend::reference {
namespace {

// The field as the first `seen` events leave it.
Answer field_after(const Record& record, const program::ProfileChange& change, std::size_t seen) {
  return answer(Moment{&record, seen, 0, nullptr}, change.value);
}

bool is_same(const Answer& a, const Answer& b) { return a.number == b.number && a.text == b.text; }

bool is_asked_for(const Record& record, const std::optional<program::ExprId>& asked,
                  const Answer& value) {
  return !asked || is_same(answer(Moment{&record, 0, 0, nullptr}, *asked), value);
}

}  // namespace

bool changes_at(const Record& record, const program::ProfileChange& change, std::size_t event) {
  if (!record.events[event].profile || !record.is_own(event)) return false;
  const Answer before = field_after(record, change, event);
  const Answer now = field_after(record, change, event + 1);
  if (!before.is_known() || !now.is_known() || is_same(before, now)) return false;
  return is_asked_for(record, change.from, before) && is_asked_for(record, change.to, now);
}

}  // namespace wend::reference
