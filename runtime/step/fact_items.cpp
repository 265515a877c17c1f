// SPDX-License-Identifier: Apache-2.0
//
// Items: the newest times with their values.
#include <algorithm>
#include <cstring>
#include <limits>

#include "runtime/step/bytes.h"
#include "runtime/step/series.h"
#include "runtime/step/stored_value.h"
#include "runtime/step/totals.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

// Items [first, last) lie in the window.
Totals totals_of(const Series& items, std::uint32_t first, std::uint32_t last) {
  Totals totals;
  for (std::uint32_t i = first; i < last; ++i) {
    totals.add(load<std::int64_t>(items.at(i) + 8));
  }
  return totals;
}

std::uint64_t different_in(const Series& items, std::uint32_t first, std::uint32_t last,
                           std::uint32_t width) {
  std::uint64_t different = 0;
  for (std::uint32_t i = first; i < last; ++i) {
    std::uint32_t earlier = first;
    while (earlier < i && std::memcmp(items.at(earlier) + 8, items.at(i) + 8, width) != 0)
      ++earlier;
    if (earlier == i) ++different;
  }
  return different;
}

// Behind the last item of the window.
std::uint32_t end_in(const Series& items, const Question& question) {
  const bool runs_to_now =
      question.end == std::numeric_limits<std::int64_t>::max() || planted(Fault::PastRunsToNow);
  return runs_to_now ? items.count() : items.first_after(question.end);
}

}  // namespace

void update_items(Moment& moment, const Place& place, std::int64_t value) {
  const FactLayout& layout = place.layout;
  const Series items =
      Series::with_room(place.record, *moment.blob, record_of_fact(place.fact), layout);
  std::uint8_t* item = items.push(moment.now());
  if (layout.value_width == 0) return;
  put_value(item + 8, moment.fact(place.fact).value, layout.value_width, value, moment.texts);
}

Cell read_items(Moment& moment, const Place& place, const Question& question) {
  const FactLayout& layout = place.layout;
  const Series items = Series::in(place.record, layout);
  const std::uint32_t first = question.start == kForever ? 0 : items.first_after(question.start);
  const std::uint32_t last = std::max(first, end_in(items, question));
  const std::uint32_t count = last - first;
  const ValueType& type = moment.fact(place.fact).value;
  const bool has_value = layout.value_width != 0;
  const auto value_at = [&](std::uint32_t i) {
    if (count == 0 || !has_value) return missing();
    return known(take_value(items.at(i) + 8, type, moment.texts));
  };
  switch (question.part) {
    case FactPart::Exists: return yes_no(count > 0);
    case FactPart::Count: return count_cell(count, question.cap);
    case FactPart::Sum:
    case FactPart::Average:
    case FactPart::Largest:
    case FactPart::Smallest:
      if (!has_value || is_bytes(type.kind)) return unknown();
      return part_of(totals_of(items, first, last), question);
    case FactPart::First: return value_at(first);
    case FactPart::Last: return value_at(last - 1);
    case FactPart::FirstTime: return count > 0 ? known(items.time(first)) : missing();
    case FactPart::LastTime: return count > 0 ? known(items.time(last - 1)) : missing();
    case FactPart::Different:
      return count_cell(different_in(items, first, last, layout.value_width), question.cap);
    case FactPart::NthLast:
      if (question.cap == 0 || question.cap > count) return missing();
      return value_at(planted(Fault::NthFromTheOldest) ? first + question.cap - 1
                                                       : last - question.cap);
    case FactPart::Stage:  // of a journey
    case FactPart::StageBefore:
    case FactPart::StageTime:
    case FactPart::Fading: return unknown();  // of panes
  }
  return unknown();
}

}  // namespace wend::runtime
