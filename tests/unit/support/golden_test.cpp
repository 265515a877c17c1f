// SPDX-License-Identifier: Apache-2.0
#include "tests/support/golden.h"

#include <fstream>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/process.h"

namespace wend::support {
namespace {

using testing::HasSubstr;

constexpr const char* kGreen =
    "Shows that a file can be read back.\n"
    "--- notes/one.txt\n"
    "first\n"
    "\n"
    "--- $ cat notes/one.txt\n"
    "first\n"
    "\n"
    "exit 0\n";

TEST(GoldenTest, PrintedFormIsWhatWasRead) { EXPECT_EQ(print(golden_from_text(kGreen)), kGreen); }

TEST(GoldenTest, AGreenGoldenStaysTheSameWhenRun) {
  EXPECT_EQ(print(run(golden_from_text(kGreen))), kGreen);
}

TEST(GoldenTest, ErrorOutputAndExitCodeAreCaught) {
  const Golden actual = run(golden_from_text("--- $ echo out; echo err >&2; exit 3\n"));
  EXPECT_EQ(actual.sections[0].text, "out\nerr\n");
  EXPECT_EQ(actual.sections[0].exit_code, 3);
  EXPECT_TRUE(expects_failure(actual));
}

TEST(GoldenTest, OutputMayHoldLinesThatLookLikeItsEnd) {
  const std::string text = "--- $ printf 'exit 4\\nmore\\n'\nexit 4\nmore\nexit 0\n";
  EXPECT_EQ(print(run(golden_from_text(text))), text);
}

TEST(GoldenTest, OutputMayHoldLinesThatLookLikeSections) {
  const std::string text = "--- $ echo '--- a'\n\\--- a\nexit 0\n";
  EXPECT_EQ(print(run(golden_from_text(text))), text);
}

TEST(GoldenTest, ANewGoldenNeedsOnlyItsCommands) {
  EXPECT_EQ(print(run(golden_from_text("--- $ echo a\n--- $ echo b\n"))),
            "--- $ echo a\na\nexit 0\n--- $ echo b\nb\nexit 0\n");
}

TEST(GoldenTest, AMissingLineEndIsSaid) {
  EXPECT_EQ(run(golden_from_text("--- $ printf x\n")).sections[0].text, "x\n\\ no line end\n");
}

TEST(GoldenTest, OutputWithoutExitLineIsRefusedWithItsLine) {
  EXPECT_THROW(golden_from_text("--- $ true\nhalf\n"), std::runtime_error);
}

TEST(GoldenTest, EachRunHasItsOwnFolder) {
  const Golden golden = golden_from_text("--- $ ls; touch left\nexit 0\n");
  run(golden);
  EXPECT_EQ(run(golden).sections[0].text, "");
}

TEST(GoldenTest, AFolderOfTheRepositoryCanBeCopied) {
  const Golden golden = golden_from_text("--- copy tests/golden\n--- $ ls tests\n");
  EXPECT_EQ(run(golden).sections[1].text, "golden\n");
}

class GoldenFileTest : public testing::Test {
 protected:
  std::string check(const std::string& name, const std::string& text, bool update = false) {
    folder_.write(name, text);
    return check_golden(folder_.path() / name, "name", update);
  }
  TemporaryFolder folder_;
};

TEST_F(GoldenFileTest, ARedTestShowsTheDifferenceAndTheNextSteps) {
  const std::string problem = check("one.golden", "--- $ echo new\nold\nexit 0\n");
  EXPECT_THAT(problem, HasSubstr("- old\n+ new\n"));
  EXPECT_THAT(problem, HasSubstr("./dev golden name"));
  EXPECT_THAT(problem, HasSubstr("./dev golden --update name"));
}

TEST_F(GoldenFileTest, UpdateRewritesTheExpectedPartOnly) {
  EXPECT_EQ(check("one.golden", "words\n--- f\ntext\n--- $ cat f\nold\nexit 9\n", true), "");
  EXPECT_EQ(text_of(folder_.path() / "one.golden"),
            "words\n--- f\ntext\n--- $ cat f\ntext\nexit 0\n");
}

TEST_F(GoldenFileTest, NameStartsWithBadExactlyIfACommandFails) {
  EXPECT_THAT(check("one.golden", "--- $ false\nexit 1\n"), HasSubstr("must start with bad_"));
  EXPECT_THAT(check("bad_one.golden", "--- $ true\nexit 0\n"), HasSubstr("named bad_"));
  EXPECT_EQ(check("bad_two.golden", "--- $ false\nexit 1\n"), "");
}

}  // namespace
}  // namespace wend::support
