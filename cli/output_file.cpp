// SPDX-License-Identifier: Apache-2.0
#include "cli/output_file.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wend::cli {
namespace {

Failure unwritable(const std::string& path) {
  return {fmt::format("cannot write `{}`: {}", path == "-" ? "standard output" : path,
                      std::strerror(errno))};
}

}  // namespace

Expected<OutputFile> OutputFile::open(const std::string& path, std::uint64_t keep) {
  OutputFile file;
  file.path_ = path;
  file.written_ = keep;
  if (path == "-") {
    file.descriptor_ = dup(STDOUT_FILENO);
    return file;
  }
  file.descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  struct stat status = {};
  if (file.descriptor_ < 0 || fstat(file.descriptor_, &status) != 0) return unwritable(path);
  if (!S_ISREG(status.st_mode)) return file;
  if (static_cast<std::uint64_t>(status.st_size) < keep) {
    return Failure{fmt::format(
        "`{}` has {} bytes, but the saved run had written {}: put the file back, or start "
        "without --resume",
        path, status.st_size, keep)};
  }
  if (ftruncate(file.descriptor_, static_cast<off_t>(keep)) != 0 ||
      lseek(file.descriptor_, 0, SEEK_END) < 0) {
    return unwritable(path);
  }
  return file;
}

OutputFile::OutputFile(OutputFile&& other) noexcept { *this = std::move(other); }

OutputFile& OutputFile::operator=(OutputFile&& other) noexcept {
  std::swap(path_, other.path_);
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
  if (path_ != "-") fdatasync(descriptor_);
}

}  // namespace wend::cli
