// SPDX-License-Identifier: Apache-2.0
//
// Every kind of diagnostic is shown by some golden.
#include <filesystem>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "compiler/diagnostics/diagnostic.h"
#include "tests/support/golden.h"
#include "tests/support/process.h"

namespace wend {
namespace {

namespace fs = std::filesystem;

// What all commands of all goldens print.
std::string golden_output() {
  std::string output;
  for (const fs::directory_entry& entry :
       fs::recursive_directory_iterator(fs::path(WEND_SOURCE_DIR) / "tests/golden")) {
    if (entry.path().extension() != ".golden") continue;
    const support::Golden golden = support::golden_from_text(support::text_of(entry.path()));
    for (const support::GoldenSection& section : golden.sections) {
      if (section.kind == support::GoldenSection::Kind::Command) output += section.text;
    }
  }
  return output;
}

TEST(DiagnosticCoverageTest, EveryKindIsShownByAGolden) {
  const std::string output = golden_output();
  for (const DiagnosticRow& row : diagnostic_rows()) {
    EXPECT_NE(output.find("[" + std::string(row.slug) + "]"), std::string::npos)
        << "no golden shows `" << row.slug << "`: add tests/golden/program/bad_" << row.slug
        << ".golden with the smallest program that does";
  }
}

TEST(DiagnosticCoverageTest, SlugsAreDifferentAndWrittenInOneWay) {
  std::set<std::string_view> slugs;
  for (const DiagnosticRow& row : diagnostic_rows()) {
    EXPECT_TRUE(slugs.insert(row.slug).second) << row.slug;
    EXPECT_EQ(row.slug.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"),
              std::string_view::npos)
        << row.slug;
  }
}

}  // namespace
}  // namespace wend
