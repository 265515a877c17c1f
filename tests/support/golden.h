// SPDX-License-Identifier: Apache-2.0
//
// Golden files: inputs, commands, and what the commands must print, in one text.
//
//   Words before the first section say what the file shows.
//   --- orders.wend
//   rule discount
//   --- copy examples/retail
//   --- $ wend check orders.wend
//   error[...]: ...
//   exit 1
//
// Sections are carried out in order in a new folder: `--- NAME` writes a file, `--- copy PATH` copies
// a file or folder of the repository, `--- $ COMMAND` runs a command. What a command prints ends with
// a line `exit N` that is followed by another section or the end of the file. A printed line that looks
// like a section is shown with a `\` before it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace wend::support {

struct GoldenSection {
  enum class Kind { File, Copy, Command };
  Kind kind = Kind::File;
  std::string head;   // file name, path to copy, or command
  std::string text;   // contents of the file, or what the command prints
  int exit_code = 0;  // of a command
};

struct Golden {
  std::string preamble;
  std::vector<GoldenSection> sections;
};

// Throws std::runtime_error, with the line, if the text has not the form above.
Golden golden_from_text(std::string_view text);
std::string print(const Golden& golden);

// The same golden with what its commands print and return now.
Golden run(const Golden& golden);

// Some command returns other than 0. Then, and only then, the file's name starts with `bad_`.
bool expects_failure(const Golden& golden);

// What is wrong with the golden file, with the next steps to take; empty if nothing is. With `update`
// the expected part is rewritten first, so that only a wrong name can remain.
std::string check_golden(const std::filesystem::path& file, const std::string& name, bool update);

// WEND_GOLDEN_UPDATE=1, as `./dev golden --update` sets it.
bool update_wanted();

}  // namespace wend::support
