// SPDX-License-Identifier: Apache-2.0
#include "cli/door/window.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace wend::door {
namespace {

constexpr std::size_t kOneRead = 1u << 17;
constexpr std::size_t kCapacity = kLongestRecord + 2 * kOneRead;
constexpr std::size_t kPadding = 64;  // simdjson looks beyond the end of a line

std::string shown(const std::string& path) { return path == "-" ? "standard input" : path; }

Failure unreadable(const std::string& path) {
  return {fmt::format("cannot read `{}`: {}", shown(path), std::strerror(errno))};
}

}  // namespace

// A regular file, by zlib, or a stream.
struct Window::File {
  gzFile handle = nullptr;
  std::unique_ptr<Stream> stream;
  ~File() {
    if (handle != nullptr) gzclose(handle);
  }
};

struct Window::Sum {
  XXH3_state_t state;
  Sum() { XXH3_64bits_reset(&state); }
};

Window::Window(std::unique_ptr<File> file, std::string path)
    : file_(std::move(file)),
      path_(std::move(path)),
      bytes_(std::make_unique<char[]>(kCapacity + kPadding)) {}

Window::~Window() = default;

Expected<std::unique_ptr<Window>> Window::open(const std::string& path,
                                               const WindowSettings& settings) {
  const int descriptor =
      path == "-" ? dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return unreadable(path);
  struct stat status = {};
  const bool is_known = fstat(descriptor, &status) == 0;
  if (is_known && S_ISDIR(status.st_mode)) {
    ::close(descriptor);
    return Failure{fmt::format("`{}` is a folder; name the files of events in it", path)};
  }
  auto file = std::make_unique<File>();
  if (is_known && !S_ISREG(status.st_mode)) {
    file->stream = std::make_unique<Stream>(descriptor, settings.waiting);
  } else {
    file->handle = gzdopen(descriptor, "rb");
    if (file->handle == nullptr) {
      ::close(descriptor);
      return unreadable(path);
    }
    // Half of what is asked for at a time: then bytes go straight to their place, without a copy between.
    gzbuffer(file->handle, kOneRead / 2);
  }
  std::unique_ptr<Window> window(new Window(std::move(file), path));
  if (settings.has_sums) window->sum_ = std::make_unique<Sum>();
  window->pass_over_byte_order_mark();
  return window;
}

void Window::pass_over_byte_order_mark() {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  while (rest().size() < kMark.size() && kMark.starts_with(rest())) {
    if (!more()) break;
  }
  if (!rest().starts_with(kMark)) return;
  consume(kMark.size());
  start_ = offset_;
}

std::optional<Failure> Window::skip_to(std::uint64_t offset) {
  while (offset_ < offset) {
    if (begin_ == end_ && !more()) {
      if (failure_) return failure_;
      return Failure{
          path_ == "-"
              ? fmt::format(
                    "standard input ends after {} bytes, and the saved run had read {}: give the "
                    "whole stream again, from its beginning",
                    offset_, offset)
              : fmt::format(
                    "`{}` is shorter than when it was read before ({} bytes): it must stay as it "
                    "was, with new events at its end",
                    path_, offset)};
    }
    consume(std::min<std::size_t>(end_ - begin_, offset - offset_));
  }
  if (is_at_line_start()) return std::nullopt;
  while ((rest().empty() || rest() == "\r") && more()) {
  }
  const std::size_t line_end = rest().starts_with("\r\n") ? 2 : rest().starts_with('\n') ? 1 : 0;
  if (line_end == 0 && !rest().empty()) {
    return Failure{fmt::format(
        "the last line of `{}` was still being written when the saved run took it: start anew "
        "without --resume",
        shown(path_))};
  }
  consume(line_end);
  return std::nullopt;
}

std::uint64_t Window::sum_before(std::uint64_t offset) const {
  if (sum_ == nullptr) return 0;
  XXH3_state_t state;
  XXH3_copyState(&state, &sum_->state);
  const std::uint64_t first = offset_ - begin_;  // the offset of the first byte of the window
  if (offset > first) XXH3_64bits_update(&state, bytes_.get(), offset - first);
  return XXH3_64bits_digest(&state);
}

void Window::move_rest_to_front() {
  byte_before_ = byte_before();
  if (sum_ != nullptr) XXH3_64bits_update(&sum_->state, bytes_.get(), begin_);
  std::memmove(bytes_.get(), bytes_.get() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
}

bool Window::more() {
  if (failure_ || is_at_end_ || end_ - begin_ > kLongestRecord) return false;
  // A small rest moves to the front at once, so that the same bytes of memory, in the cache by then, are
  // filled again and again.
  constexpr std::size_t kSmallRest = 1u << 12;
  if (begin_ > 0 && (end_ - begin_ <= kSmallRest || kCapacity - end_ < kOneRead))
    move_rest_to_front();
  const std::size_t count = file_->stream ? read_stream() : read_file();
  end_ += count;
  std::memset(bytes_.get() + end_, 0, kPadding);
  is_at_end_ = count == 0;
  return count > 0;
}

std::size_t Window::read_file() {
  const int count = gzread(file_->handle, bytes_.get() + end_, static_cast<unsigned>(kOneRead));
  if (count > 0) return static_cast<std::size_t>(count);
  int code = Z_OK;
  const char* words = gzerror(file_->handle, &code);
  if (code == Z_ERRNO) failure_ = unreadable(path_);
  if (code == Z_BUF_ERROR || code == Z_DATA_ERROR) {
    failure_ = damaged();
  } else if (code != Z_OK && code != Z_STREAM_END && !failure_) {
    failure_ = Failure{fmt::format("cannot unpack `{}`: {}", shown(path_), words)};
  }
  return 0;
}

std::size_t Window::read_stream() {
  const std::size_t count = file_->stream->read(bytes_.get() + end_, kOneRead);
  if (count > 0) return count;
  switch (file_->stream->problem()) {
    case Stream::Problem::None: break;
    case Stream::Problem::System: failure_ = unreadable(path_); break;
    case Stream::Problem::Damaged: failure_ = damaged(); break;
    case Stream::Problem::GivenUp: failure_ = Failure{"interrupted"}; break;
  }
  return 0;
}

Failure Window::damaged() const {
  return {fmt::format("`{}` is damaged or cut off after {} unpacked bytes: pack it again",
                      shown(path_), offset_ + (end_ - begin_))};
}

std::uint64_t Window::packed_offset() const {
  if (file_->stream) return file_->stream->packed_bytes_read();
  const auto offset = gzoffset(file_->handle);
  return offset < 0 ? 0 : static_cast<std::uint64_t>(offset);
}

}  // namespace wend::door
