// SPDX-License-Identifier: Apache-2.0
//
// Runs a shell command in a folder and catches what it prints. `wend` in the command is the program
// this build made. Colours are off, the locale and the zone are fixed.
#pragma once

#include <filesystem>
#include <string>

namespace wend::support {

struct Outcome {
  std::string output;  // standard output and standard error, as they came
  int exit_code = 0;   // 128 + n after signal n; 124 after two minutes
};

Outcome run_in(const std::filesystem::path& folder, const std::string& command);

// A new empty folder, removed with everything in it at the end of its life.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  // Creates the folders on the way to `name`.
  void write(const std::filesystem::path& name, const std::string& text) const;

 private:
  std::filesystem::path path_;
};

// The bytes of a file; throws std::runtime_error with its name if it cannot be read.
std::string text_of(const std::filesystem::path& file);

}  // namespace wend::support
