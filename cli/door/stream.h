// SPDX-License-Identifier: Apache-2.0
//
// The bytes of a pipe, a socket or a terminal as they come, plain or gzip (told by the first two):
// what is there is handed out at once, so that a live log is decided live.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace wend::door {

// Asked whenever there is nothing to read yet: after how many milliseconds to ask again. Below 0: the
// reading is given up.
using Waiting = std::function<int()>;

class Stream {
 public:
  // Owns the descriptor. Without `waiting` it waits as long as it takes.
  Stream(int descriptor, Waiting waiting);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  enum class Problem : std::uint8_t { None, System, Damaged, GivenUp };  // System: see errno
  // At least one byte, or 0 at the end or with a problem.
  std::size_t read(char* bytes, std::size_t capacity);
  Problem problem() const { return problem_; }
  std::uint64_t packed_bytes_read() const { return packed_; }

 private:
  struct Gzip;
  bool wait_for_bytes();
  std::size_t take(char* bytes, std::size_t capacity);
  void look_at_beginning();
  std::size_t unpack(char* bytes, std::size_t capacity);

  int descriptor_;
  Waiting waiting_;
  std::string beginning_;  // read to tell what it is, and not handed out yet
  bool is_begun_ = false;
  std::unique_ptr<Gzip> gzip_;  // null: plain
  std::uint64_t packed_ = 0;
  Problem problem_ = Problem::None;
};

}  // namespace wend::door
