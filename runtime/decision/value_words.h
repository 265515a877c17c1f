// SPDX-License-Identifier: Apache-2.0
//
// Values in words, the forms of `value_text` (wend/runtime.h), written where there is room for kMostOfValue bytes. What comes
// back is where the words end.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/abi/plan.h"

namespace wend::runtime {

constexpr std::size_t kMostOfValue = 96;  // the longest are durations

// `places` digits behind the point at least, six at most.
char* put_decimal(char* at, std::int64_t millionths, int places);
char* put_number(char* at, std::int64_t number);
char* put_utc(char* at, std::int64_t instant_ms, bool with_milliseconds);
// Digits behind the point that are always shown.
int places_of(const Plan& plan, const ValueType& type);
// Whether the words are digits and letters of our own: not the plan's, and not an event's.
constexpr bool has_own_words(ValueKind kind) {
  switch (kind) {
    case ValueKind::Choice:
    case ValueKind::SetOf:
    case ValueKind::Text:
    case ValueKind::Identifier: return false;
    default: return true;  // numbers, times, yes and no
  }
}
// `places`: as places_of. Requires: has_own_words(kind).
char* put_value(char* at, const Plan& plan, ValueKind kind, int places, std::int64_t number);

}  // namespace wend::runtime
