// SPDX-License-Identifier: Apache-2.0
#include "cli/door/stream.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <poll.h>
#include <unistd.h>
#include <zlib.h>

namespace wend::door {
namespace {

constexpr std::size_t kPackedRead = 1u << 16;
constexpr std::string_view kGzipMark = "\x1F\x8B";

}  // namespace

// One member after the other; what is behind the last one and is no gzip is passed over, as gunzip does.
struct Stream::Gzip {
  z_stream state = {};
  std::string packed = std::string(kPackedRead, '\0');
  bool is_between_members = false;

  Gzip() { inflateInit2(&state, 15 + 16); }
  ~Gzip() { inflateEnd(&state); }
};

Stream::Stream(int descriptor, Waiting waiting)
    : descriptor_(descriptor), waiting_(std::move(waiting)) {}

Stream::~Stream() { close(descriptor_); }

std::size_t Stream::read(char* bytes, std::size_t capacity) {
  if (problem_ != Problem::None) return 0;
  if (!is_begun_) look_at_beginning();
  if (problem_ != Problem::None) return 0;
  if (gzip_ != nullptr) return unpack(bytes, capacity);
  if (beginning_.empty()) return take(bytes, capacity);
  const std::size_t count = std::min(capacity, beginning_.size());
  std::memcpy(bytes, beginning_.data(), count);
  beginning_.erase(0, count);
  return count;
}

// A second byte is waited for only behind the first one of gzip.
void Stream::look_at_beginning() {
  is_begun_ = true;
  char bytes[2];
  while (beginning_.size() < kGzipMark.size() && kGzipMark.starts_with(beginning_)) {
    const std::size_t count = take(bytes, sizeof bytes - beginning_.size());
    if (count == 0) return;
    beginning_.append(bytes, count);
  }
  if (beginning_ != kGzipMark) return;
  gzip_ = std::make_unique<Gzip>();
  std::memcpy(gzip_->packed.data(), beginning_.data(), beginning_.size());
  gzip_->state.next_in = reinterpret_cast<Bytef*>(gzip_->packed.data());
  gzip_->state.avail_in = static_cast<uInt>(beginning_.size());
}

std::size_t Stream::unpack(char* bytes, std::size_t capacity) {
  z_stream& state = gzip_->state;
  state.next_out = reinterpret_cast<Bytef*>(bytes);
  state.avail_out = static_cast<uInt>(capacity);
  while (state.avail_out == capacity) {
    if (state.avail_in == 0) {
      const std::size_t count = take(gzip_->packed.data(), gzip_->packed.size());
      if (count == 0) {
        if (problem_ == Problem::None && !gzip_->is_between_members) problem_ = Problem::Damaged;
        return 0;
      }
      state.next_in = reinterpret_cast<Bytef*>(gzip_->packed.data());
      state.avail_in = static_cast<uInt>(count);
    }
    if (gzip_->is_between_members) {
      if (*state.next_in != static_cast<Bytef>(kGzipMark.front())) return 0;
      inflateReset(&state);
      gzip_->is_between_members = false;
    }
    const int code = inflate(&state, Z_NO_FLUSH);
    gzip_->is_between_members = code == Z_STREAM_END;
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
      problem_ = Problem::Damaged;
      return 0;
    }
  }
  return capacity - state.avail_out;
}

std::size_t Stream::take(char* bytes, std::size_t capacity) {
  for (;;) {
    if (!wait_for_bytes()) {
      problem_ = Problem::GivenUp;
      return 0;
    }
    const ssize_t count = ::read(descriptor_, bytes, capacity);
    if (count >= 0) {
      packed_ += static_cast<std::uint64_t>(count);
      return static_cast<std::size_t>(count);
    }
    if (errno == EINTR || errno == EAGAIN) continue;
    problem_ = Problem::System;
    return 0;
  }
}

bool Stream::wait_for_bytes() {
  if (waiting_ == nullptr) return true;
  pollfd asked = {descriptor_, POLLIN, 0};
  for (int milliseconds = 0; poll(&asked, 1, milliseconds) <= 0;) {
    milliseconds = waiting_();
    if (milliseconds < 0) return false;
  }
  return true;
}

}  // namespace wend::door
