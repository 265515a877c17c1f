// SPDX-License-Identifier: Apache-2.0
//
// What a reader of messages may rely on, whatever they did to a correct file: every word in turn is
// deleted, doubled, swapped with its neighbour, or misspelt by one letter. Damages that leave a text
// the grammar accepts are the checker's business and not counted here.
//
// WEND_DAMAGE_EVERY=1 tries every word of every example; without it, a sample.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "compiler/base/match.h"
#include "compiler/diagnostics/message.h"
#include "compiler/syntax/from_text.h"
#include "compiler/syntax/parser.h"

namespace wend {
namespace {

using syntax::Token;

std::vector<std::filesystem::path> example_files() {
  std::vector<std::filesystem::path> found;
  for (const char* folder : {"examples", "stdlib"}) {
    const std::filesystem::path root = std::filesystem::path(WEND_SOURCE_DIR) / folder;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.path().extension() == ".wend") found.push_back(entry.path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string contents(const std::filesystem::path& path) {
  std::stringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

struct Region {
  std::uint32_t begin;
  std::uint32_t end;
};

// First lines of declarations, clauses and schema items: what a message should lie in.
std::vector<Region> regions_of(const syntax::Tree& tree) {
  std::vector<Region> found;
  const auto add = [&](std::uint32_t begin, std::uint32_t end) { found.push_back({begin, end}); };
  for (const syntax::Declaration& one : tree.declarations) {
    match(
        one.kind,
        [&](const syntax::Rule& rule) {
          add(one.span.begin, std::max(rule.name.span.end, rule.title_span.end));
          for (const syntax::Clause& clause : rule.clauses) add(clause.span.begin, clause.span.end);
        },
        [&](const syntax::Schema& schema) {
          add(one.span.begin, schema.name.span.end);
          for (const syntax::SchemaItem& item : schema.items) add(item.span.begin, item.span.end);
        },
        [&](const auto&) { add(one.span.begin, one.span.end); });
  }
  return found;
}

Region region_at(const std::vector<Region>& regions, std::uint32_t place) {
  for (const Region& region : regions) {
    if (place >= region.begin && place < region.end) return region;
  }
  return {place, place};
}

struct Damaged {
  std::string text;
  Region region;  // in the damaged text
  std::string what;
};

std::string misspelt(std::string_view word, std::size_t turn) {
  std::string made(word);
  const std::size_t at = turn % made.size();
  switch (turn % 3) {
    case 0: made.erase(at, 1); break;
    case 1: made[at] = made[at] == 'e' ? 'a' : 'e'; break;
    default: made.insert(at, 1, made[at]); break;
  }
  return made;
}

std::vector<Damaged> damages_at(const std::string& text, const syntax::Tokens& tokens,
                                const std::vector<Region>& regions, std::size_t at) {
  std::vector<Damaged> made;
  const Token& token = tokens[at];
  const Region own = region_at(regions, token.span.begin);
  const auto replaced = [&](std::uint32_t begin, std::uint32_t end, const std::string& by,
                            Region region, const std::string& what) {
    std::string changed = text.substr(0, begin) + by + text.substr(end);
    const auto grown = static_cast<std::uint32_t>(region.end + by.size() - (end - begin));
    made.push_back(
        {std::move(changed), {region.begin, grown}, what + " `" + std::string(token.text) + "`"});
  };
  const std::string word(token.text);
  replaced(token.span.begin, token.span.end, "", own, "deleted");
  replaced(token.span.begin, token.span.end, word + " " + word, own, "doubled");
  if (token.is_word() && word.size() > 1) {
    replaced(token.span.begin, token.span.end, misspelt(word, at), own, "misspelt");
  }
  if (at + 2 < tokens.size()) {
    const Token& next = tokens[at + 1];
    const Region other = region_at(regions, next.span.begin);
    const std::string between = text.substr(token.span.end, next.span.begin - token.span.end);
    replaced(token.span.begin, next.span.end, std::string(next.text) + between + word,
             {own.begin, std::max(own.end, other.end)}, "swapped");
  }
  return made;
}

class SyntaxDamage : public testing::Test {
 protected:
  void try_file(const std::filesystem::path& path, std::size_t every) {
    const std::string text = contents(path);
    Sources sources;
    const FileId file = sources.add({path.filename(), text});
    Diagnostics none;
    const std::vector<Region> regions = regions_of(syntax::from_text(sources, file, none));
    ASSERT_TRUE(none.all().empty()) << render_text(sources, none, Colour::Never);
    const syntax::Tokens tokens = syntax::lex(sources, file).tokens;
    for (std::size_t at = path.string().size() % every; at + 1 < tokens.size(); at += every) {
      for (const Damaged& damaged : damages_at(text, tokens, regions, at))
        try_one(path.filename(), damaged);
    }
  }

  void try_one(const std::string& name, const Damaged& damaged) {
    Sources sources;
    const FileId file = sources.add({name, damaged.text});
    Diagnostics found;
    const syntax::Tree tree = syntax::from_text(sources, file, found);
    found.sort();
    ASSERT_EQ(tree.has_errors, found.has_errors()) << damaged.what;
    if (found.all().empty()) return;
    ++reported;
    const std::string shown =
        name + ", " + damaged.what + "\n" + render_text(sources, found, Colour::Never);
    const Span first = found.all().front().span;
    if (first.begin >= damaged.region.begin && first.begin <= damaged.region.end)
      ++inside;
    else
      outside += shown;
    EXPECT_LE(found.all().size(), 3u) << shown;
    messages += found.all().size();
    for (const char* inner :
         {"expecting", "mismatched", "token", "EOF", "viable", "extraneous", "<missing"}) {
      EXPECT_EQ(shown.find(inner), std::string::npos) << shown;
    }
  }

  std::size_t reported = 0, inside = 0, messages = 0;
  std::string outside;
};

TEST_F(SyntaxDamage, TheFirstMessageLiesInTheDamagedClauseAndThreeAreTheMost) {
  const char* asked = std::getenv("WEND_DAMAGE_EVERY");
  const std::size_t every = asked != nullptr ? std::strtoul(asked, nullptr, 10) : 7;
  for (const auto& path : example_files()) try_file(path, every);
  ASSERT_GT(reported, 0u);
  const double share = static_cast<double>(inside) / static_cast<double>(reported);
  std::cout << reported << " damages reported, " << share * 100 << "% in place, "
            << static_cast<double>(messages) / static_cast<double>(reported) << " messages each\n";
  EXPECT_GE(share, 0.95) << outside;
  if (std::getenv("WEND_DAMAGE_SHOW") != nullptr) std::cout << outside;
}

}  // namespace
}  // namespace wend
