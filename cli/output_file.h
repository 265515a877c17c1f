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

// What of an output belongs to a saved run, and how to know the file again.
struct SavedOutput {
  std::string path;      // as it was given; empty: there was none
  std::string absolute;  // the same from anywhere
  std::uint64_t bytes = 0;
  std::uint64_t hash = 0;  // of the beginning and the end of these bytes
};

class OutputFile {
 public:
  // Goes on behind what was saved, and cuts off the rest; all of a file for which nothing was saved. It fails,
  // and cuts nothing, when another run writes the file or it does not hold what was saved.
  static Expected<OutputFile> open(const std::string& path, const SavedOutput& saved);
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
  // What there is of it, to be saved. Requires: sync().
  SavedOutput saved() const;
  const std::optional<Failure>& failure() const { return failure_; }

 private:
  static constexpr std::size_t kBuffered = 1u << 17;
  std::optional<Failure> take_over(const SavedOutput& saved);
  std::uint64_t hash_of(std::uint64_t bytes) const;

  std::string path_;
  bool is_regular_ = false;
  bool is_folder_synced_ = false;
  int descriptor_ = -1;
  std::uint64_t written_ = 0;
  std::string buffer_;
  std::optional<Failure> failure_;
};

}  // namespace wend::cli
