// SPDX-License-Identifier: Apache-2.0
//
// Splits one row of CSV after RFC 4180: values may stand in quotation marks and then hold
// delimiters, line ends and doubled quotation marks. A quotation mark inside a plain value is an
// ordinary character.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace wend::door {

class CsvRow {
 public:
  explicit CsvRow(char delimiter) : delimiter_(delimiter) {}

  enum class Split : std::uint8_t { Complete, NeedsMore, Problem };
  // Splits the first row of `text`, behind which 16 bytes are readable. `is_all`: nothing follows,
  // so the last line needs no line end. The columns point into `text` and into this object.
  Split split(std::string_view text, bool is_all);

  std::vector<std::string_view> columns;
  std::size_t length = 0;         // of the row, its line end included
  std::uint64_t inner_lines = 0;  // line ends inside quotation marks
  std::string_view problem;

 private:
  const char* quoted_value(const char* at, const char* end);
  void count_inner_lines(std::string_view value);
  std::string_view with_single_marks(std::string_view value);

  char delimiter_;
  std::deque<std::string> unescaped_;
};

}  // namespace wend::door
