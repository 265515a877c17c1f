// SPDX-License-Identifier: Apache-2.0
//
// Every #include in compiler/, runtime/, cli/ and tests/reference/ is an edge of the tables below.
// Static libraries keep a forbidden call from linking, but not a forbidden header from being read;
// this test does.
#include <algorithm>
#include <filesystem>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/process.h"
#include "tests/support/text_difference.h"

namespace wend {
namespace {

namespace fs = std::filesystem;

// A folder and what its files may include besides itself. The longest folder that fits counts.
struct Folder {
  std::string_view path;
  std::vector<std::string_view> may_include;
};

const std::vector<Folder>& folders() {
  static const std::vector<Folder> table = {
      // The public headers know nothing of ours but each other.
      {"runtime/include/", {"wend/runtime.h"}},
      {"compiler/include/", {"wend/runtime.h", "wend/native_tools.h"}},

      // The compiler, in the order of the road. What a value is, and the parts of a date and of a
      // window, are the same words in a rule and at run time: schema and program share them.
      {"compiler/base/", {}},
      {"compiler/diagnostics/", {"compiler/base/"}},
      {"compiler/syntax/", {"compiler/base/", "compiler/diagnostics/"}},
      {"compiler/format/", {"compiler/base/", "compiler/diagnostics/", "compiler/syntax/"}},
      {"compiler/schema/",
       {"compiler/base/", "compiler/diagnostics/", "compiler/syntax/", "runtime/abi/value.h",
        "runtime/abi/row_key.h"}},
      {"compiler/program/",
       {"compiler/base/", "compiler/diagnostics/", "compiler/syntax/", "compiler/schema/",
        "runtime/abi/value.h", "runtime/abi/plan.h"}},
      {"compiler/plan/",
       {"compiler/base/", "compiler/diagnostics/", "compiler/schema/", "compiler/program/",
        "runtime/abi/"}},
      {"compiler/native/", {"compiler/base/", "compiler/plan/", "runtime/abi/", "wend/runtime.h"}},
      {"compiler/verdict/",
       {"compiler/base/", "compiler/diagnostics/", "compiler/schema/", "compiler/program/",
        "compiler/plan/", "runtime/abi/", "runtime/values/", "wend/runtime.h"}},
      {"compiler/driver/", {"compiler/", "stdlib/", "runtime/", "wend/"}},

      // The runtime: nothing of the compiler, and abi below everything. Arithmetic, calendars and
      // texts of values are shared by the step and by the words of decisions; operations and
      // decisions work on what a step has in hand, its Moment.
      {"runtime/abi/", {"wend/runtime.h"}},
      {"runtime/values/", {"runtime/abi/"}},
      {"runtime/decision/",
       {"runtime/abi/", "runtime/values/", "runtime/step/moment.h", "wend/runtime.h",
        "wend/decision_writer.h"}},
      {"runtime/host/",
       {"runtime/abi/", "runtime/values/", "runtime/decision/", "wend/runtime.h",
        "wend/native_tools.h"}},
      {"runtime/interpret/", {"runtime/abi/", "runtime/values/", "runtime/step/moment.h"}},
      {"runtime/step/", {"runtime/", "wend/runtime.h", "wend/partitions.h", "wend/record.h"}},
      // Many rows at once: the plan, and the interpreter on a moment of its own.
      {"runtime/batch/",
       {"runtime/abi/", "runtime/values/", "runtime/step/", "runtime/decision/decision_buffer.h",
        "runtime/interpret/", "wend/runtime.h", "wend/batch.h"}},

      // The judge knows what was meant and the words for values; nothing that plans or evaluates.
      {"tests/reference/",
       {"compiler/base/", "compiler/diagnostics/", "compiler/schema/", "compiler/program/",
        "runtime/abi/value.h", "runtime/abi/plan.h"}},

      // The program sees everything; its door for events is no compiler.
      {"cli/door/", {"runtime/", "wend/runtime.h"}},
      {"cli/", {"compiler/", "runtime/", "stdlib/", "wend/"}},
  };
  return table;
}

// A library and the only places that may include it, as beginnings of paths.
struct Library {
  std::string_view header;
  std::vector<std::string_view> allowed_in;
  std::vector<std::string_view> allowed_in_headers = {};
};

const std::vector<Library>& libraries() {
  static const std::vector<Library> table = {
      {"antlr4-runtime", {"compiler/syntax/"}, {"compiler/syntax/from_contexts.h"}},
      {"WendLexer.h", {"compiler/syntax/"}, {"compiler/syntax/from_contexts.h"}},
      {"WendParser.h", {"compiler/syntax/"}, {"compiler/syntax/from_contexts.h"}},
      {"llvm/", {"compiler/native/"}, {"compiler/native/"}},
      {"llvm-c/", {"compiler/native/"}, {"compiler/native/"}},
      {"nlohmann/", {"compiler/", "runtime/", "cli/"}},
      {"simdjson", {"cli/", "runtime/host/"}},
      {"zlib.h", {"cli/"}},
      {"CLI/", {"cli/"}, {"cli/"}},
      {"gtest/", {}},
      {"gmock/", {}},
  };
  return table;
}

struct Include {
  std::size_t line = 0;
  std::string target;
  bool quoted = false;  // "file" and not <file>
};

std::vector<Include> includes_of(std::string_view text) {
  static const std::regex directive(R"re(^\s*#\s*include\s*([<"])([^>"]+)[>"].*)re");
  std::vector<Include> includes;
  std::size_t number = 0;
  for (const std::string_view view : support::lines_of(text)) {
    ++number;
    const std::string line(view);
    std::smatch match;
    if (std::regex_match(line, match, directive)) {
      includes.push_back({number, match[2], match[1] == "\""});
    }
  }
  return includes;
}

bool starts_with_any(std::string_view text, const std::vector<std::string_view>& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view beginning) { return text.starts_with(beginning); });
}

const Folder* folder_of(std::string_view path) {
  const Folder* longest = nullptr;
  for (const Folder& folder : folders()) {
    if (!path.starts_with(folder.path)) continue;
    if (longest == nullptr || folder.path.size() > longest->path.size()) longest = &folder;
  }
  return longest;
}

const Library* library_of(std::string_view target) {
  for (const Library& library : libraries()) {
    if (target.starts_with(library.header)) return &library;
  }
  return nullptr;
}

std::optional<std::string> library_problem(std::string_view path, const Library& library) {
  if (!starts_with_any(path, library.allowed_in)) {
    return "`" + std::string(library.header) + "` is not allowed here";
  }
  if (path.ends_with(".h") && !starts_with_any(path, library.allowed_in_headers)) {
    return "`" + std::string(library.header) + "` is not allowed in a header";
  }
  return std::nullopt;
}

std::optional<std::string> include_problem(std::string_view path, const Folder& folder,
                                           const Include& include) {
  if (const Library* library = library_of(include.target)) return library_problem(path, *library);
  const bool ours = include.quoted || include.target.starts_with("wend/");
  if (!ours) return std::nullopt;
  const std::vector<std::string_view> roots = {"compiler/", "runtime/", "cli/",
                                               "stdlib/",   "tests/",   "wend/"};
  if (!starts_with_any(include.target, roots)) {
    return "`" + include.target + "` is not written from the root of the repository";
  }
  if (include.target.starts_with(folder.path)) return std::nullopt;
  if (starts_with_any(include.target, folder.may_include)) return std::nullopt;
  return "`" + std::string(folder.path) + "` may not include `" + include.target + "`";
}

// One line per forbidden edge: path, line, why.
std::vector<std::string> layering_problems(const std::string& path, std::string_view text) {
  const Folder* folder = folder_of(path);
  if (folder == nullptr) return {path + ": its folder has no row in layering_test.cpp"};
  std::vector<std::string> problems;
  for (const Include& include : includes_of(text)) {
    if (const auto problem = include_problem(path, *folder, include)) {
      problems.push_back(path + ":" + std::to_string(include.line) + ": " + *problem);
    }
  }
  return problems;
}

bool is_source(const fs::path& path) {
  return path.extension() == ".h" || path.extension() == ".cpp" || path.extension() == ".def";
}

TEST(LayeringTest, EveryIncludeIsAnAllowedEdge) {
  std::size_t files = 0;
  const fs::path root = WEND_SOURCE_DIR;
  for (const char* top : {"compiler", "runtime", "cli", "tests/reference"}) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / top)) {
      if (!entry.is_regular_file() || !is_source(entry.path())) continue;
      ++files;
      const std::string path = fs::relative(entry.path(), root).generic_string();
      for (const std::string& problem : layering_problems(path, support::text_of(entry.path()))) {
        ADD_FAILURE() << problem << "\nThe allowed edges are the tables of " << __FILE__;
      }
    }
  }
  EXPECT_GT(files, 0u);
}

struct Case {
  const char* path;
  const char* text;
  bool allowed;
};

TEST(LayeringTest, ForbiddenEdgesAreFound) {
  const Case cases[] = {
      {"runtime/step/a.cpp", "#include \"compiler/plan/plan.h\"", false},
      {"runtime/step/a.cpp", "  #  include \"compiler/base/source.h\"", false},
      {"runtime/step/a.cpp", "#include \"runtime/interpret/a.h\"", true},
      {"runtime/abi/a.h", "#include \"runtime/step/session.h\"", false},
      {"runtime/abi/a.h", "#include <wend/compiler.h>", false},
      {"compiler/base/a.h", "#include \"compiler/syntax/tree.h\"", false},
      {"compiler/syntax/a.cpp", "#include \"compiler/program/program.h\"", false},
      {"compiler/syntax/a.cpp", "#include \"compiler/base/source.h\"", true},
      {"compiler/program/a.cpp", "#include \"runtime/abi/value.h\"", true},
      {"compiler/program/a.cpp", "#include \"runtime/abi/native.h\"", false},
      {"compiler/syntax/a.cpp", "#include \"runtime/abi/value.h\"", false},
      {"compiler/plan/a.cpp", "#include \"runtime/abi/value.h\"", true},
      {"compiler/plan/a.cpp", "#include \"runtime/step/session.h\"", false},
      {"compiler/native/a.cpp", "#include \"runtime/abi/value.h\"", true},
      {"compiler/native/a.cpp", "#include \"runtime/decision/reasons.h\"", false},
      {"compiler/native/a.cpp", "#include \"compiler/program/program.h\"", false},
      {"compiler/driver/a.cpp", "#include \"runtime/step/session.h\"", true},
      {"compiler/driver/a.cpp", "#include \"cli/exit_code.h\"", false},
      {"compiler/include/wend/compiler.h", "#include \"compiler/base/source.h\"", false},
      {"runtime/include/wend/runtime.h", "#include <vector>", true},
      {"cli/a.cpp", "#include \"wend/compiler.h\"", true},
      {"cli/door/a.cpp", "#include \"compiler/driver/pipeline.h\"", false},
      {"cli/a.cpp", "#include \"tests/support/golden.h\"", false},
      {"cli/a.cpp", "#include \"exit_code.h\"", false},
      {"compiler/syntax/from_text.cpp", "#include <antlr4-runtime.h>", true},
      {"compiler/syntax/from_text.cpp", "#include \"WendParser.h\"", true},
      {"compiler/syntax/from_text.h", "#include <antlr4-runtime.h>", false},
      {"compiler/program/a.cpp", "#include \"WendParser.h\"", false},
      {"compiler/native/jit.cpp", "#include <llvm/IR/IRBuilder.h>", true},
      {"compiler/driver/a.cpp", "#include <llvm/IR/IRBuilder.h>", false},
      {"cli/door/a.cpp", "#include <simdjson.h>", true},
      {"cli/door/a.h", "#include <simdjson.h>", false},
      {"runtime/step/a.cpp", "#include <simdjson.h>", false},
      {"compiler/diagnostics/render_json.cpp", "#include <nlohmann/json.hpp>", true},
      {"compiler/diagnostics/render_json.h", "#include <nlohmann/json.hpp>", false},
      {"tests/reference/judge.cpp", "#include \"compiler/program/program.h\"", true},
      {"tests/reference/judge.cpp", "#include \"runtime/values/number.h\"", false},
      {"tests/reference/judge.cpp", "#include \"compiler/plan/from_program.h\"", false},
      {"compiler/newcomer/a.cpp", "", false},
  };
  for (const Case& row : cases) {
    const std::vector<std::string> problems = layering_problems(row.path, row.text);
    EXPECT_EQ(problems.empty(), row.allowed) << row.path << ": " << row.text;
  }
}

TEST(LayeringTest, AProblemNamesFileAndLine) {
  EXPECT_THAT(
      layering_problems("runtime/step/a.cpp", "#include <map>\n#include \"compiler/base/id.h\"\n"),
      testing::ElementsAre("runtime/step/a.cpp:2: `runtime/step/` may not include "
                           "`compiler/base/id.h`"));
}

}  // namespace
}  // namespace wend
