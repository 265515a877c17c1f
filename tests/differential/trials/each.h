// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "tests/differential/trials/author.h"

namespace wend::differential {

// Nothing if no touchpoint has an identifier.
std::optional<GeneratedRule> rule_for_each(Random& random, const Schema& schema, Author& author,
                                           std::size_t number);

// Instants before the date of an event, of a touchpoint that has `carried` unless that is empty; empty if there is none.
std::string dated_approach(Random& random, const Schema& schema, Author& author,
                           const std::string& carried);

}  // namespace wend::differential
