// SPDX-License-Identifier: Apache-2.0
#include "compiler/driver/code_folder.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/host/write_all.h"

namespace wend::driver {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEnding = ".wendcode";
constexpr std::string_view kUnfinished = ".unfinished-";
constexpr std::chrono::hours kLongAgo{1};  // nobody writes a file for so long

struct File {
  fs::path path;
  fs::file_time_type used;
  std::uint64_t bytes = 0;
};

// The pieces. What a process that was killed left unfinished is removed on the way.
std::vector<File> files_in(const std::string& folder) {
  std::vector<File> files;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code gone;  // another process may remove what we look at
    const fs::path path = at->path();
    const std::string name = path.filename().string();
    const fs::file_time_type used = at->last_write_time(gone);
    if (gone) continue;
    if (name.starts_with(kUnfinished) && used < fs::file_time_type::clock::now() - kLongAgo)
      fs::remove(path, gone);
    if (!name.ends_with(kEnding)) continue;
    const std::uint64_t bytes = at->file_size(gone);
    if (!gone) files.push_back({path, used, bytes});
  }
  return files;
}

}  // namespace

Expected<std::unique_ptr<CodeFolder>> CodeFolder::open(const std::string& path,
                                                       std::uint64_t most_bytes) {
  std::error_code error;
  const fs::path parent = fs::path(path).parent_path();
  if (!parent.empty()) fs::create_directories(parent, error);
  if (mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST)
    return Failure{fmt::format("cannot make the folder `{}`: {}", path, std::strerror(errno))};
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0)
    return Failure{fmt::format("cannot look into `{}`: {}", path, std::strerror(errno))};
  if (!S_ISDIR(status.st_mode)) return Failure{fmt::format("`{}` is not a folder", path)};
  const bool is_ours = status.st_uid == geteuid() || status.st_uid == 0;
  if (!is_ours || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return Failure{fmt::format(
        "others may write to `{0}`, and so decide which machine code runs here: make it "
        "yours alone (chmod go-w {0}), or name another folder",
        path)};
  }
  return std::make_unique<CodeFolder>(path, most_bytes);
}

std::string CodeFolder::path_of(const std::string& name) const {
  return fmt::format("{}/{}{}", path_, name, kEnding);
}

std::optional<std::vector<std::uint8_t>> CodeFolder::read(const std::string& name) {
  std::ifstream file(path_of(name), std::ios::binary);
  if (!file) return std::nullopt;
  std::vector<std::uint8_t> bytes((std::istreambuf_iterator<char>(file)),
                                  std::istreambuf_iterator<char>());
  touch(name);
  return bytes;
}

bool CodeFolder::touch(const std::string& name) {
  return utimensat(AT_FDCWD, path_of(name).c_str(), nullptr, 0) == 0;
}

// Written beside and then renamed: a reader sees all of it or nothing. It need not outlive a power cut.
std::optional<Failure> CodeFolder::write(const std::string& name,
                                         std::span<const std::uint8_t> bytes) {
  std::string unfinished = fmt::format("{}/{}XXXXXX", path_, kUnfinished);
  mkdir(path_.c_str(), S_IRWXU);  // it may have been deleted
  const int file = mkostemp(unfinished.data(), O_CLOEXEC);
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  bool done = file >= 0 && runtime::write_all(file, text);
  int problem = errno;
  if (file >= 0 && close(file) != 0 && done) {
    done = false;
    problem = errno;
  }
  if (done && std::rename(unfinished.c_str(), path_of(name).c_str()) != 0) {
    done = false;
    problem = errno;
  }
  if (done) return std::nullopt;
  if (file >= 0) unlink(unfinished.c_str());
  return Failure{fmt::format("cannot write to `{}`: {}", path_, std::strerror(problem))};
}

std::optional<Failure> CodeFolder::tidy() {
  std::vector<File> files = files_in(path_);
  std::uint64_t bytes = 0;
  for (const File& file : files) bytes += file.bytes;
  if (bytes <= most_bytes_) return std::nullopt;
  std::sort(files.begin(), files.end(),
            [](const File& a, const File& b) { return a.used < b.used; });
  for (const File& file : files) {
    if (bytes <= most_bytes_) break;
    std::error_code error;
    fs::remove(file.path, error);
    if (error)
      return Failure{fmt::format("cannot remove `{}`: {}", file.path.string(), error.message())};
    bytes -= file.bytes;
  }
  return std::nullopt;
}

}  // namespace wend::driver
