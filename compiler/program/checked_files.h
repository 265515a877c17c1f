// SPDX-License-Identifier: Apache-2.0
//
// What was checked of the rules of each file, for the next pack that has the file as it was. Rules hang on their own text and on
// the ground: all that is declared beside rules and tests. Of a file that does not say a word about a mistake the rules are taken
// over; those that ask for items of a list are not, since their questions become fields that rules of all files share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/program/pack.h"
#include "compiler/program/program.h"
#include "compiler/syntax/tree.h"

namespace wend::program {

// What the rules of a file added to the program, and which names they used.
struct CheckedFile {
  struct Run {
    std::uint32_t begin = 0, end = 0;
  };
  bool may_be_kept = false;
  Run expressions, patterns, rules;
  std::vector<std::uint32_t> definitions;
  std::vector<std::string> named;
};

struct CheckedFiles {
  std::string ground;                           // what is declared there, and where
  std::uint32_t expressions = 0, patterns = 0;  // of the ground: they come first
  std::vector<CheckedFile> files;               // empty: nothing may be taken over
};

// A check of an earlier pack. Its program gives up what is taken over.
struct EarlierCheck {
  CheckedFiles checked;
  std::optional<Program> program;
  std::vector<bool> is_same;  // by file of the new pack: it is as it was, under the same number
};

std::string ground_of(const std::vector<syntax::Tree>& trees, const Sources& sources);

// Lives while the rules of a file are checked, and then knows what they made.
class FileCheck {
 public:
  explicit FileCheck(Pack& pack);
  CheckedFile finished(bool reported);

 private:
  Pack& pack_;
  CheckedFile made_;
  std::size_t sought_;      // names with which unknown ones were compared, before
  std::vector<bool> used_;  // before: the definitions, then what is named
};

// Moves what the rules of `file` are to the end of the pack's program.
CheckedFile taken_over(const CheckedFile& file, EarlierCheck& earlier, Pack& pack);

}  // namespace wend::program
