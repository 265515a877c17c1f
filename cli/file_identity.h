// SPDX-License-Identifier: Apache-2.0
//
// Which file a path means, whatever it is called: so that nothing is written over what is read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wend/runtime.h"

namespace wend::cli {

// Equal for two paths of one file, be it there or not. Nothing for what is no file: pipes, devices and
// terminals may be named twice. `-` is what standard input, or standard output, was opened on.
enum class Dash { Input, Output };
std::optional<std::string> identity_of(const std::string& path, Dash dash);

// One path for whatever a file or folder is called, be it there or not.
std::string absolute_path(const std::string& path);

// A file that a command reads or writes, with the words for it: "--decisions", "rules".
struct NamedFile {
  std::string path;
  std::string role;
};

// No output is an input or another output.
std::optional<Failure> check_outputs_apart(const std::vector<NamedFile>& outputs,
                                           const std::vector<NamedFile>& inputs);

}  // namespace wend::cli
