// SPDX-License-Identifier: Apache-2.0
//
// A run on disk: DIR/run.wendstate holds the session, where each input stands, how much of each output
// belongs to it, and the counts. It is replaced at once, so a killed run leaves the last complete one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/door/input.h"
#include "wend/runtime.h"

namespace wend::cli {

struct SavedOutput {
  std::string path;  // empty: there was none
  std::uint64_t bytes = 0;
};

struct SavedRun {
  std::string meaning;  // of the program
  std::vector<door::InputPosition> inputs;
  SavedOutput decisions;
  SavedOutput rejects;
  std::map<std::string, std::uint64_t> skipped;
  std::map<std::string, std::uint64_t> refused;
  std::vector<std::uint8_t> session;
};

bool has_saved_run(const std::string& folder);
std::optional<Failure> save_run(const std::string& folder, const SavedRun& run);
// Nothing when the folder holds no saved run.
Expected<std::optional<SavedRun>> load_run(const std::string& folder);

}  // namespace wend::cli
