// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/reference/record.h"

namespace wend::reference {

// Whether `event` is of the profile and changes the field as the trigger asks: from a known value to another.
bool changes_at(const Record& record, const program::ProfileChange& change, std::size_t event);

}  // namespace wend::reference
