// SPDX-License-Identifier: Apache-2.0
//
// A compiler that is kept: whatever was compiled before, its result is that of one that is new.
#include <gtest/gtest.h>

#include "wend/compiler.h"

namespace wend {
namespace {

constexpr const char* kSchema = R"(schema shop
  zone       "UTC"
  history    complete
  channel    web
  touchpoint bought on web
    total: whole
  action     tell purpose service
)";

Source rules(const std::string& name, int threshold) {
  return {name + ".wend", "# " + name + "\nrule " + name +
                              "\n  when     bought\n  if       bought.total > " +
                              std::to_string(threshold) + "\n  do       tell()\n  limit    none\n"};
}

std::string said_by(const CompileResult& result) {
  std::string said = result.text + result.json;
  for (const std::string& file : result.library) said += file + "\n";
  if (!result.pack) return said + "no pack";
  const auto bytes = pack_file_bytes(*result.pack, false);
  EXPECT_TRUE(bytes);
  return said + std::string(bytes.value().begin(), bytes.value().end());
}

class DriverCompiler : public testing::Test {
 protected:
  void expect_the_same(const std::string& when) {
    EXPECT_EQ(said_by(kept.compile(sources, options)), said_by(compile(sources, options))) << when;
  }

  Compiler kept;
  CompileOptions options;
  std::vector<Source> sources = {{"schema.wend", kSchema}, rules("one", 10), rules("two", 20)};
};

TEST_F(DriverCompiler, EditsGiveWhatANewCompilerGives) {
  expect_the_same("first");
  expect_the_same("unchanged");
  sources[1] = rules("one", 11);
  expect_the_same("a threshold");
  const Source good = sources[2];
  sources[2].text += "rule broken\n  when bought\n  do tell(\n";
  expect_the_same("a mistake");
  sources[1] = rules("one", 12);
  expect_the_same("another file, and the mistake stays");
  sources[2] = good;
  expect_the_same("mended");
  sources[1].text += "rule two\n  when bought\n  do tell()\n  limit none\n";
  expect_the_same("a name that stands in a file that was not read anew");
  sources[1] = rules("one", 13);
  std::swap(sources[1], sources[2]);
  expect_the_same("in another order");
  sources[1].path = "zwei.wend";
  sources[1].text += "rule again\n  when boughd\n";
  expect_the_same("under another name");
  sources.pop_back();
  expect_the_same("one less");
  sources = {};
  expect_the_same("nothing");
}

TEST_F(DriverCompiler, ImportedFilesAreReadAnewWhereTheyChange) {
  std::string imported = "define large as bought.total > 5\n";
  options.read = [&](const std::string&) { return imported; };
  sources[1].text =
      "import \"names.wend\"\nimport \"std/time.wend\"\n" + sources[1].text +
      "rule third\n  when     bought\n  if       large\n  do       tell()\n  limit    none\n";
  expect_the_same("first");
  imported = "define large as bought.total > 6\n";
  expect_the_same("the imported file changed");
  sources.push_back(rules("four", 4));
  expect_the_same("another source stands before those that are imported");
}

TEST_F(DriverCompiler, WarningsComeEachTime) {
  sources[1].text = "\xEF\xBB\xBF" + sources[1].text;
  sources[2].text = "define unused as bought.total > 5\n";
  expect_the_same("first");
  const CompileResult again = kept.compile(sources);
  EXPECT_FALSE(again.findings.empty());
  expect_the_same("again");
}

}  // namespace
}  // namespace wend
