// SPDX-License-Identifier: Apache-2.0
//
// A file that a run writes line by line and can cut back to where a saved run stood. `-` is standard
// output, which only grows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wend/runtime.h"

namespace wend::cli {

class OutputFile {
 public:
  // Continues behind `keep` bytes of a file that is there; cuts off the rest.
  static Expected<OutputFile> open(const std::string& path, std::uint64_t keep);
  OutputFile() = default;
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&& other) noexcept;
  ~OutputFile();

  bool is_open() const { return descriptor_ >= 0; }
  // A line is collected here, with its line end, and then passed on by `line_done`.
  std::string& line() { return buffer_; }
  void line_done() {
    if (buffer_.size() >= kBuffered) flush();
  }
  // Bytes of the file, the collected ones included.
  std::uint64_t position() const { return written_ + buffer_.size(); }
  void flush();
  // Flushes, and waits until the bytes are on the disk.
  void sync();
  const std::string& path() const { return path_; }
  const std::optional<Failure>& failure() const { return failure_; }

 private:
  static constexpr std::size_t kBuffered = 1u << 17;
  std::string path_;
  int descriptor_ = -1;
  std::uint64_t written_ = 0;
  std::string buffer_;
  std::optional<Failure> failure_;
};

}  // namespace wend::cli
