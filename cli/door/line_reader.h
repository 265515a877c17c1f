// SPDX-License-Identifier: Apache-2.0
//
// The lines of a file. A line longer than kLongestRecord is passed over and has a problem; a
// carriage return before the line end is not part of the line; empty lines are passed over.
#pragma once

#include <memory>
#include <string>

#include "cli/door/records.h"

namespace wend::door {

class LineReader : public Records {
 public:
  explicit LineReader(std::unique_ptr<Window> window) : window_(std::move(window)) {}

  bool next() override;
  const Record& record() const override { return record_; }
  Place place() const override { return place_; }
  Place next_place() const override { return {window_->offset(), lines_, lines_}; }
  const Window& window() const override { return *window_; }
  std::optional<Failure> skip_to(const Place& place) override {
    lines_ = place.lines;
    return window_->skip_to(place.offset);
  }

 private:
  bool next_line();
  void pass_over_long_line();

  std::unique_ptr<Window> window_;
  Record record_;
  Place place_;
  std::string beginning_;
  std::uint64_t lines_ = 0;
};

}  // namespace wend::door
