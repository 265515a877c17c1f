// SPDX-License-Identifier: Apache-2.0
//
// Rules on disk: a path is a file, or a folder with every *.wend below it in the order of their
// names (hidden folders are left out).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/write_file.h"
#include "wend/compiler.h"

namespace wend::cli {

// Each file once, whatever the paths name twice.
Expected<std::vector<Source>> rule_files(const std::vector<std::string>& paths);

// What `wend build` made begins so.
inline bool is_built_pack(const std::string& bytes) { return bytes.starts_with("WENDPACK"); }

Expected<std::string> text_of_file(const std::string& path);
std::optional<std::string> text_if_there(const std::string& path);

// Rules or a pack file, ready to run. `text` holds findings to show, also when there is a pack.
struct LoadedPack {
  std::shared_ptr<Pack> pack;
  std::string text;
  std::vector<std::string> files;  // that were read for it
};
Expected<LoadedPack> load_pack(const std::vector<std::string>& paths, bool colour,
                               std::uint64_t budget = 0);  // CompileOptions::budget

}  // namespace wend::cli
