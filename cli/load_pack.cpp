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
  if (const auto bytes = text_of_file(paths.front()); bytes && !is_built_pack(bytes.value())) {
    return Failure{
        fmt::format("`{}` holds neither rules, for its name does not end in .wend, nor a pack that "
                    "`wend build` made",
                    paths.front())};
  }
  auto pack = Pack::from_file(paths.front());
  if (!pack) return pack.failure();
  return LoadedPack{pack.value(), {}, paths};
}

}  // namespace

Expected<LoadedPack> load_pack(const std::vector<std::string>& paths, bool colour,
                               std::uint64_t budget) {
  if (std::any_of(paths.begin(), paths.end(), is_pack_file)) return from_pack_file(paths);
  auto sources = rule_files(paths);
  if (!sources) return sources.failure();
  std::vector<std::string> files;
  for (const Source& source : sources.value()) files.push_back(source.path);
  CompileOptions options;
  options.colour = colour;
  options.budget = budget;
  options.read = [&files](const std::string& path) {  // imports
    auto text = text_if_there(path);
    if (text) files.push_back(path);
    return text;
  };
  CompileResult result = compile(sources.value(), options);
  return LoadedPack{std::move(result.pack), std::move(result.text), std::move(files)};
}

}  // namespace wend::cli
