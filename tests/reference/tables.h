// SPDX-License-Identifier: Apache-2.0
//
// Rows of tables, by definition: of all records of a key that are known, the one that is newest at the moment.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "compiler/program/program.h"
#include "tests/reference/answer.h"
#include "tests/reference/event.h"

namespace wend::reference {

// Records of rows in the order in which they came.
using Rows = std::vector<Event>;

// What a moment knows of tables.
struct KnownRows {
  const Rows* rows = nullptr;
  std::size_t known = 0;  // so many have come
  bool newest = false;    // decided at once: whatever the instant
};

Answer cell_of(const Schema& schema, const KnownRows& rows, const program::Lookup& lookup,
               const Answer& key, std::int64_t now);

// How many records a table keeps where all before `closed` is closed: those that are not closed, and of each key the one
// that holds then, unless it ends the row.
std::size_t kept_rows(const Schema& schema, const Rows& rows, std::uint32_t table,
                      std::int64_t closed);

}  // namespace wend::reference
