// SPDX-License-Identifier: Apache-2.0
//
// A run on disk: DIR/run.wendstate holds the session, where each input stands, how much of each output
// belongs to it, and the counts. It is replaced at once, so a killed run leaves the last complete one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/door/input.h"
#include "cli/output_file.h"
#include "wend/runtime.h"

namespace wend::cli {

struct SavedRun {
  std::string meaning;                // of the program
  std::vector<std::uint8_t> program;  // a pack file
  std::vector<door::InputPosition> inputs;
  SavedOutput decisions;
  SavedOutput rejects;
  std::map<std::string, std::uint64_t> skipped;
  std::map<std::string, std::uint64_t> refused;
  std::vector<std::uint8_t> session;
};

// A folder that one run at a time saves to: made if it is not there, and held until the end.
class StateFolder {
 public:
  static Expected<StateFolder> take(const std::string& folder);
  StateFolder() = default;
  StateFolder(StateFolder&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  StateFolder& operator=(StateFolder&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~StateFolder();

 private:
  int descriptor_ = -1;
};

std::string state_file_in(const std::string& folder);
bool has_saved_run(const std::string& folder);
// Requires: the folder is taken.
std::optional<Failure> save_run(const std::string& folder, const SavedRun& run);
// The session of the run, with the program that it was saved with.
Expected<Session> session_of(const SavedRun& run);
// Nothing when the folder holds no saved run.
Expected<std::optional<SavedRun>> load_run(const std::string& folder);
// That there is none where `option` wants one.
Failure no_saved_run(const std::string& folder, std::string_view option);
// The doors forget what they know of customers' fields, as hashes: the next row of each customer says them again.
void forget_memories(SavedRun& run);

}  // namespace wend::cli
