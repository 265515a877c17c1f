// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "compiler/syntax/from_text.h"
#include "compiler/syntax/parser.h"

namespace wend {
namespace {

struct Read {
  Sources sources;
  Diagnostics diagnostics;
  syntax::Tree tree;

  std::string shown() const { return render_text(sources, diagnostics, Colour::Never); }
  std::vector<std::string> slugs() const {
    std::vector<std::string> made;
    for (const Diagnostic& one : diagnostics.all()) made.emplace_back(row_of(one.kind).slug);
    return made;
  }
};

Read read(const std::string& text) {
  Read made;
  const FileId file = made.sources.add({"a.wend", text});
  made.tree = syntax::from_text(made.sources, file, made.diagnostics);
  made.diagnostics.sort();
  return made;
}

std::string rule_with(const std::string& clauses) { return "rule a\n" + clauses + "\n"; }

TEST(SyntaxFromText, FastPredictionAloneReadsEveryCorrectFile) {
  for (const char* folder : {"examples", "stdlib"}) {
    const std::filesystem::path root = std::filesystem::path(WEND_SOURCE_DIR) / folder;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.path().extension() != ".wend") continue;
      std::stringstream text;
      text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      Sources sources;
      const FileId file = sources.add({entry.path(), text.str()});
      syntax::Tree tree;
      EXPECT_TRUE(syntax::parse_file_fast(syntax::lex(sources, file).tokens, tree)) << entry.path();
    }
  }
}

TEST(SyntaxFromText, EveryConstructHasItsNode) {
  const Read made = read(R"(import "std/time.wend"
define big as (5 if x.y is (a or b), 6 if not z is known, default -7%) + 2 EUR
define past as previous a.x with the same y default 2nd last a.x today
segment t as any a in 2 days before 7 days ago by day and no a previous month
  and count of a with half life 8 hours > 2 and count of a this visit before this > 1
segment s as any (a or b) on (web or app) where (k > 3 and j is yes) in 7 days by day of the newest 9 up to 3
rule r
  "Title"
  when first_seen where kind is not from 1 to 2 as f 3 times with the same product in 1 hour
       then a within 2 days without b on web without c
       then no d within 1 week of each up to 8 open
       all within 9 days
  if time since first a > 1 hour and first a.x on record default 3 contains "q\"\n" ignoring case
  do act(limit: that product, when: now.date)
  also other()
  limit 2 times per rule in 3 days
  priority -4
)");
  EXPECT_TRUE(made.diagnostics.all().empty()) << made.shown();
  const std::string printed = syntax::print(made.tree);
  for (const char* part : {"conditional",
                           "is one of",
                           "previous",
                           "with the same y",
                           "2 from the last",
                           "today",
                           "before 7 days ago",
                           "previous month",
                           "half life 8 hours",
                           "this visit",
                           "before this",
                           "of the newest 9",
                           "without",
                           "of each up to 8 open",
                           "all within 9 days",
                           "priority -4",
                           "limit 2 times per rule in 3 days",
                           "time since first",
                           "contains ignoring case",
                           "text \"q\\\"\\n\"",
                           "3 times with the same product in 1 hour"}) {
    EXPECT_NE(printed.find(part), std::string::npos) << part << "\n" << printed;
  }
}

TEST(SyntaxFromText, EveryWordIsANameWhereOnlyANameCanStand) {
  const Read made = read(rule_with(
      "  when a where if is known\n  do f(limit: x.when, rule: that do)\n  limit once per then"));
  EXPECT_TRUE(made.diagnostics.all().empty()) << made.shown();
}

TEST(SyntaxFromText, SpansAreBytesBehindOtherAlphabets) {
  const Read made = read("# ünïcödé 🎉\nrule größe\n  when a\n");
  ASSERT_EQ(made.tree.declarations.size(), 1u);
  EXPECT_EQ(made.sources.text(std::get<syntax::Rule>(made.tree.declarations[0].kind).name.span),
            "größe");
}

TEST(SyntaxFromText, AByteOrderMarkShiftsNothing) {
  const Read made = read("\xEF\xBB\xBFrule a\n  when b\n");
  ASSERT_EQ(made.tree.declarations.size(), 1u);
  EXPECT_EQ(made.sources.text(std::get<syntax::Rule>(made.tree.declarations[0].kind).name.span),
            "a");
}

TEST(SyntaxFromText, CommentsStayWithTheirClause) {
  const Read made = read(
      "# above the rule\nrule a # behind the name\n  # above when\n  when b # behind when\n"
      "  if c # inside if\n     and d\n  limit none\n# at the end\n");
  const auto& rule = std::get<syntax::Rule>(made.tree.declarations.at(0).kind);
  EXPECT_EQ(made.tree.declarations[0].comments.before,
            std::vector<std::string>{"# above the rule"});
  EXPECT_EQ(made.tree.declarations[0].comments.after, "# behind the name");
  EXPECT_EQ(rule.clauses[0].comments.before, std::vector<std::string>{"# above when"});
  EXPECT_EQ(rule.clauses[0].comments.after, "# behind when");
  EXPECT_EQ(rule.clauses[1].comments.before, std::vector<std::string>{"# inside if"});
  EXPECT_EQ(made.tree.comments_at_end, std::vector<std::string>{"# at the end"});
}

// ---------------------------------------------------------------- limits

TEST(SyntaxLimits, DeepNestingIsReportedNotParsed) {
  for (const std::string& open : {std::string("("), std::string("not "), std::string("- ")}) {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += open;
    const Read made = read(rule_with("  if " + deep + "x"));
    EXPECT_EQ(made.slugs(), std::vector<std::string>{"too-deep"}) << open;
    EXPECT_TRUE(made.tree.has_errors);
  }
}

TEST(SyntaxLimits, AHundredParenthesesAreFine) {
  const Read made = read(rule_with("  if " + std::string(100, '(') + "x" + std::string(100, ')')));
  EXPECT_TRUE(made.diagnostics.all().empty()) << made.shown();
}

TEST(SyntaxLimits, AThousandOperatorsAreFineAndMoreAreReported) {
  std::string many = "x";
  for (int i = 0; i < 999; ++i) many += i % 2 == 0 ? " + not x" : " or x";
  std::string ands = "x";
  for (int i = 0; i < 999; ++i) ands += " and x";
  EXPECT_TRUE(read(rule_with("  if " + ands)).diagnostics.all().empty());
  EXPECT_EQ(read(rule_with("  if " + ands + " and x and x")).slugs(),
            std::vector<std::string>{"too-many-operators"});
  EXPECT_EQ(read(rule_with("  if " + many)).slugs(),
            std::vector<std::string>{"too-many-operators"});
}

TEST(SyntaxLimits, ALongFileIsReportedNotParsed) {
  EXPECT_EQ(read(std::string((1u << 20) + 1, ' ')).slugs(),
            std::vector<std::string>{"file-too-long"});
  std::string words;
  for (int i = 0; i < 250'000; ++i) words += "a ";
  EXPECT_EQ(read(words).slugs(), std::vector<std::string>{"too-many-words"});
}

TEST(SyntaxLimits, BytesThatAreNotUtf8AreReported) {
  for (const char* bad :
       {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "a\x80"}) {
    EXPECT_EQ(read(bad).slugs(), std::vector<std::string>{"not-utf-8"});
  }
  EXPECT_TRUE(read("# \xf4\x8f\xbf\xbf \xe2\x82\xac").diagnostics.all().empty());
}

// ---------------------------------------------------------------- damages

struct Damage {
  std::string text;
  std::string slug;
  std::string shown;  // some part of what is said
};

TEST(SyntaxErrors, OneDamageIsOneMessageInWordsOfTheLanguage) {
  const std::vector<Damage> cases = {
      {"rule a\n  when b\n  limit once cart\n", "missing-word", "`per` is missing behind `once`"},
      {"rule a\n  when b\n  limit once per\n\nrule c\n  when d\n", "missing-part", "behind `per`"},
      {"rule a\n  when b 3 times with the same\n  if c\n", "missing-part",
       "a field is missing behind `same`"},
      {"rule a\n  when b wher c is d\n", "misspelt-word", "did you mean `where`?"},
      {"rule a\n  wehn b\n", "misspelt-word", "did you mean `when`?"},
      {"rul a\n  when b\n", "misspelt-word", "did you mean `rule`?"},
      {"rule a\n  when b in in 3 days\n", "unexpected-word", "here belongs"},
      {"rule a\n  limit once per per x in 3 days\n", "doubled-word", "`per` stands here twice"},
      {"rule a\n  when b times 3\n", "swapped-words", "write `3 times`"},
      {"rule a\n  do f(x 5)\n", "missing-word", "`:` is missing behind `x`"},
      {"rule a\n  if (b > 5\n  do f()\n", "unclosed-parenthesis", "this `(` is never closed"},
      {"rule a\n  if b > 5)\n  do f()\n", "unopened-parenthesis", "this `)` closes nothing"},
      {"rule limit\n  when b\n", "reserved-word", "choose another name"},
      {"a \"t\"\n  when b\n", "missing-before", "`rule` is missing before `a`"},
      {"rule a\n  b\n  do f()\n", "missing-before", "`when` is missing before `b`"},
      {"rule a\n  if b\n  remind()\n", "missing-before", "`do` is missing before `remind`"},
      {"rule a\n  if b == 3\n", "foreign-operator", "`==` is written `is` here"},
      {"rule a\n  if b != 3\n", "foreign-operator", "`!=` is written `is not` here"},
      {"rule a\n  if b && c\n", "foreign-operator", "`&&` is written `and` here"},
      {"rule a\n  if b = 3\n", "foreign-operator", "`=` is written `is` here"},
      {"rule a\n  if b is \xE2\x80\x9Cx y\xE2\x80\x9D\n", "odd-quotes", "write `\"x y\"`"},
      {"rule a\n  if b is \"x\n", "unterminated-text", "write the closing quotation mark"},
      {"rule a\n  if b is \"x\\q\"\n", "bad-escape", "`\\q` has no meaning"},
      {"rule a\n  if b > 1,000\n", "number-with-separator", "write `1000`"},
      {"rule a\n  if b > 0,5\n", "number-with-separator", "write `0.5`"},
      {"rule a\n  if b > 9:30\n", "bad-clock", "write `09:30`"},
      {"rule a\n  if b > 2023-02-29\n", "bad-date", "not a day of the calendar"},
      {"rule a\n  if b > 24:00\n", "bad-clock", "not a time of day"},
      {"rule a\n  if b > 2024-01-01T25:00Z\n", "bad-instant", "not an instant"},
      {"rule a\n  if b > 0.1234567\n", "bad-number", "kept exactly"},
      {"rule a;\n  when b\n", "odd-character", "leave out `;`"},
      {"while true\n", "not-a-declaration", "begins nothing that a file can hold"},
  };
  for (const Damage& one : cases) {
    const Read made = read(one.text);
    ASSERT_EQ(made.slugs(), std::vector<std::string>{one.slug}) << one.text << made.shown();
    EXPECT_NE(made.shown().find(one.shown), std::string::npos) << made.shown();
    EXPECT_TRUE(made.tree.has_errors);
  }
}

TEST(SyntaxErrors, ARepairedClauseIsInTheTree) {
  const Read made = read("rule a\n  wehn b\n  limit none\n");
  const auto& rule = std::get<syntax::Rule>(made.tree.declarations.at(0).kind);
  EXPECT_EQ(rule.clauses.size(), 2u);
}

TEST(SyntaxErrors, AClauseWithAMadeUpPartIsNot) {
  const Read made = read("rule a\n  when b\n  limit once per\n");
  ASSERT_EQ(made.tree.declarations.size(), 1u);
  EXPECT_TRUE(made.tree.declarations[0].damaged);
  EXPECT_EQ(std::get<syntax::Rule>(made.tree.declarations[0].kind).clauses.size(), 1u);
}

TEST(SyntaxErrors, AFixMakesTheTextReadable) {
  for (const char* text :
       {"rule a\n  wehn b\n", "rule a\n  do f(x 5)\n", "rule a\n  if (b > 5\n  do f()\n",
        "rule a\n  if b==3&&c!=4\n", "rule a\n  if b\n  remind()\n", "rule a\n  when b times 3\n",
        "rule a\n  if b is \xE2\x80\x9Cx\xE2\x80\x9D\n"}) {
    const Read made = read(text);
    std::string fixed = text;
    for (auto one = made.diagnostics.all().rbegin(); one != made.diagnostics.all().rend(); ++one) {
      ASSERT_TRUE(one->fix.has_value()) << made.shown();
      fixed.replace(one->fix->span.begin, one->fix->span.end - one->fix->span.begin,
                    one->fix->replacement);
    }
    const Read again = read(fixed);
    EXPECT_TRUE(again.diagnostics.all().empty()) << fixed << again.shown();
  }
}

TEST(SyntaxErrors, AllMistakesOfAFileAreFoundInOneRun) {
  const Read made = read(
      "rule a\n  wehn b\n  if c >\n  do f(x 5)\n  limit once per\n\n"
      "rule d\n  when e\n  do g(\n  limit nonne\n\nsegment h is i\n");
  EXPECT_GE(made.diagnostics.all().size(), 6u) << made.shown();
}

TEST(SyntaxErrors, NoiseIsNeverACrash) {
  const std::string signs =
      "rule when if do ( ) \" ' , : . = < > 3 % \xE2\x80\x9C a as is not no then limit per # \n { "
      "} - ";
  std::uint32_t state = 1;
  for (int turn = 0; turn < 300; ++turn) {
    std::string text;
    for (int i = 0; i < 40; ++i) {
      state = state * 1664525u + 1013904223u;
      std::size_t at = (state >> 8) % signs.size();
      while (at > 0 && signs[at - 1] != ' ') --at;
      text += signs.substr(at, signs.find(' ', at) - at) + " ";
    }
    const Read made = read(text);
    EXPECT_EQ(made.tree.has_errors, made.diagnostics.has_errors()) << text;
  }
}

}  // namespace
}  // namespace wend
