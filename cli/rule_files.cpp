// SPDX-License-Identifier: Apache-2.0
#include "cli/rule_files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "compiler/driver/pipeline.h"

namespace wend::cli {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.size() > 1 && name.front() == '.' && name != "..";
}

Expected<std::vector<std::string>> files_below(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  std::string reached = folder;  // what an error is about
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    if (at->is_directory()) reached = at->path().lexically_normal().string();
    if (is_hidden(at->path())) {
      if (at->is_directory()) at.disable_recursion_pending();
      continue;
    }
    if (at->is_regular_file() && at->path().extension() == ".wend") {
      files.push_back(at->path().lexically_normal().string());
    }
  }
  if (error)
    return Failure{fmt::format("cannot read the folder `{}`: {}", reached, error.message())};
  if (files.empty()) {
    return Failure{fmt::format(
        "no rules in `{}`: files of rules end in .wend (`wend init DIR` makes a first one)",
        folder)};
  }
  std::sort(files.begin(), files.end());
  return files;
}

Expected<std::vector<std::string>> files_of(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return files_below(path);
  if (!fs::exists(path, error)) {
    return Failure{fmt::format(
        "no file or folder `{}`: give a .wend file, or a folder that holds some", path)};
  }
  return std::vector<std::string>{path};
}

// One file may have several paths, through links too.
std::string same_for_all_paths(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::weakly_canonical(path, error);
  return (error ? fs::path(path).lexically_normal() : real).string();
}

}  // namespace

Expected<std::vector<Source>> rule_files(const std::vector<std::string>& paths) {
  std::vector<Source> sources;
  std::set<std::string> seen;
  for (const std::string& path : paths) {
    const auto files = files_of(path);
    if (!files) return files.failure();
    for (const std::string& file : files.value()) {
      if (!seen.insert(same_for_all_paths(file)).second) continue;
      auto text = text_of_file(file);
      if (!text) return text.failure();
      if (is_built_pack(text.value())) {
        return Failure{fmt::format(
            "`{}` is a pack that `wend build` made: give the rules it was made of", file)};
      }
      sources.push_back({file, std::move(text.value())});
    }
  }
  return sources;
}

Expected<std::string> text_of_file(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    return Failure{fmt::format("cannot read `{}`: it is a folder", path)};
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file && file.peek() == std::ifstream::traits_type::eof()) return std::string();
  if (!file || !(text << file.rdbuf())) {
    return Failure{fmt::format("cannot read `{}`: {}", path, std::strerror(errno))};
  }
  return text.str();
}

std::optional<std::string> text_if_there(const std::string& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;
  auto text = text_of_file(path);
  return text ? std::optional(std::move(text.value())) : std::nullopt;
}

}  // namespace wend::cli
