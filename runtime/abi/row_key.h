// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/abi/value.h"

namespace wend {

// Whether rows of a table can be found by values of the kind. A text needs a stated length besides.
constexpr bool may_be_row_key(ValueKind kind) {
  switch (kind) {
    case ValueKind::Text:
    case ValueKind::Identifier:
    case ValueKind::Whole:
    case ValueKind::Choice: return true;
    case ValueKind::Decimal:
    case ValueKind::Money:
    case ValueKind::Percent:
    case ValueKind::Instant:
    case ValueKind::Date:
    case ValueKind::TimeOfDay:
    case ValueKind::Duration:
    case ValueKind::YesNo:
    case ValueKind::SetOf: return false;
  }
  return false;
}

}  // namespace wend
