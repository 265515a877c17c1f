// SPDX-License-Identifier: Apache-2.0
//
// Values written at the end of a text: the forms of `value_text` (wend/runtime.h) without temporaries.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/abi/plan.h"
#include "runtime/values/zone.h"

namespace wend::runtime {

// `places` digits behind the point at least, six at most.
void append_decimal(std::string& out, std::int64_t millionths, int places);
void append_number(std::string& out, std::int64_t number);
void append_utc(std::string& out, std::int64_t instant_ms, bool with_milliseconds);
void append_value(std::string& out, const Plan& plan, const ValueType& type, std::int64_t number,
                  std::string_view text);
// Digits behind the point that are always shown.
int places_of(const Plan& plan, const ValueType& type);
// The zone of that name, read once per thread.
const Zone& zone_named(const std::string& name);

}  // namespace wend::runtime
