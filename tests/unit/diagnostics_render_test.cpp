// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "compiler/diagnostics/diagnostic.h"

namespace wend {
namespace {

using Kind = DiagnosticKind;

class Rendering : public testing::Test {
 protected:
  std::string text() const { return render_text(sources, diagnostics, Colour::Never); }
  FileId add(std::string written) { return sources.add({"a.wend", std::move(written)}); }

  Sources sources;
  Diagnostics diagnostics;
};

TEST_F(Rendering, UnderlinesTheTextAndPutsTheWayOutBesideIt) {
  const FileId file = add("rule a\n  limt none\n");
  diagnostics.report(Kind::MisspeltWord, {file, 9, 13}, {"limt"})
      .with_help("did you mean `limit`?")
      .with_fix("write `limit`", {file, 9, 13}, "limit");
  EXPECT_EQ(text(),
            "error[misspelt-word]: `limt` is not a word that can stand here\n"
            " --> a.wend:2:3\n"
            "  |   limt none\n"
            "  |   ^^^^ did you mean `limit`?\n"
            "  = apply with --fix: write `limit`\n");
}

TEST_F(Rendering, AnEmptyPlaceIsShownByOneMark) {
  const FileId file = add("limit once per");
  diagnostics.report(Kind::MissingPart, {file, 14, 14}, {"a name", "per"});
  EXPECT_NE(text().find("\n  | limit once per\n  |               ^\n"), std::string::npos)
      << text();
}

TEST_F(Rendering, ASecondPlaceIsLabelledOnItsOwnLine) {
  const FileId file = add("one\ntwo\n");
  diagnostics.report(Kind::UnexpectedWord, {file, 4, 7}, {"two"})
      .with_label({file, 0, 3}, "because of this");
  EXPECT_NE(text().find(" --> a.wend:1:1\n  | one\n  | --- because of this\n"), std::string::npos)
      << text();
}

TEST_F(Rendering, UnderlinesLineUpBehindLettersOfSeveralBytes) {
  const FileId file = add("é x");
  diagnostics.report(Kind::UnexpectedWord, {file, 3, 4}, {"x"});
  EXPECT_NE(text().find("  | é x\n  |   ^\n"), std::string::npos) << text();
}

TEST_F(Rendering, ControlCharactersDoNotReachTheTerminal) {
  const FileId file = add("a \x1b[31m b");
  diagnostics.report(Kind::OddCharacter, {file, 2, 3}, {"\x1b"});
  EXPECT_EQ(text().find('\x1b'), std::string::npos);
}

TEST_F(Rendering, AVeryLongLineIsCutAroundThePlace) {
  const FileId file = add(std::string(5000, 'a') + " x " + std::string(5000, 'b'));
  diagnostics.report(Kind::UnexpectedWord, {file, 5001, 5002}, {"x"});
  EXPECT_LT(text().size(), 700u);
  EXPECT_NE(text().find("a x b"), std::string::npos);
}

TEST_F(Rendering, AHundredAreShownAndTheRestCounted) {
  const FileId file = add("x");
  for (int i = 0; i < 103; ++i) diagnostics.report(Kind::UnexpectedWord, {file, 0, 1}, {"x"});
  EXPECT_NE(text().find("and 3 more\n"), std::string::npos);
}

TEST_F(Rendering, ColoursAreOnlyThereWhenAsked) {
  const FileId file = add("x");
  diagnostics.report(Kind::UnexpectedWord, {file, 0, 1}, {"x"});
  EXPECT_EQ(text().find('\033'), std::string::npos);
  EXPECT_NE(render_text(sources, diagnostics, Colour::Always).find("\033[1;31m"),
            std::string::npos);
}

TEST_F(Rendering, JsonHoldsPlaceHelpLabelsAndFix) {
  const FileId file = add("rule a\n  limt none\n");
  diagnostics.report(Kind::MisspeltWord, {file, 9, 13}, {"limt"})
      .with_help("did you mean `limit`?")
      .with_label({file, 0, 4}, "here")
      .with_fix("write `limit`", {file, 9, 13}, "limit");
  const auto all = nlohmann::json::parse(render_json(sources, diagnostics));
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0]["slug"], "misspelt-word");
  EXPECT_EQ(all[0]["severity"], "error");
  EXPECT_EQ(all[0]["line"], 2);
  EXPECT_EQ(all[0]["end_column"], 7);
  EXPECT_EQ(all[0]["labels"][0]["text"], "here");
  EXPECT_EQ(all[0]["fix"]["replacement"], "limit");
}

TEST_F(Rendering, JsonOfTextThatIsNotUtf8IsStillJson) {
  const FileId file = add("\xff");
  diagnostics.report(Kind::OddCharacter, {file, 0, 1}, {"\xff"});
  EXPECT_TRUE(nlohmann::json::accept(render_json(sources, diagnostics)));
}

TEST_F(Rendering, SortingGivesTheOrderOfTheSourceAndDropsRepeats) {
  const FileId file = add("a b");
  diagnostics.report(Kind::UnexpectedWord, {file, 2, 3}, {"b"});
  diagnostics.report(Kind::UnexpectedWord, {file, 0, 1}, {"a"});
  diagnostics.report(Kind::UnexpectedWord, {file, 2, 3}, {"b"});
  diagnostics.sort();
  ASSERT_EQ(diagnostics.all().size(), 2u);
  EXPECT_EQ(diagnostics.all()[0].arguments[0], "a");
}

}  // namespace
}  // namespace wend
