// SPDX-License-Identifier: Apache-2.0
//
// Writing a whole file at once: a reader, and a machine that comes back after a power cut, see the old
// text or the new one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wend/runtime.h"

namespace wend::cli {

// Follows links. What is no regular file (a device, a pipe) is written to, and never replaced.
std::optional<Failure> write_file(const std::string& path, std::string_view text);

// Until what was made or renamed in this folder is on the disk.
std::optional<Failure> sync_folder(const std::string& folder);

// Is this the name of a file that write_file was writing when the program was killed?
bool is_unfinished_file(std::string_view name);

}  // namespace wend::cli
