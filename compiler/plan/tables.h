// SPDX-License-Identifier: Apache-2.0
//
// Tables and levels of a plan, and which tables a rule asks.
#pragma once

#include <cstdint>
#include <set>

#include "compiler/program/program.h"
#include "runtime/abi/plan.h"

namespace wend::plan {

void describe_tables(const Schema& schema, Plan& plan);

// A row is never larger, beside its source and id as long as it is open.
std::uint64_t row_bytes(const Plan& plan, const TableInfo& table);

// In its condition, its actions, and the journeys whose stages it asks.
std::set<std::uint32_t> tables_of(const program::Program& program, const program::Rule& rule);

}  // namespace wend::plan
