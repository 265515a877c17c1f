// SPDX-License-Identifier: Apache-2.0
//
// Longest common subsequence of lines, after equal lines at both ends are set aside.
#include "tests/support/text_difference.h"

#include <algorithm>
#include <cstddef>

namespace wend::support {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t kContext = 2;
constexpr std::size_t kLargestTable = 4'000'000;  // above, the whole middle counts as changed

struct Row {
  char mark;  // '-', '+' or ' '
  std::string_view line;
};

// common[i * (n + 1) + j] = length of the longest common subsequence of left[i..] and right[j..]
std::vector<std::size_t> common_lengths(const Lines& left, const Lines& right) {
  const std::size_t width = right.size() + 1;
  std::vector<std::size_t> common((left.size() + 1) * width, 0);
  for (std::size_t i = left.size(); i-- > 0;) {
    for (std::size_t j = right.size(); j-- > 0;) {
      common[i * width + j] =
          left[i] == right[j] ? common[(i + 1) * width + j + 1] + 1
                              : std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  return common;
}

std::vector<Row> middle_rows(const Lines& left, const Lines& right) {
  std::vector<Row> rows;
  std::size_t i = 0;
  std::size_t j = 0;
  if (left.size() * right.size() <= kLargestTable) {
    const std::vector<std::size_t> common = common_lengths(left, right);
    const std::size_t width = right.size() + 1;
    while (i < left.size() && j < right.size()) {
      if (left[i] == right[j]) {
        rows.push_back({' ', left[i]});
        ++i, ++j;
      } else if (common[(i + 1) * width + j] >= common[i * width + j + 1]) {
        rows.push_back({'-', left[i++]});
      } else {
        rows.push_back({'+', right[j++]});
      }
    }
  }
  for (; i < left.size(); ++i) rows.push_back({'-', left[i]});
  for (; j < right.size(); ++j) rows.push_back({'+', right[j]});
  return rows;
}

std::vector<Row> rows_of(const Lines& left, const Lines& right) {
  const auto [left_end, right_end] =
      std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  const auto head = left_end - left.begin();
  auto tail =
      std::mismatch(left.rbegin(), left.rend() - head, right.rbegin(), right.rend() - head).first -
      left.rbegin();
  std::vector<Row> rows;
  for (auto line = left.begin(); line != left_end; ++line) rows.push_back({' ', *line});
  for (const Row& row :
       middle_rows({left_end, left.end() - tail}, {right_end, right.end() - tail})) {
    rows.push_back(row);
  }
  for (auto line = left.end() - tail; line != left.end(); ++line) rows.push_back({' ', *line});
  return rows;
}

bool near_a_change(const std::vector<Row>& rows, std::size_t index) {
  const std::size_t first = index < kContext ? 0 : index - kContext;
  const std::size_t last = std::min(rows.size(), index + kContext + 1);
  return std::any_of(rows.begin() + static_cast<std::ptrdiff_t>(first),
                     rows.begin() + static_cast<std::ptrdiff_t>(last),
                     [](const Row& row) { return row.mark != ' '; });
}

}  // namespace

std::vector<std::string_view> lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::string difference(std::string_view expected, std::string_view actual) {
  const std::vector<Row> rows = rows_of(lines_of(expected), lines_of(actual));
  std::string result;
  bool skipped = false;
  for (std::size_t index = 0; index < rows.size(); ++index) {
    if (!near_a_change(rows, index)) {
      skipped = true;
      continue;
    }
    if (skipped) result += "  ...\n";
    skipped = false;
    result += rows[index].mark;
    result += ' ';
    result += rows[index].line;
    result += '\n';
  }
  return result;
}

}  // namespace wend::support
