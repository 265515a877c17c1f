// SPDX-License-Identifier: Apache-2.0
//
// The editor's colours know every word of the grammar.
#include <filesystem>
#include <regex>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/process.h"

namespace wend {
namespace {

TEST(EditorSyntaxTest, EveryWordOfTheGrammarIsColoured) {
  const std::filesystem::path root = WEND_SOURCE_DIR;
  const std::string grammar = support::text_of(root / "grammar/Wend.g4");
  const std::string colours =
      support::text_of(root / "editors/vscode/syntaxes/wend.tmLanguage.json");
  const std::regex word(": '([a-z]+)'");
  int words = 0;
  for (std::sregex_iterator at(grammar.begin(), grammar.end(), word), end; at != end; ++at) {
    const std::string text = (*at)[1];
    ++words;
    EXPECT_TRUE(std::regex_search(colours, std::regex("[(|]" + text + "[|)]")))
        << "`" << text << "` is missing in editors/vscode/syntaxes/wend.tmLanguage.json";
  }
  EXPECT_GT(words, 50);
}

}  // namespace
}  // namespace wend
