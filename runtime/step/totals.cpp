// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/totals.h"

#include <algorithm>

#include "runtime/step/bytes.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

Cell average_of(const Totals& totals) {
  if (totals.count == 0) return missing();
  if (totals.count > kMostCounted) return unknown();
  const auto count = static_cast<Int128>(totals.count);
  const Int128 average =
      planted(Fault::AverageTruncates) ? totals.sum / count : divide_rounded(totals.sum, count);
  const auto number = narrowed(average);
  return number ? known(*number) : unknown();
}

}  // namespace

void Totals::join(const Totals& other) {
  count += other.count;
  sum += other.sum;
  smallest = std::min(smallest, other.smallest);
  largest = std::max(largest, other.largest);
}

Cell part_of(const Totals& totals, const Question& question) {
  switch (question.part) {
    case FactPart::Exists: return yes_no(totals.count > 0);
    case FactPart::Count: return counted_cell(totals.count, question.cap);
    case FactPart::Sum: return sum_cell(totals);
    case FactPart::Average: return average_of(totals);
    case FactPart::Largest:
      if (totals.count == 0) return missing();
      return known(planted(Fault::LargestIsSmallest) ? totals.smallest : totals.largest);
    case FactPart::Smallest: return totals.count == 0 ? missing() : known(totals.smallest);
    case FactPart::First:
    case FactPart::Last:
    case FactPart::FirstTime:
    case FactPart::LastTime:
    case FactPart::Different:
    case FactPart::NthLast:
    case FactPart::Stage:  // of a journey
    case FactPart::StageBefore:
    case FactPart::StageTime:
    case FactPart::Fading: return unknown();  // totals do not keep it
  }
  return unknown();
}

Totals load_totals(const std::uint8_t* at, bool has_value) {
  Totals totals;
  totals.count = load<std::uint32_t>(at);
  if (!has_value || totals.count == 0) return totals;
  totals.sum = load<Int128>(at + 4);
  totals.smallest = load<std::int64_t>(at + 20);
  totals.largest = load<std::int64_t>(at + 28);
  return totals;
}

void store_totals(std::uint8_t* at, const Totals& totals, bool has_value) {
  store(at, static_cast<std::uint32_t>(std::min(totals.count, kMostCounted + 1)));
  if (!has_value) return;
  store(at + 4, totals.sum);
  store(at + 20, totals.smallest);
  store(at + 28, totals.largest);
}

}  // namespace wend::runtime
