// SPDX-License-Identifier: Apache-2.0
//
// Registers a test for each case of another judge (Outside.clickhouse_funnels/strict_order), so that a red one is seen by
// its name: the answer is that of the other judge, or the one that the case says instead, for a reason the manual has.
//   wend_outside_tests --clickhouse QUESTIONS.sql ANSWERS   writes what tests/scripts/ask_clickhouse.sh asks again
#include <algorithm>
#include <cctype>
#include <exception>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/outside/answer.h"
#include "tests/outside/clickhouse.h"
#include "tests/support/process.h"

namespace wend::outside {
namespace {

namespace fs = std::filesystem;

std::string page() { return support::text_of(fs::path(WEND_SOURCE_DIR) / "docs/outside.md"); }

std::vector<CaseFile> case_files() {
  std::vector<CaseFile> files;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(fs::path(WEND_SOURCE_DIR) / "tests/outside")) {
    if (entry.path().extension() != ".cases") continue;
    try {
      files.push_back(case_file(entry.path()));
    } catch (const std::exception& error) {
      throw std::runtime_error(entry.path().string() + ": " + error.what());
    }
  }
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

class OutsideTest : public testing::Test {
 public:
  OutsideTest(const CaseFile& file, const OutsideCase& one) : file_(file), one_(one) {}

  void TestBody() override {
    const Verdict verdict = verdict_of(file_, one_);
    EXPECT_EQ(verdict.problem, "");
    std::string unexpected;
    std::map<std::string, std::string> wanted = one_.ours;
    wanted.insert(one_.expected.begin(), one_.expected.end());
    for (const auto& [customer, answer] : wanted) {
      const auto found = verdict.answers.find(customer);
      const std::string given = found == verdict.answers.end() ? "nothing" : found->second;
      if (given != answer) unexpected += fmt::format("{}: {}, not {}\n", customer, given, answer);
    }
    for (const auto& [customer, answer] : one_.ours)
      EXPECT_NE(answer, one_.expected.at(customer)) << "no difference: " << customer;
    EXPECT_EQ(unexpected, "");
    EXPECT_EQ(one_.ours.empty(), one_.reason.empty());
    if (!one_.reason.empty()) {
      EXPECT_NE(page().find(fmt::format("| `{}` |", one_.reason)), std::string::npos)
          << "docs/outside.md does not say why: " << one_.reason;
    }
  }

 private:
  CaseFile file_;
  OutsideCase one_;
};

// A row per file, as the page has it.
std::string row_of(const CaseFile& file) {
  const auto differ = std::count_if(file.cases.begin(), file.cases.end(),
                                    [](const OutsideCase& one) { return !one.ours.empty(); });
  return fmt::format("| [{0}](../tests/outside/{0}) | {1} | {2} | {3} | {4} |",
                     file.path.filename().string(), file.source, file.licence, file.cases.size(),
                     differ);
}

TEST(OutsideCases, ThePageHasEveryFileWithItsSourceLicenceAndNumbers) {
  for (const CaseFile& file : case_files())
    EXPECT_NE(page().find(row_of(file)), std::string::npos) << "docs/outside.md lacks\n"
                                                            << row_of(file);
}

TEST(OutsideCases, ACaseExpectsAnAnswerOfEveryCustomerAndNamesAreOnes) {
  for (const CaseFile& file : case_files()) {
    std::set<std::string> names;
    for (const OutsideCase& one : file.cases) {
      const std::string place = fmt::format("{}:{}", file.path.string(), one.line);
      EXPECT_TRUE(names.insert(one.name).second) << place << ": a second " << one.name;
      EXPECT_FALSE(one.rules.empty()) << place;
      if (one.expected.contains("total") || !file.logs.contains(one.log)) continue;
      for (const LoggedEvent& event : file.logs.at(one.log))
        EXPECT_TRUE(one.expected.contains(event.customer)) << place << ": " << event.customer;
    }
  }
}

void add_tests() {
  for (const CaseFile& file : case_files()) {
    for (const OutsideCase& one : file.cases) {
      std::string name = file.path.stem().string() + "/" + one.name;
      std::replace_if(
          name.begin(), name.end(), [](char c) { return std::isalnum(c) == 0 && c != '/'; }, '_');
      testing::RegisterTest("Outside", name.c_str(), nullptr, nullptr, file.path.c_str(),
                            static_cast<int>(one.line),
                            [=]() -> testing::Test* { return new OutsideTest(file, one); });
    }
  }
}

}  // namespace
}  // namespace wend::outside

int main(int argc, char** argv) {
  if (argc == 4 && std::string(argv[1]) == "--clickhouse") {
    std::ofstream questions(argv[2]);
    std::ofstream answers(argv[3]);
    for (const auto& file : wend::outside::case_files())
      wend::outside::write_for_clickhouse(file, questions, answers);
    return 0;
  }
  testing::InitGoogleTest(&argc, argv);
  wend::outside::add_tests();
  return RUN_ALL_TESTS();
}
