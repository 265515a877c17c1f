// SPDX-License-Identifier: Apache-2.0
//
// Values as the judge writes them in decisions.
#pragma once

#include <string>

#include "compiler/schema/schema.h"
#include "tests/reference/answer.h"
#include "tests/reference/calendar.h"

namespace wend::reference {

// Requires: the value is known.
std::string value_text(const Schema& schema, const Calendar& calendar, const ValueType& type,
                       const Answer& value);

}  // namespace wend::reference
