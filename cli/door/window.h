// SPDX-License-Identifier: Apache-2.0
//
// A file of events as a sliding window of bytes: plain, gzip (told by its first bytes) or standard
// input (`-`). Readers look at `rest()`, ask for `more()` when a record is not complete, and
// `consume()` what they took. Offsets count unpacked bytes, so they mean the same for a.csv and
// a.csv.gz.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cli/door/stream.h"
#include "wend/runtime.h"

namespace wend::door {

// The longest record that is read; a longer one is refused.
constexpr std::size_t kLongestRecord = 1u << 20;

struct WindowSettings {
  bool has_sums = false;  // sum_before is wanted
  Waiting waiting;        // for bytes of a pipe
};

class Window {
 public:
  static Expected<std::unique_ptr<Window>> open(const std::string& path,
                                                const WindowSettings& settings = {});
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  // What is read and not consumed. At least 64 readable bytes follow it.
  std::string_view rest() const { return {bytes_.get() + begin_, end_ - begin_}; }
  // Reads more behind the rest; false at the end of the input, or when the rest is longer than
  // kLongestRecord. Views into the window become invalid.
  bool more();
  void consume(std::size_t count) {
    begin_ += count;
    offset_ += count;
  }
  // Passes over everything before `offset`, as a resumed run does. Fails when the file is shorter, and when
  // a line that was the last one, and had no line end, goes on there.
  std::optional<Failure> skip_to(std::uint64_t offset);
  // A hash of everything before `offset`, of which the window must still hold what is next to it.
  std::uint64_t sum_before(std::uint64_t offset) const;
  bool can_sum_before(std::uint64_t offset) const { return offset + begin_ >= offset_; }
  bool is_at_line_start() const { return offset_ == start_ || byte_before() == '\n'; }
  // All is consumed, and the last line had no line end: somebody may still be writing it.
  bool has_ended_inside_line() const {
    return is_at_end_ && begin_ == end_ && offset_ != start_ && byte_before() != '\n';
  }
  // Of the first byte of rest().
  std::uint64_t offset() const { return offset_; }
  // Of the last read, in the file as it lies on the disk; for a progress line.
  std::uint64_t packed_offset() const;
  // Set when the input could not be read to its end.
  const std::optional<Failure>& failure() const { return failure_; }

 private:
  struct File;
  struct Sum;
  Window(std::unique_ptr<File> file, std::string path);
  void pass_over_byte_order_mark();
  char byte_before() const { return begin_ > 0 ? bytes_[begin_ - 1] : byte_before_; }
  void move_rest_to_front();
  std::size_t read_file();    // 0 at the end, or with a failure
  std::size_t read_stream();  // the same
  Failure damaged() const;

  std::unique_ptr<File> file_;
  std::string path_;
  std::unique_ptr<char[]> bytes_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t offset_ = 0;
  std::uint64_t start_ = 0;  // of the text: behind a byte order mark
  char byte_before_ = '\0';  // the first byte of the window
  bool is_at_end_ = false;
  std::unique_ptr<Sum> sum_;  // of what is not in the window any more
  std::optional<Failure> failure_;
};

}  // namespace wend::door
