// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/list.h"

#include <algorithm>

#include "tests/reference/expression.h"
#include "tests/reference/number.h"

namespace wend::reference {
namespace {

Answer measured(ListMeasure measure, const std::vector<std::int64_t>& values) {
  Wide total = 0;
  for (const std::int64_t value : values) total += value;
  if (measure == ListMeasure::Sum) return fitted(total);
  if (values.empty()) return missing();
  if (measure == ListMeasure::Average)
    return fitted(rounded_quotient(total, static_cast<Wide>(values.size())));
  return number_answer(measure == ListMeasure::Largest
                           ? *std::max_element(values.begin(), values.end())
                           : *std::min_element(values.begin(), values.end()));
}

}  // namespace

Answer answer_of_list(const Record& record, std::size_t event, const program::ListAnswer& asked) {
  const Event& of = record.events[event];
  const Schema& schema = record.program->schema;
  const SchemaList& list = schema.touchpoints[of.touchpoint].lists[asked.list];
  const auto& fields = schema.records[list.record].fields;
  std::vector<Answer> tests;
  std::vector<std::int64_t> values;
  for (const auto& item : of.lists[asked.list].items) {
    tests.push_back(asked.where ? item_answer(record, *asked.where, item, fields)
                                : yes_or_no(true));
    if (tests.back().is_yes() && item[asked.field].state == EventField::State::Present)
      values.push_back(item[asked.field].number);
  }
  const auto yes =
      std::count_if(tests.begin(), tests.end(), [](const Answer& one) { return one.is_yes(); });
  const auto no =
      std::count_if(tests.begin(), tests.end(), [](const Answer& one) { return one.is_no(); });
  if (asked.measure == ListMeasure::Any && yes > 0) return yes_or_no(true);
  if (asked.measure == ListMeasure::All && no > 0) return yes_or_no(false);
  if (yes + no < static_cast<std::ptrdiff_t>(tests.size())) return unknown();
  switch (asked.measure) {
    case ListMeasure::Any: return yes_or_no(false);
    case ListMeasure::All: return yes_or_no(true);
    case ListMeasure::Count: return number_answer(yes * kMillionth);
    case ListMeasure::Sum:
    case ListMeasure::Average:
    case ListMeasure::Largest:
    case ListMeasure::Smallest: break;
  }
  return measured(asked.measure, values);
}

}  // namespace wend::reference
