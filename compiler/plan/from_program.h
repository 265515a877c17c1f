// SPDX-License-Identifier: Apache-2.0
//
// Lowers a checked program to a plan: which facts are kept per customer, and for each touchpoint and
// each deadline the operations to run.
//
// Equal meaning is kept and computed once: equal patterns are one test, equal facts are one fact, and
// an equal value in one body is one register. Sharing never changes a rule's values: a fact that serves
// several rules keeps as much as the greediest needs, and every read states its own window and cap.
#pragma once

#include "compiler/program/program.h"
#include "runtime/abi/plan.h"

namespace wend::plan {

struct Settings {
  bool simplify = true;  // fold constants, drop unused operations; tests compare both
  // So many rules of a touchpoint at least stand behind an index; fewer are looked at one by one.
  std::uint32_t index_from = 8;
  // A value that must be computed is asked by the index if so many rules at least need it.
  std::uint32_t key_from = 1;
  // Of an index, in bytes of rows of bits: beyond them the value with the most rows is not asked. Rows that are lists
  // (runtime/step/row_lists.h) take none.
  std::uint64_t most_bytes_of_rows = std::uint64_t{64} << 20;
};

// Requires: a program without errors (compiler/program/from_syntax.h).
Plan from_program(const program::Program& program, const Settings& settings = {});

}  // namespace wend::plan
