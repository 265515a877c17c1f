// SPDX-License-Identifier: Apache-2.0
//
// What `wend run` runs: rules compiled on the spot, or a pack file that `wend build` made.
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "cli/rule_files.h"

namespace wend::cli {
namespace {

bool is_pack_file(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error) && !path.ends_with(".wend");
}

Expected<LoadedPack> from_pack_file(const std::vector<std::string>& paths) {
  if (paths.size() != 1) {
    return Failure{fmt::format("`{}` is a pack file, and that is a whole program: give it alone",
                               paths.front())};
  }
  auto pack = Pack::from_file(paths.front());
  if (!pack) return pack.failure();
  return LoadedPack{pack.value(), {}, true};
}

}  // namespace

Expected<LoadedPack> load_pack(const std::vector<std::string>& paths, bool colour) {
  if (std::any_of(paths.begin(), paths.end(), is_pack_file)) return from_pack_file(paths);
  auto sources = rule_files(paths);
  if (!sources) return sources.failure();
  CompileOptions options;
  options.colour = colour;
  options.read = text_if_there;
  CompileResult result = compile(sources.value(), options);
  return LoadedPack{std::move(result.pack), std::move(result.text), false};
}

}  // namespace wend::cli
