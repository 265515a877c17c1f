// SPDX-License-Identifier: Apache-2.0
#include "tests/support/document.h"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/process.h"

namespace wend::support {
namespace {

using testing::HasSubstr;

TEST(DocumentTest, BlocksKnowTheirLineAndTheirWords) {
  const auto blocks = blocks_of(
      "# Title\n"
      "```wend schema\nschema shop\n```\n"
      "words\n"
      "```wend bad unknown-field\nrule x\n```\n"
      "```json keep=events.jsonl\n{}\n```\n");
  ASSERT_EQ(blocks.size(), 3u);
  EXPECT_TRUE(blocks[0].schema);
  EXPECT_EQ(blocks[0].line, 3u);
  EXPECT_EQ(blocks[0].text, "schema shop\n");
  EXPECT_EQ(blocks[1].slug, "unknown-field");
  EXPECT_EQ(blocks[2].keep, "events.jsonl");
  EXPECT_FALSE(blocks[2].is_example());
}

TEST(DocumentTest, AWordThatNoFenceKnowsIsRefused) {
  EXPECT_THROW(blocks_of("```wend shcema\n```\n"), std::runtime_error);
  EXPECT_THROW(blocks_of("```wend bad\n```\n"), std::runtime_error);
}

TEST(DocumentTest, DotsStandForAnyLines) {
  EXPECT_TRUE(fits("a\n...\nc\n", "a\nb\nb\nc\n"));
  EXPECT_TRUE(fits("a\n...\n", "a\n"));
  EXPECT_FALSE(fits("a\n...\nc\n", "a\nb\n"));
  EXPECT_FALSE(fits("a\n", "a\nb\n"));
}

class ConsoleTest : public testing::Test {
 protected:
  std::string check(const std::string& text, std::size_t index, bool update = false) {
    folder_.write("page.md", text);
    return check_block(folder_.path() / "page.md", index, update);
  }
  TemporaryFolder folder_;
};

TEST_F(ConsoleTest, CommandsSeeTheKeptFilesAndEachOther) {
  EXPECT_EQ(check("```text keep=a.txt\nhello\n```\n"
                  "```console\n$ cat a.txt > b.txt\n$ cat b.txt\nhello\n```\n",
                  1),
            "");
}

TEST_F(ConsoleTest, AChangedOutputIsShownAndCanBeAccepted) {
  const std::string page = "```console\n$ echo new\nold\n```\nend\n";
  EXPECT_THAT(check(page, 0), HasSubstr("- old\n+ new\n"));
  EXPECT_EQ(check(page, 0, true), "");
  EXPECT_EQ(text_of(folder_.path() / "page.md"), "```console\n$ echo new\nnew\n```\nend\n");
}

}  // namespace
}  // namespace wend::support
