// SPDX-License-Identifier: Apache-2.0
#include "cli/door/mapping_choice.h"

#include <filesystem>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fnmatch.h>

namespace wend::door {
namespace {

std::string base_name(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

}  // namespace

std::string default_name(const std::string& path) {
  const std::filesystem::path name = path == "-" ? "stdin" : path;
  return (name.extension() == ".gz" ? name.stem() : name.filename()).string();
}

bool is_named_csv(const std::string& path) {
  const std::filesystem::path name = default_name(path);
  return name.extension() == ".csv" || name.extension() == ".tsv";
}

const Mapping* mapping_for(const std::string& path, const std::vector<Mapping>* mappings) {
  if (mappings == nullptr) return nullptr;
  for (const Mapping& mapping : *mappings) {
    const bool fits = mapping.file.empty()
                          ? path == "-" || is_named_csv(path)
                          : fnmatch(mapping.file.c_str(), base_name(path).c_str(), 0) == 0;
    if (fits) return &mapping;
  }
  return nullptr;
}

Failure no_mapping(const std::string& path, const std::vector<Mapping>* mappings) {
  if (mappings == nullptr || mappings->empty()) {
    return {
        fmt::format("`{}` is CSV: say with --map how its rows become events (docs/csv.md)", path)};
  }
  std::vector<std::string> patterns;
  for (const Mapping& mapping : *mappings)
    patterns.push_back(fmt::format("`{}` in {}", mapping.file, mapping.path));
  return {fmt::format("no mapping is for `{}`: its name fits none of the patterns under `file`: {}",
                      path, fmt::join(patterns, ", "))};
}

std::optional<Failure> same_names(const std::vector<std::string>& paths,
                                  const std::vector<Mapping>& mappings) {
  std::map<std::pair<std::string, std::string>, std::string> seen;  // source and name, to path
  for (const std::string& path : paths) {
    const Mapping* mapping = mapping_for(path, &mappings);
    if (mapping == nullptr || mapping->id) continue;
    const std::string name = default_name(path);
    const auto [known, is_new] =
        seen.try_emplace({mapping->source.empty() ? name : mapping->source, name}, path);
    if (is_new || known->second == path) continue;
    return Failure{fmt::format(
        "`{}` and `{}` have one name, so their rows would have the same ids ({}:1 and so on): say "
        "`id` in the mapping {}, or name one of the files otherwise",
        known->second, path, name, mapping->path)};
  }
  return std::nullopt;
}

}  // namespace wend::door
