// SPDX-License-Identifier: Apache-2.0
//
// docs/diagnostics.md is made of the registry and the goldens: each kind with its shortest example.
// WEND_GOLDEN_UPDATE=1 writes it anew.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "compiler/diagnostics/diagnostic.h"
#include "tests/support/golden.h"
#include "tests/support/process.h"
#include "tests/support/text_difference.h"

namespace wend {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHead =
    "# Diagnostics\n\n"
    "Every mistake that `wend check` can report, by its slug, with an example. A slug is forever; "
    "the words of a message may\n"
    "improve. An error keeps a pack from running; a warning is advice. Both end `wend check` with "
    "1. What `--fix` may apply stands\n"
    "behind `=`; `--json` gives the same findings with their places and fixes.\n\n"
    "This page is made by a test: `WEND_GOLDEN_UPDATE=1 build/wend_unit_tests "
    "--gtest_filter=DiagnosticPage*`.\n";

std::vector<fs::path> goldens() {
  std::vector<fs::path> paths;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(WEND_SOURCE_DIR) / "tests/golden")) {
    if (entry.path().extension() == ".golden") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// `error[unknown-field]: ...` or a warning: its slug, else nothing.
std::string slug_in(std::string_view line) {
  const std::size_t open = line.find('[');
  if (open == line.npos || (line.substr(0, open) != "error" && line.substr(0, open) != "warning"))
    return "";
  return std::string(line.substr(open + 1, line.find(']') - open - 1));
}

bool goes_on(std::string_view line) { return line.starts_with(' '); }

// The shortest report of each kind that a golden shows.
std::map<std::string, std::string> examples() {
  std::map<std::string, std::string> found;
  for (const fs::path& path : goldens()) {
    for (const auto& section : support::golden_from_text(support::text_of(path)).sections) {
      if (section.kind != support::GoldenSection::Kind::Command) continue;
      std::string slug, report;
      const auto keep = [&] {
        std::string& best = found[slug];
        if (!slug.empty() && (best.empty() || report.size() < best.size())) best = report;
        slug.clear();
      };
      for (const std::string_view line : support::lines_of(section.text)) {
        if (!goes_on(line)) {
          keep();
          slug = slug_in(line);
          report.clear();
        }
        report += std::string(line) + "\n";
      }
      keep();
    }
  }
  return found;
}

std::string page() {
  auto shown = examples();
  std::string text(kHead);
  for (const DiagnosticRow& row : diagnostic_rows()) {
    const std::string slug(row.slug);
    text += "\n## " + slug + "\n\n```text\n" + shown[slug] + "```\n";
  }
  return text;
}

TEST(DiagnosticPage, HoldsEveryKindWithAnExample) {
  const fs::path path = fs::path(WEND_SOURCE_DIR) / "docs/diagnostics.md";
  const std::string wanted = page();
  if (support::update_wanted()) std::ofstream(path, std::ios::binary) << wanted;
  const std::string written = fs::exists(path) ? support::text_of(path) : "";
  EXPECT_TRUE(written == wanted) << support::difference(written, wanted)
                                 << "\nAccept the new: WEND_GOLDEN_UPDATE=1 build/wend_unit_tests "
                                    "--gtest_filter=DiagnosticPage*";
}

}  // namespace
}  // namespace wend
