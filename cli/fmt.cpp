// SPDX-License-Identifier: Apache-2.0
//
// `wend fmt`: the one layout of rules.
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/rule_files.h"
#include "compiler/format/format.h"
#include "compiler/syntax/from_text.h"

namespace wend::cli {
namespace {

struct FmtWishes {
  std::vector<std::string> paths;
  bool check = false;
};

struct Formatted {
  std::string text;
  std::string findings;  // then the text could not be read, and `text` is empty
};

Formatted formatted(const Source& source, bool colour) {
  Sources sources;
  const FileId file = sources.add({source.path, source.text});
  Diagnostics diagnostics;
  const syntax::Tree tree = syntax::from_text(sources, file, diagnostics);
  if (!diagnostics.has_errors()) return {format(tree, sources), {}};
  diagnostics.sort();
  return {{}, render_text(sources, diagnostics, colour ? Colour::Always : Colour::Never)};
}

Exit fmt_files(const FmtWishes& wishes, const Settings& settings) {
  const auto sources = rule_files(wishes.paths);
  if (!sources) return cannot(sources.failure().what);
  Exit exit = Exit::Clean;
  for (const Source& source : sources.value()) {
    const Formatted result = formatted(source, is_coloured(settings, STDOUT_FILENO));
    if (!result.findings.empty()) {
      print(result.findings);
      exit = Exit::Findings;
      continue;
    }
    if (result.text == source.text) continue;
    if (wishes.check) {
      print(fmt::format("{}: not formatted; `wend fmt {}` does it\n", source.path, source.path));
      exit = Exit::Findings;
      continue;
    }
    if (auto failure = write_file(source.path, result.text)) return cannot(failure->what);
    print(fmt::format("formatted {}\n", source.path));
  }
  return exit;
}

}  // namespace

void add_fmt(Program& program) {
  auto wishes = std::make_shared<FmtWishes>();
  CLI::App* command =
      program.app.add_subcommand("fmt", "Bring rules into their one layout; comments stay");
  command->add_option("paths", wishes->paths, "Files of rules, or folders with *.wend files")
      ->required()
      ->type_name("PATH");
  command->add_flag("--check", wishes->check,
                    "Change nothing; say which files are not formatted, and exit with 1");
  command->footer("Example:\n  wend fmt examples/retail\n  wend fmt --check .");
  command->callback([&program, wishes] {
    program.action = [wishes, &settings = program.settings] {
      return fmt_files(*wishes, settings);
    };
  });
}

}  // namespace wend::cli
