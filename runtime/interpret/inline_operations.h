// SPDX-License-Identifier: Apache-2.0
//
// The operations that native code computes itself, for the interpreter: one function each, on registers.
// ops.def says what they mean.
#pragma once

#include <algorithm>

#include "runtime/abi/value.h"
#include "runtime/values/faults.h"

namespace wend::runtime {

inline Cell cell_of_status(Status status) { return {0, status}; }
inline Cell truth(bool value) { return known(value ? 1 : 0); }
inline bool is_known_yes(const Cell& cell) {
  return cell.status == Status::Known && cell.value != 0;
}
inline bool is_known_no(const Cell& cell) {
  return cell.status == Status::Known && cell.value == 0;
}

// `compute` where both are known, else the worse status.
template <typename Compute>
Cell on_known(const Cell& a, const Cell& b, Compute compute) {
  Status worst = std::max(a.status, b.status);
  if (planted(Fault::MissingIsZero) && worst == Status::Missing) worst = Status::Known;
  return worst == Status::Known ? compute(a.value, b.value) : cell_of_status(worst);
}

inline Cell inline_add(const Cell& a, const Cell& b) {
  return on_known(a, b, [](std::int64_t x, std::int64_t y) {
    std::int64_t sum;
    const bool outside = __builtin_add_overflow(x, y, &sum);
    return outside && !planted(Fault::AddWraps) ? cell_of_status(Status::Unknown) : known(sum);
  });
}

inline Cell inline_subtract(const Cell& a, const Cell& b) {
  if (planted(Fault::SubtractIsAdd)) return inline_add(a, b);
  return on_known(a, b, [](std::int64_t x, std::int64_t y) {
    std::int64_t difference;
    const bool outside = __builtin_sub_overflow(x, y, &difference);
    return outside ? cell_of_status(Status::Unknown) : known(difference);
  });
}

inline Cell inline_negate(const Cell& a) {
  return planted(Fault::NegateForgotten) ? a : inline_subtract(known(0), a);
}

inline Cell inline_in_calendar(const Cell& a) {
  if (a.status != Status::Known || planted(Fault::CalendarWithoutEnd)) return a;
  const bool inside = a.value >= -kFarthestInstant && a.value <= kFarthestInstant;
  return inside ? a : cell_of_status(Status::Unknown);
}

inline Cell inline_equal(const Cell& a, const Cell& b) {
  return on_known(a, b, [](std::int64_t x, std::int64_t y) {
    if (planted(Fault::EqualIgnoresMillionths)) return truth(x / kMillionth == y / kMillionth);
    return truth(x == y);
  });
}

inline Cell inline_not_equal(const Cell& a, const Cell& b) {
  return on_known(a, b, [](std::int64_t x, std::int64_t y) { return truth(x != y); });
}

inline Cell inline_less(const Cell& a, const Cell& b) {
  return on_known(a, b, [](std::int64_t x, std::int64_t y) {
    return truth(planted(Fault::LessIsLessEqual) ? x <= y : x < y);
  });
}

inline Cell inline_less_equal(const Cell& a, const Cell& b) {
  return on_known(a, b, [](std::int64_t x, std::int64_t y) {
    return truth(planted(Fault::LessEqualIsLess) ? x < y : x <= y);
  });
}

inline bool has_bit(std::int64_t set, std::int64_t bit) {
  return bit >= 0 && bit < 64 && (static_cast<std::uint64_t>(set) >> bit & 1) != 0;
}

inline Cell inline_in_mask(const Cell& a, std::int64_t mask) {
  if (a.status != Status::Known) return cell_of_status(a.status);
  return truth(has_bit(mask, planted(Fault::InMaskOffByOne) ? a.value + 1 : a.value));
}

inline Cell inline_includes(const Cell& set, const Cell& bit) {
  return on_known(set, bit, [](std::int64_t x, std::int64_t y) {
    return truth(planted(Fault::IncludesAnything) ? x != 0 : has_bit(x, y));
  });
}

inline Cell inline_and(const Cell& a, const Cell& b) {
  if (is_known_no(a) || is_known_no(b)) return truth(false);
  if (is_known_yes(a) && is_known_yes(b)) return truth(true);
  return planted(Fault::AndTreatsUnknownAsNo) ? truth(false) : cell_of_status(Status::Unknown);
}

inline Cell inline_or(const Cell& a, const Cell& b) {
  if (is_known_yes(a) || is_known_yes(b)) return truth(true);
  if (is_known_no(a) && is_known_no(b)) return truth(false);
  return planted(Fault::OrTreatsUnknownAsYes) ? truth(true) : cell_of_status(Status::Unknown);
}

inline Cell inline_not(const Cell& a) {
  if (a.status == Status::Known) return truth(a.value == 0);
  return planted(Fault::NotOfUnknownIsYes) ? truth(true) : cell_of_status(Status::Unknown);
}

inline Cell inline_is_known(const Cell& a) {
  if (a.status == Status::Unknown) return a;
  return truth(a.status == Status::Known || planted(Fault::IsKnownAlwaysYes));
}

inline Cell inline_default(const Cell& a, const Cell& b) {
  return a.status == Status::Missing || planted(Fault::DefaultAlwaysUsed) ? b : a;
}

inline Cell inline_select(const Cell& a, const Cell& b, const Cell& c) {
  if (a.status != Status::Known) return cell_of_status(Status::Unknown);
  return (a.value != 0) != planted(Fault::SelectSwapped) ? b : c;
}

}  // namespace wend::runtime
