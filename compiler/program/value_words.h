// SPDX-License-Identifier: Apache-2.0
//
// Values as an author would write them: `25.5 EUR`, `140%`, `gold`, `09:30`, `2 hours`, `"C-1"`.
#pragma once

#include <cstdint>
#include <string>

#include "compiler/schema/schema.h"

namespace wend::program {

// Instants are written in UTC. Of texts and identifiers only `text` is looked at.
std::string value_words(const Schema& schema, const ValueType& type, std::int64_t number,
                        const std::string& text = {});

}  // namespace wend::program
