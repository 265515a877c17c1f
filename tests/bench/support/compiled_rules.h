// SPDX-License-Identifier: Apache-2.0
//
// The rules of records.h as C++ that a compiler has seen, as somebody would write it who knows rules and records beforehand:
// one kernel per rule over columns of records, and code under a switch over choices for one record.
// tests/bench/generator writes their sources when the benchmarks are built.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tests/bench/support/records.h"

namespace wend::bench {

constexpr std::size_t kColumnRows = 1024;

struct Columns {
  alignas(64) std::uint8_t choices[4][kColumnRows];
  alignas(64) std::int32_t wholes[6][kColumnRows];
  alignas(64) double decimals[4][kColumnRows];
  alignas(64) std::int64_t instants[3][kColumnRows];
  alignas(64) std::uint8_t yes_no[3][kColumnRows];
};

// The records that rules are made for, and how many of these sources hold.
constexpr std::size_t kRecordsOfRules = 10'000;
constexpr std::size_t kCompiledSizes[] = {10, 100, 1'000};

// Writes 1 for each row that the rule matches, else 0.
using ColumnRule = void (*)(const Columns&, std::uint8_t*);
// Null where there is no source of so many rules.
const ColumnRule* column_rules(std::size_t rules);
// Sets the numbers of the rules that match, and says how many.
using RecordRules = unsigned (*)(const Record&, std::uint32_t*);
RecordRules record_rules(std::size_t rules);

// Of each rule, how many rows it matches; adds to `counts`.
void count_columns(const ColumnRule* rules, std::size_t count, const Columns& columns,
                   std::uint64_t* counts);

}  // namespace wend::bench
