// SPDX-License-Identifier: Apache-2.0
//
// When a rule's trigger fires, found by trying events of the whole record.
#pragma once

#include <optional>
#include <vector>

#include "compiler/program/program.h"
#include "tests/reference/record.h"

namespace wend::reference {

// The match that `event` completes, read backwards: for each step the newest event that still fits. For
// `n times in`, whether the count becomes exactly n. Of an absence rule: what begins it.
std::optional<Match> completed_at(const Record& record, const program::Trigger& trigger,
                                  std::size_t event);

// A deadline that was reached without what it awaited.
struct Fired {
  std::int64_t deadline = 0;
  std::size_t start = 0;  // the event that completed the steps
  Match match;
};

// All deadlines of an absence that fire strictly before `closing`, by start.
std::vector<Fired> fired_before(const Record& record, const program::Trigger& trigger,
                                std::int64_t closing);

}  // namespace wend::reference
