// SPDX-License-Identifier: Apache-2.0
//
// The examples of a Markdown page. CONTRIBUTING.md has the convention for authors; in short:
//
//   ```wend schema             a schema: checks without findings; in force for the blocks after it
//   ```wend                    a rule file: checks without findings beside what is in force
//   ```wend bad SLUG           must be refused with that slug
//   ```wend keep=NAME          checks, and stays in force as file NAME (any language may be kept)
//   ```wend with=PATH          checks beside that file of the repository
//   ```console                 lines `$ command` and what they print; a line `...` stands for any lines
//
// Other blocks (text, sh, cpp, ...) are not examples.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace wend::support {

struct Block {
  std::size_t line = 0;  // of its first line of text, one-based
  std::string language;  // first word after the fence
  std::string keep;      // name of the file it stays as, or empty
  std::string with;      // a file of the repository it is checked beside, or empty
  std::string slug;      // the diagnostic it must show, or empty
  bool schema = false;   // it begins a new pack
  std::string text;

  bool is_example() const { return language == "wend" || language == "console"; }
};

// All fenced blocks of a page. Throws std::runtime_error if a fence has a word it does not know.
std::vector<Block> blocks_of(std::string_view page);

// What is wrong with the block `index` of a page; empty if nothing is. With `update`, the expected
// lines of a console block are rewritten in the page.
std::string check_block(const std::filesystem::path& page, std::size_t index, bool update);

// The expected text, where a line `...` stands for any number of lines, fits the actual text.
bool fits(std::string_view expected, std::string_view actual);

}  // namespace wend::support
