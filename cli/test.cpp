// SPDX-License-Identifier: Apache-2.0
//
// `wend test`: plays the tests of a pack and says what did not come as expected, and why.
#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/file_identity.h"
#include "cli/junit.h"
#include "cli/rule_files.h"
#include "cli/verdict_text.h"
#include "wend/compiler.h"

namespace wend::cli {
namespace {

struct TestWishes {
  std::vector<std::string> paths;
  std::string filter;
  std::string junit;
  std::string tier;
  bool coverage = false;
};

std::string counted(std::size_t count) {
  return fmt::format("{} {}", count, count == 1 ? "test" : "tests");
}

std::string failures(const std::vector<TestVerdict>& verdicts) {
  std::string made;
  for (const TestVerdict& verdict : verdicts) {
    if (verdict.differences.empty()) continue;
    made += fmt::format("failed: \"{}\"\n{}\n", verdict.title, text_of(verdict));
  }
  return made;
}

std::string in_short(const TestResult& result, std::size_t failed) {
  std::string made = counted(result.verdicts.size());
  if (result.verdicts.size() < result.tests) made += fmt::format(" of {}", result.tests);
  if (result.verdicts.empty()) return made + "\n";
  return made + (failed == 0 ? ": all passed\n"
                             : fmt::format(": {} passed, {} failed\n",
                                           result.verdicts.size() - failed, failed));
}

std::string indented(const std::string& text) {
  std::string made = "    ";
  for (const char c : text) made += c == '\n' ? std::string("\n    ") : std::string(1, c);
  return made + "\n";
}

// Gaps stand together by rule, in the order of the sources.
std::string shown(const TestCoverage& coverage) {
  std::string made, rule;
  for (const TestCoverage::Gap& gap : coverage.gaps) {
    if (gap.rule != rule)
      made += fmt::format("not shown of {} `{}`:\n", gap.of_stage ? "stage" : "rule", gap.rule);
    rule = gap.rule;
    made += fmt::format("  {}:{}: {}\n{}", gap.place.path, gap.place.line, gap.message,
                        indented(gap.suggestion));
  }
  const double share = coverage.wanted == 0 ? 100.0
                                            : 100.0 * static_cast<double>(coverage.shown) /
                                                  static_cast<double>(coverage.wanted);
  return made + fmt::format("coverage: {} of {} shown, {}%\n", coverage.shown, coverage.wanted,
                            static_cast<int>(share));
}

Expected<TestResult> played(const TestWishes& wishes, const Settings& settings) {
  auto sources = rule_files(wishes.paths);
  if (!sources) return sources.failure();
  std::vector<NamedFile> read;
  for (const Source& source : sources.value()) read.push_back({source.path, "the rules"});
  CompileOptions options;
  options.colour = is_coloured(settings, STDERR_FILENO);
  options.read = [&read](const std::string& path) {  // imports
    auto text = text_if_there(path);
    if (text) read.push_back({path, "the rules"});
    return text;
  };
  TestOptions tests;
  tests.filter = wishes.filter;
  tests.coverage = wishes.coverage;
  tests.tier = wishes.tier == "native" ? Tier::Native : Tier::Interpreter;
  TestResult result = run_tests(sources.value(), options, tests);
  if (result.failure) return *result.failure;
  if (!wishes.junit.empty()) {
    if (auto failure = check_outputs_apart({{wishes.junit, "--junit"}}, read)) return *failure;
  }
  return result;
}

Exit test(const TestWishes& wishes, const Settings& settings) {
  if (wishes.junit == "-") return cannot("--junit wants the name of a file, and `-` is none");
  const auto result = played(wishes, settings);
  if (!result) return cannot(result.failure().what);
  const TestResult& made = result.value();
  std::fputs(made.compiled.text.c_str(), stderr);
  if (!made.compiled.pack) return Exit::Findings;
  if (made.verdicts.empty() && !wishes.filter.empty()) {
    return cannot(
        fmt::format("--filter: no title of {} holds `{}`", counted(made.tests), wishes.filter));
  }
  if (!wishes.junit.empty()) {
    if (auto failure = write_file(wishes.junit, junit_of(made.verdicts)))
      return cannot(failure->what);
  }
  const auto failed = static_cast<std::size_t>(
      std::count_if(made.verdicts.begin(), made.verdicts.end(),
                    [](const TestVerdict& one) { return !one.differences.empty(); }));
  print(failures(made.verdicts) + in_short(made, failed));
  if (wishes.coverage) print(shown(made.coverage));
  return failed == 0 && made.coverage.gaps.empty() ? Exit::Clean : Exit::Findings;
}

}  // namespace

void add_test(Program& program) {
  auto wishes = std::make_shared<TestWishes>();
  CLI::App* command = program.app.add_subcommand(
      "test", "Play the tests of a pack: what did not come as expected, and why");
  command->add_option("paths", wishes->paths, "Files of rules, or folders with *.wend files")
      ->required()
      ->type_name("PATH");
  command->add_option("--filter", wishes->filter, "Only tests whose title holds this")
      ->type_name("NAME");
  command->add_option("--junit", wishes->junit, "Write the verdicts as JUnit XML as well")
      ->type_name("FILE");
  command->add_flag(
      "--coverage", wishes->coverage,
      "What no test shows of the rules, and a test that would; exit with 1 if there is "
      "something");
  command
      ->add_option("--tier", wishes->tier,
                   "The engine that decides: interpreter (as usual) or native")
      ->check(CLI::IsMember({"interpreter", "native"}))
      ->type_name("TIER");
  command->footer(
      "Example:\n  wend test examples/retail\n"
      "Exit codes: 0 all tests passed, 1 some failed, the rules have mistakes, or --coverage "
      "found\n"
      "something; 2 wrong usage or environment.");
  command->callback([&program, wishes] {
    program.action = [wishes, &settings = program.settings] { return test(*wishes, settings); };
  });
}

}  // namespace wend::cli
