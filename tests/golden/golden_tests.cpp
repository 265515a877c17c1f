// SPDX-License-Identifier: Apache-2.0
//
// Registers a test for each golden file (Golden.check/bad_unknown_field) and for each example of the
// documentation (Docs.language_line_120), so that a red one is seen by its name.
#include <algorithm>
#include <exception>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/document.h"
#include "tests/support/golden.h"
#include "tests/support/process.h"

namespace {

namespace fs = std::filesystem;
namespace support = wend::support;

// Runs a function that returns what is wrong.
class CheckTest : public testing::Test {
 public:
  using Check = std::function<std::string()>;
  explicit CheckTest(Check check) : check_(std::move(check)) {}

  void TestBody() override {
    try {
      const std::string problem = check_();
      EXPECT_TRUE(problem.empty()) << problem;
    } catch (const std::exception& error) {
      FAIL() << error.what();
    }
  }

 private:
  Check check_;
};

void add_test(const char* suite, const std::string& name, const fs::path& file, int line,
              CheckTest::Check check) {
  testing::RegisterTest(
      suite, name.c_str(), nullptr, nullptr, file.c_str(), line,
      [check = std::move(check)]() -> testing::Test* { return new CheckTest(check); });
}

// GoogleTest reads `-` and `:` in a filter as its own.
std::string test_name(std::string name) {
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '-' || c == ':' || c == ' '; }, '_');
  return name;
}

std::vector<fs::path> files_under(const fs::path& folder, const std::string& ending) {
  std::vector<fs::path> files;
  if (!fs::exists(folder)) return files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ending) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void add_goldens(const fs::path& root) {
  const fs::path folder = root / "tests/golden";
  for (const fs::path& file : files_under(folder, ".golden")) {
    const std::string name =
        test_name(fs::relative(file, folder).replace_extension().generic_string());
    add_test("Golden", name, file, 1,
             [=] { return support::check_golden(file, name, support::update_wanted()); });
  }
}

void add_page(const fs::path& page) {
  const std::vector<support::Block> blocks = support::blocks_of(support::text_of(page));
  for (std::size_t index = 0; index < blocks.size(); ++index) {
    const support::Block& block = blocks[index];
    if (!block.is_example()) continue;
    const std::string name =
        test_name(page.stem().string() + "_line_" + std::to_string(block.line));
    add_test("Docs", name, page, static_cast<int>(block.line),
             [=] { return support::check_block(page, index, support::update_wanted()); });
  }
}

void add_documentation(const fs::path& root) {
  std::vector<fs::path> pages = files_under(root / "docs", ".md");
  if (fs::exists(root / "README.md")) pages.push_back(root / "README.md");
  for (const fs::path& page : pages) {
    try {
      add_page(page);
    } catch (const std::exception& error) {
      add_test("Docs", test_name(page.stem().string()), page, 1,
               [message = std::string(error.what())] { return message; });
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  add_goldens(WEND_SOURCE_DIR);
  add_documentation(WEND_SOURCE_DIR);
  return RUN_ALL_TESTS();
}
