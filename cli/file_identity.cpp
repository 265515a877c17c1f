// SPDX-License-Identifier: Apache-2.0
#include "cli/file_identity.h"

#include <filesystem>
#include <map>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wend::cli {

std::optional<std::string> identity_of(const std::string& path, Dash dash) {
  struct stat status = {};
  const bool is_there =
      path == "-" ? fstat(dash == Dash::Input ? STDIN_FILENO : STDOUT_FILENO, &status) == 0
                  : stat(path.c_str(), &status) == 0;
  if (is_there && S_ISREG(status.st_mode))
    return fmt::format("{}:{}", status.st_dev, status.st_ino);
  if (is_there || path == "-") return std::nullopt;
  return absolute_path(path);
}

std::string absolute_path(const std::string& path) {
  std::error_code error;
  const auto absolute =
      std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error);
  if (error) return path;
  return (absolute.has_filename() ? absolute : absolute.parent_path()).string();
}

std::optional<Failure> check_outputs_apart(const std::vector<NamedFile>& outputs,
                                           const std::vector<NamedFile>& inputs) {
  std::map<std::string, NamedFile> taken;
  for (const NamedFile& input : inputs) {
    if (auto identity = identity_of(input.path, Dash::Input)) taken.emplace(*identity, input);
  }
  for (const NamedFile& output : outputs) {
    const auto identity = identity_of(output.path, Dash::Output);
    if (!identity) continue;
    const auto [other, is_new] = taken.emplace(*identity, output);
    if (is_new) continue;
    return Failure{fmt::format("{} `{}` is the same file as {} `{}`: name another one", output.role,
                               output.path, other->second.role, other->second.path)};
  }
  return std::nullopt;
}

}  // namespace wend::cli
