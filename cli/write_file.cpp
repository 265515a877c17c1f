// SPDX-License-Identifier: Apache-2.0
#include "cli/write_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/host/write_all.h"

namespace wend::cli {
namespace {

namespace fs = std::filesystem;
using runtime::write_all;

constexpr std::string_view kUnfinishedBegin = ".wend-";
constexpr std::string_view kUnfinishedEnd = ".new";

Failure unwritable(const std::string& path, int problem) {
  return {fmt::format("cannot write `{}`: {}", path, std::strerror(problem))};
}

// Where the links end; what is there may not exist yet.
fs::path target_of(const std::string& path) {
  constexpr int kMostLinks = 40;
  fs::path target = path;
  std::error_code error;
  for (int i = 0; i < kMostLinks && fs::is_symlink(target, error); ++i) {
    target = target.parent_path() / fs::read_symlink(target, error);
    if (error) break;
  }
  return target;
}

std::string folder_of(const fs::path& target) {
  return target.has_parent_path() ? target.parent_path().string() : ".";
}

// Devices and pipes: nothing to replace, and nothing to wait for.
std::optional<Failure> write_in_place(const std::string& path, std::string_view text) {
  const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return unwritable(path, errno);
  const bool done = write_all(file, text);
  const int problem = errno;
  close(file);
  return done ? std::nullopt : std::optional(unwritable(path, problem));
}

// A new file beside the target, under a name that nobody has.
int new_file_in(const std::string& folder, mode_t mode, std::string& name) {
  for (int number = 0;; ++number) {
    name = fmt::format("{}/{}{}-{}{}", folder, kUnfinishedBegin, getpid(), number, kUnfinishedEnd);
    const int file = open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file >= 0 || errno != EEXIST) return file;
  }
}

}  // namespace

std::optional<Failure> write_file(const std::string& path, std::string_view text) {
  const fs::path target = target_of(path);
  struct stat old = {};
  const bool is_there = stat(target.c_str(), &old) == 0;
  if (is_there && !S_ISREG(old.st_mode)) return write_in_place(path, text);

  const std::string folder = folder_of(target);
  std::string name;
  const int file = new_file_in(folder, is_there ? old.st_mode & 0777 : 0666, name);
  if (file < 0) return unwritable(path, errno);
  const bool is_written = (!is_there || fchmod(file, old.st_mode & 07777) == 0) &&
                          write_all(file, text) && fsync(file) == 0;
  const int problem = errno;
  close(file);
  if (is_written && std::rename(name.c_str(), target.c_str()) == 0) return sync_folder(folder);
  const int last = is_written ? errno : problem;
  unlink(name.c_str());
  return unwritable(path, last);
}

std::optional<Failure> sync_folder(const std::string& folder) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  // Some folders may be written to and not read, and some file systems cannot do it.
  if (descriptor < 0) return std::nullopt;
  const bool done = fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP;
  const int problem = errno;
  close(descriptor);
  return done ? std::nullopt : std::optional(unwritable(folder, problem));
}

bool is_unfinished_file(std::string_view name) {
  return name.starts_with(kUnfinishedBegin) && name.ends_with(kUnfinishedEnd);
}

}  // namespace wend::cli
