// SPDX-License-Identifier: Apache-2.0
//
// The lives of instances: when an order that a rule is `for each` of began to be followed (Instance in program.h).
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "tests/reference/record.h"

namespace wend::reference {

// The event with which the life began that identifier `text` of `kind` has at `now`, behind the first `seen` events;
// nothing if it is not followed then.
std::optional<std::size_t> life_begin(const Record& record, std::uint32_t kind,
                                      const std::string& text, std::size_t seen, std::int64_t now);

// The same life goes on from event `from` on to `now`.
bool lives_since(const Record& record, std::uint32_t kind, const std::string& text,
                 std::size_t from, std::size_t seen, std::int64_t now);

}  // namespace wend::reference
