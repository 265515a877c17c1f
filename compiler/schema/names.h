// SPDX-License-Identifier: Apache-2.0
//
// What may be called how. The parser holds names to letters, digits and `_` of any alphabet;
// touchpoints, actions, definitions and segments may moreover not be called like a word of schemas.
#pragma once

#include <string_view>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/tree.h"

namespace wend::schema {

// Refuses words of schemas and `now`. `what` is "a touchpoint", "an action", ...
bool check_plain(const syntax::Name& name, std::string_view what, Diagnostics& diagnostics);

// Refuses what begins another type, for a choice or an identifier: such a type could not be named.
bool check_type_name(const syntax::Name& name, std::string_view what, Diagnostics& diagnostics);

// Reports a value `now`: where it is asked for, it would be the instant.
void check_value_name(const syntax::Name& name, Diagnostics& diagnostics);

// Reports that `name` is taken by `what`, declared at `first`.
void report_taken(const syntax::Name& name, std::string_view what, Span first,
                  Diagnostics& diagnostics);

}  // namespace wend::schema
