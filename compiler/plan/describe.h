// SPDX-License-Identifier: Apache-2.0
//
// What a plan keeps of the schema and of the rules' words: to read events and to show decisions.
#pragma once

#include "compiler/plan/analysis.h"

namespace wend::plan {

void describe_schema(const Schema& schema, Plan& plan);
void describe_rules(const Analysis& analysis, Plan& plan);

}  // namespace wend::plan
