// SPDX-License-Identifier: Apache-2.0
//
// Level: on which side of its threshold a value was at the last look. What is not known is on neither,
// and a value that comes from there has crossed nothing.
#include "runtime/step/facts.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

enum class Side : std::uint8_t { Fresh, Neither, Below, Above };  // Above: or at it

Side side_of(const Cell& value, const Cell& threshold) {
  if (value.status != Status::Known || threshold.status != Status::Known) return Side::Neither;
  return value.value < threshold.value ? Side::Below : Side::Above;
}

}  // namespace

bool cross(Moment& moment, std::uint32_t fact, const Cell& value, const Cell& threshold) {
  const std::span<std::uint8_t> record = moment.record(fact);
  const Side before = record.empty() ? Side::Fresh : static_cast<Side>(record[0]);
  const Side now = side_of(value, threshold);
  if (before != now) {
    std::uint8_t* kept =
        record.empty() ? moment.blob->resize(record_of_fact(fact), 1).data() : record.data();
    *kept = static_cast<std::uint8_t>(now);
  }
  const bool falls = moment.fact(fact).falls;
  const Side from = falls ? Side::Above : Side::Below;
  const bool is_first = before == Side::Fresh || before == Side::Neither;
  if (is_first && planted(Fault::FirstLookCrosses))
    return now == (falls ? Side::Below : Side::Above);
  return before == from && now == (falls ? Side::Below : Side::Above);
}

}  // namespace wend::runtime
