// SPDX-License-Identifier: Apache-2.0
//
// The rows of a CSV file. Empty lines are passed over. When a quotation mark is never closed only
// the row's first line is given up, so one bad mark does not swallow the file.
#pragma once

#include <memory>
#include <string>

#include "cli/door/csv_row.h"
#include "cli/door/records.h"

namespace wend::door {

class CsvScanner : public Records {
 public:
  CsvScanner(std::unique_ptr<Window> window, char delimiter)
      : window_(std::move(window)), row_(delimiter) {}

  bool next() override;
  const Record& record() const override { return record_; }
  Place place() const override { return place_; }
  Place next_place() const override { return {window_->offset(), next_.lines, next_.rows}; }
  const Window& window() const override { return *window_; }
  std::optional<Failure> skip_to(const Place& place) override;
  // The first row names the columns and is not counted; false when there is none.
  bool take_header(std::vector<std::string>& names);

 private:
  bool pass_over_empty_line();
  void take();
  void give_up_first_line();

  std::unique_ptr<Window> window_;
  CsvRow row_;
  Record record_;
  Place place_;
  Place next_;
  std::string beginning_;
};

}  // namespace wend::door
