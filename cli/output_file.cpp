// SPDX-License-Identifier: Apache-2.0
#include "cli/output_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "cli/file_identity.h"
#include "cli/write_file.h"

namespace wend::cli {
namespace {

Failure unwritable(const std::string& path) {
  return {fmt::format("cannot write `{}`: {}", path == "-" ? "standard output" : path,
                      std::strerror(errno))};
}

}  // namespace

Expected<OutputFile> OutputFile::open(const std::string& path, const SavedOutput& saved) {
  OutputFile file;
  file.path_ = path;
  if (path == "-") {
    file.descriptor_ = dup(STDOUT_FILENO);
    if (file.descriptor_ < 0) return unwritable(path);
    return file;
  }
  struct stat status = {};
  const bool is_special = stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
  file.descriptor_ =
      ::open(path.c_str(), (is_special ? O_WRONLY : O_RDWR | O_CREAT) | O_CLOEXEC, 0666);
  if (file.descriptor_ < 0 || fstat(file.descriptor_, &status) != 0) return unwritable(path);
  file.is_regular_ = S_ISREG(status.st_mode);
  if (!file.is_regular_) return file;
  if (auto failure = file.take_over(saved)) return *failure;
  return file;
}

std::optional<Failure> OutputFile::take_over(const SavedOutput& saved) {
  if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    return Failure{fmt::format("another run is writing `{}`: name another file", path_)};
  struct stat status = {};
  if (fstat(descriptor_, &status) != 0) return unwritable(path_);
  if (static_cast<std::uint64_t>(status.st_size) < saved.bytes) {
    return Failure{fmt::format(
        "`{}` has {} bytes, but the saved run had written {}: put the file back, or start "
        "without --resume",
        path_, status.st_size, saved.bytes)};
  }
  if (hash_of(saved.bytes) != saved.hash && saved.bytes > 0) {
    return Failure{fmt::format(
        "`{}` is not the file that the saved run wrote: put that one back, or start without "
        "--resume",
        path_)};
  }
  if (ftruncate(descriptor_, static_cast<off_t>(saved.bytes)) != 0 ||
      lseek(descriptor_, 0, SEEK_END) < 0) {
    return unwritable(path_);
  }
  written_ = saved.bytes;
  return std::nullopt;
}

// Of its first and last few thousand bytes: enough to know it from another file.
std::uint64_t OutputFile::hash_of(std::uint64_t bytes) const {
  constexpr std::uint64_t kLooked = 4096;
  const std::uint64_t count = std::min(bytes, kLooked);
  std::string looked(2 * count, '\0');
  const bool is_read = pread(descriptor_, looked.data(), count, 0) == static_cast<ssize_t>(count) &&
                       pread(descriptor_, looked.data() + count, count,
                             static_cast<off_t>(bytes - count)) == static_cast<ssize_t>(count);
  return is_read ? XXH3_64bits(looked.data(), looked.size()) : 0;
}

SavedOutput OutputFile::saved() const {
  if (!is_open()) return {};
  return {path_, absolute_path(path_), position(), is_regular_ ? hash_of(position()) : 0};
}

OutputFile::OutputFile(OutputFile&& other) noexcept { *this = std::move(other); }

OutputFile& OutputFile::operator=(OutputFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(is_regular_, other.is_regular_);
  std::swap(is_folder_synced_, other.is_folder_synced_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(written_, other.written_);
  std::swap(buffer_, other.buffer_);
  std::swap(failure_, other.failure_);
  return *this;
}

OutputFile::~OutputFile() {
  if (descriptor_ < 0) return;
  flush();
  close(descriptor_);
}

void OutputFile::flush() {
  std::string_view left = buffer_;
  while (!left.empty() && !failure_) {
    const ssize_t count = write(descriptor_, left.data(), left.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      failure_ = unwritable(path_);
      break;
    }
    left.remove_prefix(static_cast<std::size_t>(count));
  }
  written_ += buffer_.size();
  buffer_.clear();
}

void OutputFile::sync() {
  flush();
  if (!is_regular_ || failure_) return;
  if (fdatasync(descriptor_) != 0) {
    failure_ = unwritable(path_);
  } else if (!std::exchange(is_folder_synced_, true)) {
    failure_ = sync_folder(std::filesystem::path(absolute_path(path_)).parent_path().string());
  }
}

}  // namespace wend::cli
