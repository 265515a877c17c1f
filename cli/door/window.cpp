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

struct Window::File {
  gzFile handle = nullptr;
  ~File() {
    if (handle != nullptr) gzclose(handle);
  }
};

Window::Window(std::unique_ptr<File> file, std::string path)
    : file_(std::move(file)),
      path_(std::move(path)),
      bytes_(std::make_unique<char[]>(kCapacity + kPadding)) {}

Window::~Window() = default;

Expected<std::unique_ptr<Window>> Window::open(const std::string& path) {
  const int descriptor =
      path == "-" ? dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return unreadable(path);
  struct stat status = {};
  if (fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
    ::close(descriptor);
    return Failure{fmt::format("`{}` is a folder; name the files of events in it", path)};
  }
  auto file = std::make_unique<File>();
  file->handle = gzdopen(descriptor, "rb");
  if (file->handle == nullptr) {
    ::close(descriptor);
    return unreadable(path);
  }
  // Half of what is asked for at a time: then bytes go straight to their place, without a copy between.
  gzbuffer(file->handle, kOneRead / 2);
  std::unique_ptr<Window> window(new Window(std::move(file), path));
  window->pass_over_byte_order_mark();
  return window;
}

void Window::pass_over_byte_order_mark() {
  more();
  if (rest().starts_with("\xEF\xBB\xBF")) consume(3);
}

std::optional<Failure> Window::skip_to(std::uint64_t offset) {
  while (offset_ < offset) {
    if (begin_ == end_ && !more()) {
      if (failure_) return failure_;
      return Failure{
          fmt::format("`{}` is shorter than when it was read before ({} bytes): it must stay as it "
                      "was, with new events at its end",
                      shown(path_), offset)};
    }
    consume(std::min<std::size_t>(end_ - begin_, offset - offset_));
  }
  return std::nullopt;
}

bool Window::more() {
  if (failure_ || end_ - begin_ > kLongestRecord) return false;
  // A small rest moves to the front at once, so that the same bytes of memory, in the cache by then, are
  // filled again and again.
  constexpr std::size_t kSmallRest = 1u << 12;
  if (begin_ > 0 && (end_ - begin_ <= kSmallRest || kCapacity - end_ < kOneRead)) {
    std::memmove(bytes_.get(), bytes_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  const int count = gzread(file_->handle, bytes_.get() + end_, static_cast<unsigned>(kOneRead));
  if (count > 0) {
    end_ += static_cast<std::size_t>(count);
    std::memset(bytes_.get() + end_, 0, kPadding);
    return true;
  }
  int code = Z_OK;
  const char* words = gzerror(file_->handle, &code);
  if (code == Z_ERRNO) failure_ = unreadable(path_);
  if (code == Z_BUF_ERROR || code == Z_DATA_ERROR) {
    failure_ =
        Failure{fmt::format("`{}` is damaged or cut off after {} unpacked bytes: pack it again",
                            shown(path_), offset_ + (end_ - begin_))};
  } else if (code != Z_OK && code != Z_STREAM_END && !failure_) {
    failure_ = Failure{fmt::format("cannot unpack `{}`: {}", shown(path_), words)};
  }
  return false;
}

std::uint64_t Window::packed_offset() const {
  const auto offset = gzoffset(file_->handle);
  return offset < 0 ? 0 : static_cast<std::uint64_t>(offset);
}

}  // namespace wend::door
