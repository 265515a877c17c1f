// SPDX-License-Identifier: Apache-2.0
//
// The links of the schema in the plan, and what they cost.
#pragma once

#include <cstdint>
#include <string>

#include "compiler/schema/schema.h"
#include "runtime/abi/plan.h"

namespace wend::plan {

void describe_links(const Schema& schema, Plan& plan);

// Of one customer, as many as there may be: of one link, and of all together.
std::uint64_t bytes_of_links(const Plan& plan, const LinkInfo& link);
std::uint64_t bytes_of_links(const Plan& plan);

}  // namespace wend::plan
