// SPDX-License-Identifier: Apache-2.0
//
// A compiler that is kept while somebody edits: whatever the files were before, it says and makes what a new one does, byte for
// byte.
#include <algorithm>

#include <fmt/format.h>

#include "tests/differential/trials/damage.h"
#include "tests/differential/trials/laws.h"
#include "tests/differential/trials/random.h"
#include "wend/compiler.h"

namespace wend::differential {
namespace {

constexpr int kEdits = 12;
constexpr std::size_t kRuleFiles = 3;

// The pack in the files of an author: the schema, what has a name, journeys, and the rules in turns.
std::vector<Source> files_of(const GeneratedPack& pack) {
  std::vector<Source> files = {{"schema.wend", text_of(pack.schema) + pack.visit},
                               {"names.wend", ""},
                               {"journeys.wend", ""}};
  for (std::size_t i = 0; i < kRuleFiles; ++i)
    files.push_back({fmt::format("rules_{}.wend", i), ""});
  if (pack.imports_time) files[1].text = "import \"std/time.wend\"\n\n";
  for (const std::string& definition : pack.definitions) files[1].text += definition + "\n";
  for (const GeneratedJourney& journey : pack.journeys) files[2].text += text_of(journey) + "\n";
  for (std::size_t i = 0; i < pack.rules.size(); ++i)
    files[3 + i % kRuleFiles].text += text_of(pack.rules[i]) + "\n";
  return files;
}

class Edits {
 public:
  Edits(const GeneratedPack& pack, std::uint64_t seed)
      : files(files_of(pack)), good_(pack), random_(seed) {}

  std::vector<Source> files;

  // What the author did, in words.
  std::string next() {
    switch (random_.below(12)) {
      case 0: return number();
      case 1: return damage();
      case 2: return order();
      case 3: return without_file();
      case 4: return other_schema();
      case 5: return other_names();
      case 6: return line_above();
      case 7: return again();
      case 8: return mended();
      default: return other_rules();
    }
  }

 private:
  std::string& some_text() { return files[random_.below(files.size())].text; }

  std::string number() {
    std::string& text = some_text();
    std::vector<std::size_t> digits;
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text[i] >= '1' && text[i] <= '8') digits.push_back(i);
    if (!digits.empty()) ++text[random_.pick(digits)];
    return "a number";
  }

  std::string damage() {
    std::string& text = some_text();
    text = damaged(text, random_);
    return "damage";
  }

  std::string order() {
    std::swap(files[random_.below(files.size())], files[random_.below(files.size())]);
    return "another order of files";
  }

  std::string without_file() {
    const auto which = files.begin() + static_cast<std::ptrdiff_t>(random_.below(files.size()));
    if (files.size() > 2) files.erase(which);
    return "one file less";
  }

  std::string other_schema() {
    GeneratedPack other = good_;
    for (SchemaTable& table : other.schema.tables) table.rows -= random_.chance(50) ? 1 : 0;
    for (SchemaLink& link : other.schema.links) link.per_customer += random_.chance(50) ? 1 : 0;
    if (other.schema.lateness_ms != 0) other.schema.open_events += 1;
    files[0] = files_of(other)[0];
    return "another schema";
  }

  std::string other_names() {
    GeneratedPack other = good_;
    if (!other.definitions.empty() && random_.chance(50))
      other.definitions.erase(other.definitions.begin() +
                              static_cast<std::ptrdiff_t>(random_.below(other.definitions.size())));
    random_.shuffle(other.definitions);
    if (random_.chance(30)) other.definitions.push_back("define never_asked as 1\n");
    files[std::min<std::size_t>(1, files.size() - 1)] = files_of(other)[1];
    return "other names";
  }

  std::string line_above() {
    std::string& text = some_text();
    text = (random_.chance(50) ? "# a word about it\n" : "\n") + text;
    return "a line above";
  }

  std::string again() {
    files.push_back(files[random_.below(files.size())]);
    files.back().path = fmt::format("copy_{}.wend", files.size());
    return "a copy of a file";
  }

  std::string mended() {
    files = files_of(good_);
    return "mended";
  }

  // Some come and go, conditions and limits too.
  std::string other_rules() {
    GeneratedPack other = good_;
    std::erase_if(other.rules, [&](const GeneratedRule&) { return random_.chance(15); });
    for (GeneratedRule& rule : other.rules) {
      if (random_.chance(20)) rule.limit = random_.pick(good_.rules).limit;
      if (random_.chance(10)) rule.priority += 1;
      if (!rule.conditions.empty() && random_.chance(20)) rule.conditions.pop_back();
    }
    const std::vector<Source> made = files_of(other);
    const std::size_t which = 3 + random_.below(kRuleFiles);
    if (which < files.size()) files[which] = made[which];
    return "other rules";
  }

  const GeneratedPack& good_;
  Random random_;
};

std::string said_by(const CompileResult& result) {
  std::string said = result.text + result.json;
  for (const std::string& file : result.library) said += file + "\n";
  if (!result.pack) return said + "no pack";
  const auto bytes = pack_file_bytes(*result.pack, false);
  return bytes ? said + std::string(bytes.value().begin(), bytes.value().end())
               : said + bytes.failure().what;
}

// Around the first byte that differs.
std::string difference(const std::string& left, const std::string& right) {
  const auto [a, b] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  const auto at = static_cast<std::size_t>(a - left.begin());
  const std::size_t begin = at < 200 ? 0 : at - 200;
  return fmt::format("kept, from byte {}:\n{}\nnew:\n{}\n", begin, left.substr(begin, 400),
                     right.substr(std::min(begin, right.size()), 400));
}

std::string shown(const std::vector<Source>& files) {
  std::string text;
  for (const Source& file : files) text += "--- " + file.path + "\n" + file.text;
  return text;
}

}  // namespace

std::string edit_law(const Case& one, std::uint64_t seed) {
  if (one.pack.rules.empty()) return "";
  Edits edits(one.pack, seed);
  Compiler kept;
  std::vector<Source> before;
  std::string done = "first";
  for (int i = 0; i < kEdits; ++i) {
    const std::string found = said_by(kept.compile(edits.files));
    const std::string right = said_by(compile(edits.files));
    if (found != right)
      return fmt::format("behind {}, {}=== before\n{}\n=== now\n{}", done, difference(found, right),
                         shown(before), shown(edits.files));
    before = edits.files;
    done = edits.next();
  }
  return "";
}

}  // namespace wend::differential
