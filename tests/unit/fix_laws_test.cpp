// SPDX-License-Identifier: Apache-2.0
//
// What an author may rely on who lets `wend check --fix` change a file: every fix removes its finding, all
// of them together come to an end, no comment is lost, no amount and no currency is chosen, and rules that
// were accepted are accepted with the same meaning. Tried on the programs of the goldens, on the same with
// a comment behind every line, and on damaged examples.
//
// WEND_DAMAGE_EVERY=1 tries every word of every example; without it, a sample.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "cli/fixes.h"
#include "compiler/driver/pipeline.h"
#include "compiler/plan/print.h"
#include "compiler/syntax/parser.h"
#include "tests/support/golden.h"
#include "tests/support/process.h"

namespace wend {
namespace {

namespace fs = std::filesystem;
using Files = std::map<std::string, std::string>;

constexpr int kMostRounds = 20;

struct Tried {
  std::string what;  // where it comes from
  std::vector<Source> sources;
  Files others;  // what can be imported
};

CompileOptions options_of(const Tried& tried) {
  CompileOptions options;
  options.read = [&tried](const std::string& path) -> std::optional<std::string> {
    const auto found = tried.others.find(path);
    return found == tried.others.end() ? std::nullopt : std::optional(found->second);
  };
  return options;
}

using Words = std::pair<std::string, std::string>;  // slug and message

std::map<Words, std::size_t> counted(const std::vector<Finding>& findings) {
  std::map<Words, std::size_t> counts;
  for (const Finding& finding : findings) ++counts[{finding.slug, finding.message}];
  return counts;
}

const std::string& text_in(const std::vector<Source>& sources, const std::string& path) {
  static const std::string kNone;
  for (const Source& source : sources) {
    if (source.path == path) return source.text;
  }
  return kNone;
}

std::multiset<std::string> matches(const std::string& text, const char* pattern) {
  const std::regex wanted(pattern);
  return {std::sregex_token_iterator(text.begin(), text.end(), wanted, 1),
          std::sregex_token_iterator()};
}

// A number of the replacement, or a currency, that the author did not write there.
std::string chosen_for_the_author(const Finding& finding, const std::string& before) {
  const Finding::Fix& fix = *finding.fix;
  // Another spelling or order of what was written.
  static const std::set<std::string> kSpelling = {"misspelt-word", "swapped-words", "unknown-unit"};
  if (fix.replacement.starts_with('"') || kSpelling.contains(finding.slug)) return "";
  const std::string replaced = before.substr(fix.begin, fix.end - fix.begin);
  static constexpr const char* kNumber = "(?:^|[^A-Za-z_0-9.])0*([0-9]+(?:\\.[0-9]+)?)";
  static constexpr const char* kCurrency = "\\b([A-Z]{3})\\b";
  for (const char* pattern : {kNumber, kCurrency}) {
    const auto written = matches(replaced, pattern);
    for (const std::string& one : matches(fix.replacement, pattern)) {
      if (!written.contains(one) && replaced != "€") return one;
    }
  }
  for (const char* policy : {"limit once", "per customer", "default "}) {
    if (fix.replacement.find(policy) != std::string::npos &&
        replaced.find(policy) == std::string::npos)
      return policy;
  }
  return "";
}

// The notes of with_notes(), in their order; the end of the line belongs to them.
std::vector<std::string> notes_in(const std::string& text) {
  std::vector<std::string> notes;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t at = line.find("# note ");
    if (at != std::string::npos) notes.push_back(line.substr(at));
  }
  return notes;
}

// A comment behind every line, unless it ends in the middle of a text.
std::string with_notes(const std::string& text) {
  std::string made;
  std::size_t number = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const bool open = std::count(line.begin(), line.end(), '"') % 2 != 0 ||
                      line.find('\\') != std::string::npos ||
                      std::any_of(line.begin(), line.end(), [](char c) { return (c & 0x80) != 0; });
    made += line + (open ? "" : " # note " + std::to_string(++number)) + "\n";
  }
  return made;
}

// What the rules wait for, do and how often, without the words of their reasons.
std::string rules_of(const Tried& tried) {
  const driver::Compilation made =
      driver::compilation_of(tried.sources, options_of(tried).read, driver::Stop::Plan);
  std::istringstream plan(made.plan ? plan::print(*made.plan) : "");
  std::string rules;
  bool inside = false;
  for (std::string line; std::getline(plan, line);) {
    if (line.starts_with("rules")) inside = true;
    if (inside && line.empty()) break;
    if (inside && line.find("reason:") == std::string::npos) rules += line + "\n";
  }
  return rules;
}

class FixLaws : public testing::Test {
 protected:
  void try_one(Tried tried) {
    CompileResult result = compile(tried.sources, options_of(tried));
    const bool accepted = result.pack != nullptr;
    const std::string plan = accepted ? rules_of(tried) : "";
    int round = 0;
    for (; round < kMostRounds; ++round) {
      const std::vector<Source> before = tried.sources;
      const std::vector<Finding> applied = cli::apply_fixes(tried.sources, result.findings);
      if (applied.empty()) break;
      const CompileResult next = compile(tried.sources, options_of(tried));
      const std::string shown = tried.what + ", round " + std::to_string(round + 1) + "\n" +
                                result.text + "became\n" + next.text;
      hold_for(applied, counted(result.findings), counted(next.findings), before, shown);
      for (std::size_t i = 0; i < before.size(); ++i) {
        EXPECT_EQ(notes_in(before[i].text), notes_in(tried.sources[i].text))
            << shown << tried.sources[i].text;
      }
      result = next;
      fixes += applied.size();
    }
    EXPECT_LT(round, kMostRounds) << tried.what << " does not come to an end\n" << result.text;
    if (!accepted) return;
    EXPECT_NE(result.pack, nullptr) << tried.what << " was accepted\n" << result.text;
    if (result.pack != nullptr && round > 0) {
      ++accepted_before;
      EXPECT_EQ(plan, rules_of(tried));
    }
  }

  void hold_for(const std::vector<Finding>& applied, const std::map<Words, std::size_t>& before,
                const std::map<Words, std::size_t>& after, const std::vector<Source>& texts,
                const std::string& shown) {
    for (const auto& [words, count] : counted(applied)) {
      const auto left = after.find(words);
      const std::size_t still = left == after.end() ? 0 : left->second;
      EXPECT_LE(still + count, before.at(words))
          << "a fix of " << words.first << " leaves its finding: " << shown;
    }
    for (const Finding& finding : applied) {
      EXPECT_EQ(chosen_for_the_author(finding, text_in(texts, finding.fix->path)), "")
          << finding.slug << ": " << shown;
    }
  }

  std::size_t fixes = 0, accepted_before = 0;
};

// ---------------------------------------------------------------- programs of the goldens

void add_folder(const fs::path& folder, const std::string& as, Files& files) {
  if (fs::is_regular_file(folder)) {
    if (folder.extension() == ".wend") files[as] = support::text_of(folder);
    return;
  }
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".wend") {
      files[(fs::path(as) / fs::relative(entry.path(), folder)).generic_string()] =
          support::text_of(entry.path());
    }
  }
}

// The sources that `wend check A B` names.
std::vector<Source> named_by(const std::string& command, const Files& files) {
  std::vector<Source> sources;
  std::istringstream words(command);
  for (std::string word; words >> word;) {
    if (word.find_first_of("|<>;&") != std::string::npos) break;
    const std::string folder = word == "." ? "" : word + "/";
    for (const auto& [path, text] : files) {
      const bool inside = path.starts_with(folder) && (word == "." || path.size() > folder.size());
      if (path == word || inside) sources.push_back({path, text});
    }
  }
  return sources;
}

std::vector<Tried> programs_of_goldens() {
  std::vector<Tried> made;
  const fs::path root = fs::path(WEND_SOURCE_DIR);
  for (const auto& entry : fs::recursive_directory_iterator(root / "tests/golden")) {
    if (entry.path().extension() != ".golden") continue;
    Files files;
    for (const auto& section : support::golden_from_text(support::text_of(entry.path())).sections) {
      switch (section.kind) {
        case support::GoldenSection::Kind::File:
          if (section.head.ends_with(".wend")) files[section.head] = section.text;
          break;
        case support::GoldenSection::Kind::Copy:
          add_folder(root / section.head, fs::path(section.head).filename(), files);
          break;
        case support::GoldenSection::Kind::Command:
          if (!section.head.starts_with("wend check ")) break;
          made.push_back({fs::relative(entry.path(), root).generic_string() + ": " + section.head,
                          named_by(section.head.substr(11), files), files});
      }
    }
  }
  std::sort(made.begin(), made.end(),
            [](const Tried& a, const Tried& b) { return a.what < b.what; });
  return made;
}

TEST_F(FixLaws, HoldForTheProgramsOfTheGoldens) {
  for (const Tried& tried : programs_of_goldens()) try_one(tried);
  std::cout << fixes << " fixes\n";
  EXPECT_GT(fixes, 30u);
  EXPECT_GT(accepted_before, 0u);
}

TEST_F(FixLaws, HoldWhereEveryLineHasAComment) {
  for (Tried tried : programs_of_goldens()) {
    for (Source& source : tried.sources) source.text = with_notes(source.text);
    try_one(std::move(tried));
  }
  EXPECT_GT(fixes, 30u);
}

// ---------------------------------------------------------------- damaged examples

std::vector<std::string> damages(const std::string& text, const syntax::Tokens& tokens,
                                 std::size_t at) {
  const auto with = [&](std::uint32_t begin, std::uint32_t end, const std::string& by) {
    return text.substr(0, begin) + by + text.substr(end);
  };
  const syntax::Token& token = tokens[at];
  const std::string word(token.text);
  const auto [file, begin, end] = token.span;
  std::vector<std::string> made = {with(begin, end, ""), with(begin, end, word + " " + word)};
  if (token.is_word() && word.size() > 2) made.push_back(with(begin, end, word.substr(1)));
  if (at + 2 < tokens.size()) {
    const syntax::Token& next = tokens[at + 1];
    const std::string between = text.substr(end, next.span.begin - end);
    made.push_back(with(begin, next.span.end, std::string(next.text) + between + word));
    made.push_back(with(begin, end, std::string(next.text)));
  }
  return made;
}

TEST_F(FixLaws, HoldForDamagedExamples) {
  const char* asked = std::getenv("WEND_DAMAGE_EVERY");
  const std::size_t every = asked != nullptr ? std::strtoul(asked, nullptr, 10) : 29;
  for (const char* pack : {"retail", "online-retail"}) {
    Files files;
    add_folder(fs::path(WEND_SOURCE_DIR) / "examples" / pack, pack, files);
    Tried whole{pack, {}, files};
    for (const auto& [path, text] : files) whole.sources.push_back({path, text});
    for (std::size_t file = 0; file < whole.sources.size(); ++file) {
      const std::string text = whole.sources[file].text;
      Sources sources;
      const FileId id = sources.add({whole.sources[file].path, text});
      const syntax::Tokens tokens = syntax::lex(sources, id).tokens;
      for (std::size_t at = file % every; at + 1 < tokens.size(); at += every) {
        for (std::string& damaged : damages(text, tokens, at)) {
          Tried tried = whole;
          tried.what = whole.sources[file].path + ", word " + std::to_string(at) + " `" +
                       std::string(tokens[at].text) + "`";
          tried.sources[file].text = std::move(damaged);
          try_one(std::move(tried));
        }
      }
    }
  }
  std::cout << fixes << " fixes\n";
  EXPECT_GT(fixes, 30u);
}

}  // namespace
}  // namespace wend
