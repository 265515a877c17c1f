// SPDX-License-Identifier: Apache-2.0
//
// The records of a file, as text, with their places: lines of JSON or rows of CSV.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "cli/door/window.h"

namespace wend::door {

// Where reading goes on: unpacked bytes, lines and records before it.
struct Place {
  std::uint64_t offset = 0;
  std::uint64_t lines = 0;
  std::uint64_t rows = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

struct Record {
  std::string_view text;     // without its line end; 64 readable bytes follow it
  std::string_view problem;  // why it cannot be read; empty: it can
  std::uint64_t line = 0;    // of its first byte, from 1
  std::uint64_t row = 0;     // from 1
  std::vector<std::string_view>* columns = nullptr;  // CSV: its values, if they are split already
};

class Records {
 public:
  virtual ~Records() = default;
  // To the next record; false at the end of the input or when it cannot be read on.
  virtual bool next() = 0;
  // Valid until next().
  virtual const Record& record() const = 0;
  virtual Place place() const = 0;       // of the current record
  virtual Place next_place() const = 0;  // behind it
  virtual const Window& window() const = 0;
  // Goes on where an earlier run stood. Requires: nothing was read but a header.
  virtual std::optional<Failure> skip_to(const Place& place) = 0;
};

}  // namespace wend::door
