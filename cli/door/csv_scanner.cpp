// SPDX-License-Identifier: Apache-2.0
#include "cli/door/csv_scanner.h"

#include <algorithm>

namespace wend::door {
namespace {

constexpr std::size_t kShownOfBadRow = 200;

std::string_view without_line_end(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

bool CsvScanner::next() {
  for (bool is_all = false;;) {
    if (pass_over_empty_line()) continue;
    const std::string_view rest = window_->rest();
    if (!rest.empty()) {
      const CsvRow::Split split = row_.split(rest, is_all);
      if (split == CsvRow::Split::Complete) {
        take();
        return true;
      }
      const bool is_too_long = rest.size() > kLongestRecord;
      if (split == CsvRow::Split::Problem || is_all || is_too_long) {
        record_.problem = split == CsvRow::Split::Problem ? row_.problem
                          : is_too_long
                              ? "the row is longer than 1 MiB, or a quotation mark is never closed"
                              : "a quotation mark is opened and never closed";
        give_up_first_line();
        return true;
      }
    }
    if (is_all) return false;
    if (window_->more()) continue;
    if (window_->failure()) return false;
    is_all = true;
  }
}

bool CsvScanner::pass_over_empty_line() {
  const std::string_view rest = window_->rest();
  if (!rest.starts_with('\n') && !rest.starts_with("\r\n")) return false;
  window_->consume(rest.front() == '\n' ? 1 : 2);
  ++next_.lines;
  return true;
}

void CsvScanner::take() {
  record_.text = without_line_end(window_->rest().substr(0, row_.length));
  record_.problem = {};
  record_.columns = &row_.columns;
  place_ = next_place();
  record_.line = ++next_.lines;
  record_.row = ++next_.rows;
  next_.lines += row_.inner_lines;
  window_->consume(row_.length);
}

void CsvScanner::give_up_first_line() {
  place_ = next_place();
  beginning_.clear();
  for (;;) {
    const std::string_view rest = window_->rest();
    const std::size_t end = rest.find('\n');
    if (beginning_.empty()) beginning_ = rest.substr(0, std::min(end, kShownOfBadRow));
    window_->consume(end == std::string_view::npos ? rest.size() : end + 1);
    if (end != std::string_view::npos || !window_->more()) break;
  }
  record_.text = without_line_end(beginning_);
  record_.columns = nullptr;
  record_.line = ++next_.lines;
  record_.row = ++next_.rows;
}

std::optional<Failure> CsvScanner::skip_to(const Place& place) {
  next_ = place;
  return window_->skip_to(place.offset);
}

bool CsvScanner::take_header(std::vector<std::string>& names) {
  if (!next() || !record_.problem.empty()) return false;
  names.assign(record_.columns->begin(), record_.columns->end());
  next_.rows = 0;
  return true;
}

}  // namespace wend::door
