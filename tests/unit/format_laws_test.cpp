// SPDX-License-Identifier: Apache-2.0
//
// Law 8: parse(format(x)) = parse(x) apart from places; format(format(x)) = format(x); every comment
// stays with its clause.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "compiler/format/format.h"
#include "compiler/syntax/from_text.h"
#include "compiler/syntax/parser.h"

namespace wend {
namespace {

struct Read {
  Sources sources;
  Diagnostics diagnostics;
  syntax::Tree tree;
};

Read read(const std::string& text) {
  Read made;
  const FileId file = made.sources.add({"a.wend", text});
  made.tree = syntax::from_text(made.sources, file, made.diagnostics);
  return made;
}

std::string formatted(const std::string& text) {
  const Read made = read(text);
  EXPECT_TRUE(made.diagnostics.all().empty())
      << text << render_text(made.sources, made.diagnostics, Colour::Never);
  return format(made.tree, made.sources);
}

void holds_the_law(const std::string& text) {
  const std::string once = formatted(text);
  const Read before = read(text), after = read(once);
  EXPECT_TRUE(same_meaning(before.tree, after.tree)) << once << "\n--- before\n"
                                                     << syntax::print(before.tree) << "--- after\n"
                                                     << syntax::print(after.tree);
  EXPECT_EQ(formatted(once), once);
}

std::vector<std::filesystem::path> example_files() {
  std::vector<std::filesystem::path> found;
  for (const char* folder : {"examples", "stdlib"}) {
    const std::filesystem::path root = std::filesystem::path(WEND_SOURCE_DIR) / folder;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.path().extension() == ".wend") found.push_back(entry.path());
    }
  }
  return found;
}

std::string contents(const std::filesystem::path& path) {
  std::stringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

TEST(FormatLaw, HoldsForEveryExample) {
  for (const auto& path : example_files()) holds_the_law(contents(path));
}

TEST(FormatLaw, HoldsWithoutLineBreaks) {
  for (const auto& path : example_files()) {
    Sources sources;
    const std::string text = contents(path);
    const FileId file = sources.add({"a.wend", text});
    std::string line;
    for (const syntax::Token& token : syntax::lex(sources, file).tokens)
      line += std::string(token.text) + " ";
    holds_the_law(line);
  }
}

TEST(FormatLaw, HoldsWithACommentBehindEveryWord) {
  for (const auto& path : example_files()) {
    Sources sources;
    const std::string text = contents(path);
    const FileId file = sources.add({"a.wend", text});
    std::string commented;
    int number = 0;
    for (const syntax::Token& token : syntax::lex(sources, file).tokens) {
      if (token.kind == syntax::TokenKind::End) break;
      commented += std::string(token.text) + " # " + std::to_string(number) + "\n# own line " +
                   std::to_string(number) + "\n";
      ++number;
    }
    const std::string once = formatted(commented);
    for (int i = 0; i < number; ++i) {
      EXPECT_NE(once.find("# " + std::to_string(i) + "\n"), std::string::npos) << i;
      EXPECT_NE(once.find("# own line " + std::to_string(i) + "\n"), std::string::npos) << i;
    }
    holds_the_law(commented);
  }
}

TEST(FormatLaw, HoldsForOddTexts) {
  for (const char* text : {
           "",
           "# only a comment",
           "# of the file\n\n# of the rule\nrule a",
           "rule a\n\n# of neither\n\n\nrule b",
           "rule a",
           "rule a \"\"",
           "rule a \"t\\\\ \\\" \\n\\t\" when b",
           "schema s",
           "schema s choice A = b customer zone \"x\"",
           "schema s touchpoint a on (b or c) by customer x: set of Y optional personal y: yes or "
           "no z: text up to 3 characters",
           "define a as - - 5 default (-b) default not c",
           "define a as (b) is (c) and ((d))",
           "define a as any b where c is (d) in 3 days",
           "define a as any b where (c) since last d where e is -5 up to 4",
           "define a as b is not (c or d or \"e\") ignoring case",
           "define a as x is not from 1 to 2 or y starts with \"z\" and w includes q",
           "define a as time since last b > 3 days",
           "rule r when no a of the last",
           "rule r when a then no b of the first all within 3 days",
           "rule r when (a) on (b) limit none priority -3",
       }) {
    holds_the_law(text);
  }
}

TEST(Format, BreaksALongTestAtItsWords) {
  std::string test = "first_of_the_long_names is known";
  for (int i = 0; i < 6; ++i) test += " and another_long_name_" + std::to_string(i) + " is known";
  const std::string text = formatted("rule a\n  if " + test + "\n  limit none\n");
  EXPECT_NE(text.find("  if       first_of_the_long_names is known\n           and "
                      "another_long_name_0 is known\n"),
            std::string::npos)
      << text;
  holds_the_law(text);
}

TEST(Format, BreaksALongComparisonBeforeItsOperator) {
  const std::string field = "largest of " + std::string(30, 't') + "." + std::string(15, 'f');
  const std::string text = formatted("rule a if " + field + " ever default 0 > 20 * (" + field +
                                     " ever default 0) and b is known limit none");
  EXPECT_NE(text.find(" ever default 0\n             > 20 * (largest of "), std::string::npos)
      << text;
  EXPECT_NE(text.find(")\n           and b is known\n"), std::string::npos) << text;
  holds_the_law(text);
}

TEST(Format, HoldsForLongTestsOfEveryKind) {
  const std::string a(60, 'a'), b(60, 'b');
  for (const std::string& test : {
           a + " + " + b + " - " + a + " * " + b + " / " + a,
           a + " is not from " + b + " to " + a,
           a + " is (" + b + " or " + a + ") ignoring case",
           a + " starts with " + b + " ignoring case and c",
           "not (" + a + " default " + b + " is " + a + ")",
           "-" + a + " - -" + b + " > -5",
           "20% above (" + a + " if " + b + " is " + a + ", " + b + " if c, default " + a + ") > 5",
       }) {
    holds_the_law("rule r if " + test + " limit none");
    holds_the_law("define d as " + test);
  }
}

TEST(Format, ALongCallHasAnArgumentALine) {
  const std::string value(60, 'v');
  const std::string text =
      formatted("rule a do act(first: " + value + ", second: " + value + ") limit none");
  EXPECT_NE(text.find(",\n               second: "), std::string::npos) << text;
  holds_the_law(text);
}

TEST(Format, TheCommentOfAFileStaysApartFromItsFirstDeclaration) {
  const std::string text = "# The file.\n\n# The rule.\nrule a\n  when     b\n  limit    none\n";
  EXPECT_EQ(formatted(text), text);
}

TEST(Format, ClausesStandInColumns) {
  EXPECT_EQ(formatted("rule a \"t\" when b then c within 3 days do f(x:1) limit none priority 5"),
            "rule a\n"
            "  \"t\"\n"
            "  when     b\n"
            "           then c within 3 days\n"
            "  do       f(x: 1)\n"
            "  limit    none\n"
            "  priority 5\n");
}

}  // namespace
}  // namespace wend
