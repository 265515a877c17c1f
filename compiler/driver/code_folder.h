// SPDX-License-Identifier: Apache-2.0
//
// A folder of machine code: a file for each piece, by the name of what it holds. A file appears at once and never changes, so
// processes may share the folder, and it may be emptied at any time. The files that were not used for longest are removed first.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "compiler/native/code_cache.h"

namespace wend::driver {

class CodeFolder : public native::PieceStore {
 public:
  // Refused if it cannot be made, or others than this user (and root) may write to it.
  static Expected<std::unique_ptr<CodeFolder>> open(const std::string& path,
                                                    std::uint64_t most_bytes);
  CodeFolder(std::string path, std::uint64_t most_bytes)
      : path_(std::move(path)), most_bytes_(most_bytes) {}

  std::optional<std::vector<std::uint8_t>> read(const std::string& name) override;
  bool touch(const std::string& name) override;
  std::optional<Failure> write(const std::string& name,
                               std::span<const std::uint8_t> bytes) override;
  std::optional<Failure> tidy() override;

 private:
  std::string path_of(const std::string& name) const;

  const std::string path_;
  const std::uint64_t most_bytes_;
};

}  // namespace wend::driver
