// SPDX-License-Identifier: Apache-2.0
//
// Types as people say them, for messages and printed programs.
#pragma once

#include <string>

#include "compiler/schema/schema.h"

namespace wend {

// `money`, `decimal 2 places`, `Tier`, `set of Topic`, `text up to 40 characters`.
std::string type_name(const Schema& schema, const ValueType& type);

// For use inside a sentence: a declared name in backticks, any other type as it is.
std::string said(const Schema& schema, const ValueType& type);

}  // namespace wend
